// Kernel parameters: what /proc/sys says now, and what sysctl.d(5) will say at the next boot.

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/host/if_known.hpp"
#include "framework/host/plural.hpp"
#include "framework/model/match.hpp"
#include "framework/platform/sysctl.hpp"

namespace muster {

namespace {

std::string path_of(const Fact& fact) {
    return sysctl_path(fact.subject.name());
}

std::string live_path(const std::string& path) {
    return "/proc/sys/" + path;
}

/// A parameter that every kernel has (`man 5 proc_sys_kernel`).
constexpr auto always_there = "kernel/ostype";

/// Of a key that is not there nothing is known where there is no /proc/sys at all.
void refuse_without_parameters(const std::optional<Content>& of_every_kernel) {
    if (not of_every_kernel)
        throw CannotTell{
            Kind::failed,
            "the target shows no kernel parameters: there is no /proc/sys/kernel/ostype"};
}

/// The value now, blanks made one; nothing where there is no such key, or a folder of keys.
Task<std::optional<std::string>> live_value(Host& host, std::string path) {
    host.require(Ability::live);
    if (path.empty())
        co_return std::nullopt;
    auto asked = host.read(live_path(path));
    auto always = host.read(live_path(always_there));
    const auto& content = co_await asked;
    if (not content)
        refuse_without_parameters(co_await always);
    if (not content or content->type != FileType::regular)
        co_return std::nullopt;
    co_return squeezed(content->bytes);
}

bool same(const std::string& left, const std::string& right) {
    return equal_values(Scalar{left}, Scalar{right});
}

/// Says where the next boot would set something else.
Task<std::string> hint(Host& host, std::string path, std::string now) {
    auto& reading = host.once(sysctl_configuration);
    auto attempt = if_known(host, reading);
    const auto* const& configuration = co_await attempt;
    if (configuration == nullptr or not configuration->unreadable.empty())
        co_return "";
    const auto* assignment = configuration->find(path);
    if (assignment == nullptr or same(*assignment->value, now))
        co_return "";
    co_return "configured as " + escaped(*assignment->value, 80) + " in "
        + escaped(assignment->where);
}

Task<Value> exists(Host& host, Fact fact) {
    host.require(Ability::live);
    const auto path = path_of(fact);
    if (path.empty())
        co_return absent;
    auto asked = host.stat(live_path(path));
    auto always = host.read(live_path(always_there));
    const auto& status = co_await asked;
    if (not status)
        refuse_without_parameters(co_await always);
    co_return status and status->type == FileType::regular ? Value(true) : absent;
}

Task<Value> configured(Host& host, Fact fact);

Task<Value> value(Host& host, Fact fact) {
    const auto path = path_of(fact);
    if (not host.can(Ability::live)) {
        auto at_boot = configured(host, fact);
        co_return co_await at_boot;
    }
    auto asked = live_value(host, path);
    auto& configuration = host.once(sysctl_configuration);
    (void)configuration;  // leaves with the same batch
    const auto& now = co_await asked;
    if (not now)
        co_return absent;
    auto hinted = hint(host, path, *now);
    Value found = Scalar{*now};
    found.remark = co_await hinted;
    co_return found;
}

Task<Value> values(Host& host, Fact fact) {
    auto asked = value(host, fact);
    const auto& now = co_await asked;
    const auto* text = now.as<Scalar>();
    if (text == nullptr)
        co_return now;
    List numbers{{}, true};
    for (const auto word : words_of(text->text)) {
        const auto number = number_from(word);
        if (not number)
            co_return wrong_kind("is " + quoted(text->text) + ", not numbers");
        numbers.items.emplace_back(*number);
    }
    co_return numbers;
}

/// What the next boot sets: of a key that is not there now, too (its module may not be loaded yet).
Task<const SysctlAssignment*> assignment_of(Host& host, std::string path) {
    auto& reading = host.once(sysctl_configuration);
    const auto& configuration = co_await reading;
    co_return configuration.find(path);
}

/// Nothing configures it: a key that is there is not set, any other is absent.
Task<Value> why_not_configured(Host& host, Fact fact) {
    if (not host.can(Ability::live))
        throw NotAsked{"kernel default, not in the image"};
    auto asked = exists(host, fact);
    const auto& there = co_await asked;
    co_return there.is_nothing() ? absent : not_set;
}

Task<Value> configured(Host& host, Fact fact) {
    auto asked = assignment_of(host, path_of(fact));
    auto otherwise = why_not_configured(host, fact);
    const auto* const& assignment = co_await asked;
    if (assignment != nullptr)
        co_return Scalar{squeezed(*assignment->value)};
    const auto& nothing = co_await otherwise;
    co_return nothing;
}

Task<Value> configured_in(Host& host, Fact fact) {
    auto asked = assignment_of(host, path_of(fact));
    auto otherwise = why_not_configured(host, fact);
    const auto* const& assignment = co_await asked;
    if (assignment != nullptr)
        co_return assignment->where;
    const auto& nothing = co_await otherwise;
    co_return nothing;
}

Task<Value> as_configured(Host& host, Fact fact) {
    const auto path = path_of(fact);
    auto running = live_value(host, path);
    auto asked = assignment_of(host, path);
    const auto& now = co_await running;
    if (not now)
        co_return absent;
    const auto* const& assignment = co_await asked;
    if (assignment == nullptr)
        co_return not_set;
    Value found = same(*assignment->value, *now);
    found.remark = "is " + escaped(*now, 80) + ", configured as " + escaped(*assignment->value, 80)
                   + " in " + escaped(assignment->where);
    co_return found;
}

std::string broken_key(const Subject& subject) {
    return sysctl_path(subject.name()).empty() ? "is no kernel parameter: write net.ipv4.ip_forward"
                                               : "";
}

/// All keys that the pattern fits, each spelled as the pattern is: with dots or with slashes. Folders of keys
/// are none.
Task<std::vector<Subject>> all_fitting(Host& host, Subject plural) {
    host.require(Ability::live);
    const auto pattern = plural.name();
    const auto root = live_path("");
    auto asked = host.read_matching(live_path(sysctl_path(pattern)));
    auto always = host.read(live_path(always_there));
    const auto& files = co_await asked;
    if (files.empty())
        refuse_without_parameters(co_await always);
    const auto separator = pattern.find_first_of("/.");
    const bool has_dots = separator != std::string::npos and pattern[separator] == '.';
    std::vector<Subject> keys;
    for (const auto& file : files) {
        const auto path = file.path.substr(root.size());
        keys.push_back({"kernel_parameter", {Value(has_dots ? sysctl_key(path) : path)}});
    }
    co_return keys;
}

// NOLINTNEXTLINE(readability-function-size): a table
Resource kernel_parameter() {
    return {
        .entry =
            {
                .name = "kernel_parameter",
                .summary = "A sysctl, live and as configured.",
                .in_image = InImage::configured,
                .subject =
                    {{.name = "key", .meaning = "`net.ipv4.ip_forward` or `net/ipv4/ip_forward`"}},
                .attributes =
                    {
                        {.name = "exists",
                         .type = Type::flag,
                         .meaning = "the key is there",
                         .when_absent = false,
                         .in_image = InImage::not_running},
                        {.name = "value",
                         .type = Type::scalar,
                         .meaning = "runtime value, blanks made one"},
                        {.name = "values",
                         .type = Type::list,
                         .meaning = "its numbers",
                         .item = {.type = Type::number, .ordered = true}},
                        {.name = "configured",
                         .type = Type::scalar,
                         .meaning = "what the next boot sets, in effective order; nothing sets it: "
                                    "not set",
                         .in_image = InImage::same},
                        {.name = "configured_in",
                         .type = Type::text,
                         .meaning = "file and line that decides: `/etc/sysctl.d/10-net.conf:3`; "
                                    "nothing sets it: not set",
                         .in_image = InImage::same},
                        {.name = "as_configured",
                         .type = Type::flag,
                         .meaning = "value equals configured; not set if nothing configures it",
                         .in_image = InImage::not_running},
                    },
                .example = R"(expect(kernel_parameter("net.core.somaxconn").value >= 1024);)",
                .yaml_example = R"(- {kernel_parameter: net.core.somaxconn, value: {">=": 1024}})",
                .details =
                    R"(`/` and `.` as in sysctl.d(5): when the first separator is a dot, dots and slashes change places
(`net.ipv4.conf.eth0/100.rp_filter`). Files of /etc/sysctl.d, /run/sysctl.d, /usr/local/lib/sysctl.d,
/usr/lib/sysctl.d and /lib/sysctl.d are sorted by base name; of one name only that of the earliest
folder counts. The last assignment wins; an exact key beats a glob, `-key` takes a key out of the
globs. /etc/sysctl.conf counts last, under systemd only through the link 99-sysctl.conf;
/etc/ufw/sysctl.conf after all others when ufw is enabled. A key that may only be written, or not be
read by us, cannot be told.)",
                .broken_subject = broken_key,
            },
        .readers =
            {
                {"exists", exists},
                {"value", value},
                {"values", values},
                {"configured", configured},
                {"configured_in", configured_in},
                {"as_configured", as_configured},
            },
    };
}

Resource kernel_parameters(const Resource& singular) {
    auto plural = plural_of(
        singular,
        {.name = "kernel_parameters",
         .summary = "All sysctls whose key a pattern fits.",
         .in_image = InImage::not_running,
         .subject =
             {{.name = "pattern",
               .meaning =
                   "`net.ipv4.conf.*.rp_filter`; `*`, `?` and `[…]` stand for no separator"}},
         .example = R"(expect(kernel_parameters("net.ipv4.conf.*.rp_filter").every("value", 1));)",
         .yaml_example = R"(- {kernel_parameters: net.ipv4.conf.*.rp_filter, every: {value: 1}})",
         .details = "Names are spelled as the pattern is, with dots or with slashes. Keys that may "
                    "only be "
                    "written are among them, and their values cannot be told."},
        all_fitting
    );
    plural.entry.broken_subject = broken_key;
    return plural;
}

}  // namespace

std::span<const Resource> kernel_parameter_resources() {
    static const Resource singular = kernel_parameter();
    static const std::vector<Resource> resources = {singular, kernel_parameters(singular)};
    return resources;
}

}  // namespace muster
