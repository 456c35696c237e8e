// mount(path): what is mounted there now, and what fstab and mount units say.
//
// The kernel's table is read once for all (framework/platform/mount_table.hpp).

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/host/plural.hpp"
#include "framework/model/remark.hpp"
#include "framework/platform/configured_mounts.hpp"
#include "framework/platform/mount_options.hpp"
#include "framework/platform/mount_table.hpp"
#include "matchers/file/path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

Task<Value> configured(Host& host, Fact fact);

/// What is on a path.
struct Place {
    std::vector<const MountEntry*> stack;  ///< the topmost last; entries live as long as the host
    std::string remark;                    ///< without mounts: whose files are there

    const MountEntry& top() const { return *stack.back(); }
};

Task<Place> place_of(Host& host, Subject subject) {
    host.require(Ability::live);
    auto& reading = host.once(mount_table);
    const auto& table = co_await reading;
    auto& resolving = host.once(canonical_path, subject.name());
    const auto& path = co_await resolving;
    Place place;
    place.stack = table.on(path);
    const auto* holding = table.holding(path);
    if (place.stack.empty() and holding != nullptr) {
        place.remark = fmt::format(
            "no mount point; its files are on the {} of {}",
            escaped(holding->type),
            escaped(holding->path)
        );
    }
    co_return place;
}

/// What the next boot would mount there, where nothing is mounted now, as in an image. Throws NotAsked where no file says
/// anything: some things are mounted all the same, `/proc` and the root itself.
Task<std::optional<ConfiguredMount>> at_boot(Host& host, Subject subject) {
    auto& asked = host.once(configured_mount, subject.name());
    const auto& found = co_await asked;
    if (not found)
        throw NotAsked{"nothing in the image configures it"};
    if (found and found->at_boot)
        co_return found;
    co_return std::nullopt;
}

Task<Value> mounted(Host& host, Fact fact) {
    if (not host.can(Ability::live)) {
        auto at_next_boot = at_boot(host, fact.subject);
        auto as_configured = configured(host, fact);
        (void)co_await at_next_boot;
        co_return co_await as_configured;
    }
    auto asked = place_of(host, fact.subject);
    const auto& place = co_await asked;
    co_return with_remark(not place.stack.empty(), place.remark);
}

Task<Value> count(Host& host, Fact fact) {
    auto asked = place_of(host, fact.subject);
    const auto& place = co_await asked;
    co_return place.stack.size();
}

/// What the topmost mount says.
template<Value (*Read)(const MountEntry&)>
Task<Value> of_top(Host& host, Fact fact) {
    auto asked = place_of(host, fact.subject);
    const auto& place = co_await asked;
    co_return place.stack.empty() ? with_remark(absent, place.remark) : Read(place.top());
}

template<std::string MountEntry::*Field>
Value text_of(const MountEntry& entry) {
    return entry.*Field;
}

template<std::vector<std::string> MountEntry::*Field>
Value list_of(const MountEntry& entry) {
    return set_of_texts(entry.*Field);
}

Task<Value> type(Host& host, Fact fact) {
    if (host.can(Ability::live)) {
        auto now = of_top<text_of<&MountEntry::type>>(host, fact);
        co_return co_await now;
    }
    auto asked = at_boot(host, fact.subject);
    const auto& configured = co_await asked;
    if (not configured)
        co_return absent;
    constexpr std::array<std::string_view, 5> found_at_boot = {"", "auto", "none", "bind", "nfs"};
    const auto& type = configured->type;
    const bool is_plain = std::ranges::find(found_at_boot, type) == found_at_boot.end();
    if (not is_plain or type.find(',') != std::string::npos)
        throw NotAsked{"the type is found out when it is mounted"};
    co_return type;
}

/// Configured options as a kernel prints them: without words about how and when to mount, and those that are usual.
std::vector<std::string> options_at_boot(std::vector<std::string> options) {
    constexpr std::array<std::string_view, 12> not_printed = {
        "defaults",
        "auto",
        "noauto",
        "nofail",
        "fail",
        "_netdev",
        "exec",
        "suid",
        "dev",
        "async",
        "group",
        "owner"};
    const auto has = [&](std::string_view word) {
        return std::ranges::find(options, word) != options.end();
    };
    const bool of_users = has("user") or has("users");
    const bool of_some = of_users or has("group") or has("owner");  // mount(8): they imply these
    if (of_some and not has("suid"))
        options.emplace_back("nosuid");
    if (of_some and not has("dev"))
        options.emplace_back("nodev");
    if (of_users and not has("exec"))
        options.emplace_back("noexec");
    std::erase_if(options, [&](const std::string& option) {
        return std::ranges::find(not_printed, option) != not_printed.end() or option == "user"
               or option == "users" or option == "nouser" or option.starts_with("x-")
               or option.starts_with("X-") or option.starts_with("comment=");
    });
    if (not has("ro") and not has("rw"))
        options.emplace_back("rw");
    return options;
}

/// Nothing where nothing is mounted. What is configured is complete but for what a kernel adds.
Task<std::optional<std::vector<std::string>>> options_there(Host& host, Subject subject) {
    if (host.can(Ability::live)) {
        auto asked = place_of(host, subject);
        const auto& place = co_await asked;
        if (place.stack.empty())
            co_return std::nullopt;
        co_return place.top().options();
    }
    auto asked = at_boot(host, subject);
    const auto& configured = co_await asked;
    if (not configured)
        co_return std::nullopt;
    co_return options_at_boot(configured->options);
}

Task<Value> options(Host& host, Fact fact) {
    auto asked = options_there(host, fact.subject);
    auto nothing = mounted(host, fact);
    const auto& there = co_await asked;
    if (there)
        co_return set_of_texts(*there);
    const auto& why = co_await nothing;
    co_return with_remark(absent, why.remark);
}

Task<Value> option(Host& host, Fact fact) {
    auto asked = options_there(host, fact.subject);
    auto nothing = mounted(host, fact);
    const auto& there = co_await asked;
    if (not there) {
        const auto& why = co_await nothing;
        co_return with_remark(absent, why.remark);
    }
    const auto value = mount_option(*there, fact.parameter());
    if (not value)
        co_return not_set;
    if (value->empty())
        co_return with_remark(not_set, "the option is there and has no value");
    co_return Scalar{*value};
}

Task<Value> configured(Host& host, Fact fact) {
    auto& asked = host.once(configured_mount, fact.subject.name());
    const auto& found = co_await asked;
    if (not found)
        co_return false;
    const auto where = escaped(found->where);
    co_return with_remark(
        found->at_boot, found->at_boot ? "by " + where : where + " does not mount it at boot"
    );
}

/// What holds otherwise than configured, or cannot be seen.
struct Differences {
    std::vector<std::string> wrong;
    std::vector<std::string> unseen;
};

Differences differences(const ConfiguredMount& configured, const MountEntry& now) {
    Differences found;
    const auto live = now.options();
    const bool is_bind = mount_option(configured.options, "bind").has_value()
                         or mount_option(configured.options, "rbind").has_value();
    if (not is_bind and not type_holds(configured.type, now.type))
        found.wrong.push_back(fmt::format("its type is {}", quoted(now.type)));
    for (const auto& option : configured.options) {
        const auto holds = option_holds(option, now.type, live);
        if (holds == Holds::no)
            found.wrong.push_back(quoted(option) + " does not hold");
        if (holds == Holds::unknown)
            found.unseen.push_back(quoted(option));
    }
    return found;
}

Task<Value> as_configured(Host& host, Fact fact) {
    auto asked = place_of(host, fact.subject);
    auto& configuration = host.once(configured_mount, fact.subject.name());
    const auto& place = co_await asked;
    if (place.stack.empty())
        co_return with_remark(absent, place.remark);
    const auto& configured = co_await configuration;
    if (not configured)
        co_return with_remark(not_set, "nothing configures it");
    const auto found = differences(*configured, place.top());
    const auto where = escaped(configured->where);
    if (not found.wrong.empty())
        co_return with_remark(false, fmt::format("of {}: {}", where, join(found.wrong, ", ")));
    if (not found.unseen.empty()) {
        throw CannotTell{
            Kind::unsupported,
            fmt::format(
                "whether {} of {} holds: the kernel does not print it",
                join(found.unseen, ", "),
                where
            ),
            "ask for the options that matter: .options.contains(…)"};
    }
    co_return with_remark(true, "as " + where + " says");
}

Task<std::vector<Subject>> all_mounts(Host& host, Subject) {
    auto& reading = host.once(mount_table);
    const auto& table = co_await reading;
    std::vector<Subject> mounts;
    for (auto& path : table.paths())
        mounts.push_back({"mount", {Value(path)}});
    co_return mounts;
}

// NOLINTNEXTLINE(readability-function-size): a table
std::vector<AttributeEntry> attributes() {
    return {
        {.name = "mounted",
         .type = Type::flag,
         .meaning = "the path is a mount point",
         .when_absent = false},
        {.name = "count",
         .type = Type::number,
         .meaning = "how many mounts are stacked there; all else is of the topmost",
         .when_absent = Value(0)},
        {.name = "device",
         .type = Type::text,
         .meaning = "source as the kernel has it: `/dev/sda1`, `server:/export`, `tmpfs`"},
        {.name = "type", .type = Type::text, .meaning = "`ext4`, `nfs4`, `fuse.sshfs`"},
        {.name = "root",
         .type = Type::text,
         .meaning = "the folder of the file system that is seen there: `/` but of bind mounts and "
                    "subvolumes"},
        {.name = "options",
         .type = Type::list,
         .meaning = "options of the mount and of the file system, as the kernel prints them "
                    "(`size=65536k`); `ro` when either is"},
        {.name = "option",
         .type = Type::scalar,
         .meaning = "what stands after its `=`; not set when there is no such option, or nothing "
                    "after it",
         .parameters = {{.name = "name", .meaning = "`size`"}}},
        {.name = "mount_options", .type = Type::list, .meaning = "options of this mount alone"},
        {.name = "super_options",
         .type = Type::list,
         .meaning = "options of the file system, wherever it is mounted"},
        {.name = "configured",
         .type = Type::flag,
         .meaning = "in fstab without `noauto`, or a mount unit that another unit wants",
         .when_absent = false},
        {.name = "as_configured",
         .type = Type::flag,
         .meaning = "the configured type and every configured option hold live, but for "
                    "`defaults` and words about how and when to mount; nothing configures it: not "
                    "set"},
    };
}

Resource mount() {
    Resource resource;
    resource.entry = {
        .name = "mount",
        .summary = "What is mounted on exactly this path now, and what configures it.",
        .in_image = InImage::configured,
        .absence = "is not mounted",
        .subject = {{.name = "path", .meaning = "absolute; links on its way are resolved"}},
        .attributes = with_image_mark(
            with_image_mark(
                attributes(),
                InImage::not_running,
                {"count", "device", "root", "mount_options", "super_options", "as_configured"}
            ),
            InImage::same,
            {"configured"}
        ),
        .example = R"(expect(mount("/tmp").options.contains("nodev", "nosuid"));
expect(mount("/srv").configured);
expect(mount("/srv").as_configured);)",
        .yaml_example = R"(- {mount: /tmp, options: {contains: [nodev, nosuid]}}
- {mount: /srv, configured: true, as_configured: true})",
        .details =
            R"(One read of /proc/self/mountinfo. Paths are compared exactly, after the kernel's `\040` and the like are
decoded. Of several mounts on one path the topmost is meant, and a mount that a later one above its folder
hides is not there. Where systemd is PID 1 a mount unit of /etc or /run counts before fstab, and fstab
before the unit of a package. An option that the kernel does not print, and that is no default that we
know, makes as_configured `cannot tell`.)",
        .broken_subject = broken_path,
    };
    resource.readers = {
        {"mounted", mounted},
        {"count", count},
        {"device", of_top<text_of<&MountEntry::device>>},
        {"type", type},
        {"root", of_top<text_of<&MountEntry::root>>},
        {"options", options},
        {"option", option},
        {"mount_options", of_top<list_of<&MountEntry::mount_options>>},
        {"super_options", of_top<list_of<&MountEntry::super_options>>},
        {"configured", configured},
        {"as_configured", as_configured},
    };
    return resource;
}

}  // namespace

std::span<const Resource> mount_resources() {
    static const Resource singular = mount();
    static const std::vector<Resource> resources = {
        singular,
        plural_of(
            singular,
            {.name = "mounts",
             .summary = "All mount points, each with the topmost of its mounts.",
             .in_image = InImage::not_running,
             .example =
                 R"(expect(mounts().where("type", "nfs4").every("options", contains("hard")));)",
             .yaml_example =
                 R"(- {mounts: , where: {type: nfs4}, every: {options: {contains: hard}}})"},
            all_mounts
        ),
    };
    return resources;
}

}  // namespace muster
