// filesystem(path): the space of whatever file system holds a path.
//
// `stat -f` says in whole blocks what df rounds to kilobytes, of this one path and in one line of numbers: names
// of devices and mount points, which may hold blanks, never stand between them. df looks at other mounts, too,
// before it answers. Each path has a process of its own with a deadline, since a dead file server keeps
// whoever asks waiting for ever.

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/host/resource.hpp"
#include "framework/model/remark.hpp"
#include "framework/platform/mount_table.hpp"
#include "matchers/file/path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

/// How long a file system may take to tell its size.
constexpr auto patience = std::chrono::seconds(5);

/// A file system's numbers, and the path without links.
constexpr auto script = "stat -f -c '%S %b %f %a %c %d' -- \"$1\" && readlink -f -- \"$1\"";

struct Space {
    std::int64_t block = 0;  ///< bytes
    std::int64_t blocks = 0;
    std::int64_t free = 0;
    std::int64_t available = 0;
    std::int64_t inodes = 0;
    std::int64_t inodes_free = 0;
    std::string place;
};

/// The last part of what a tool complains of: the reason.
std::string_view reason_of(std::string_view complaint) {
    const auto text = trimmed(complaint);
    const auto colon = text.rfind(": ");
    return colon == std::string_view::npos ? text : text.substr(colon + 2);
}

bool is_absent(std::string_view reason) {
    // ENOENT, ENOTDIR and ELOOP, as glibc and musl write them.
    return reason == "No such file or directory" or reason == "Not a directory"
           or reason == "Too many levels of symbolic links" or reason == "Symbolic link loop";
}

[[noreturn]] void refuse(const Output& output, const std::string& path) {
    const auto reason = reason_of(output.err);
    const auto what = "asking for the space of " + escaped(path);
    if (output.exit_status == 127)
        throw CannotTell{
            Kind::missing_tool, what + " needs stat and readlink", "install coreutils"};
    if (reason == "Permission denied")
        throw CannotTell{Kind::denied, "permission denied " + what, "try --sudo"};
    throw CannotTell{
        Kind::failed,
        fmt::format("{}: stat ended with {}: {}", what, output.exit_status, escaped(reason, 200))};
}

std::optional<Space> space_from(std::string_view text) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos or not text.ends_with('\n'))
        return std::nullopt;
    const auto words = words_of(text.substr(0, end));
    Space space;
    const std::array<std::int64_t*, 6> fields = {
        &space.block,
        &space.blocks,
        &space.free,
        &space.available,
        &space.inodes,
        &space.inodes_free};
    if (words.size() != fields.size())
        return std::nullopt;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto number = whole_number(words[i]);
        if (not number or *number < 0)
            return std::nullopt;
        *fields[i] = *number;
    }
    if (space.block > 0 and space.blocks > INT64_MAX / space.block)
        return std::nullopt;
    // A name may end with a newline: only the tool's own is cut.
    space.place = text.substr(end + 1);
    if (not space.place.starts_with('/'))
        return std::nullopt;
    space.place.pop_back();
    return space;
}

/// Of a disk that nobody has mounted.
Task<std::optional<FileSystemStatus>> unmounted(Host& host, std::string path) {
    auto asked = host.file_system(path);
    const auto& status = co_await asked;
    if (status and status->type.empty())
        throw NotAsked{"the image is not made of file systems"};
    co_return status;
}

Task<std::optional<Space>> space_of_unmounted(Host& host, std::string path) {
    auto asked = unmounted(host, path);
    const auto& status = co_await asked;
    if (not status)
        co_return std::nullopt;
    const auto number = [](std::uint64_t count) { return static_cast<std::int64_t>(count); };
    co_return Space{
        number(status->block),
        number(status->blocks),
        number(status->free),
        number(status->available),
        number(status->inodes),
        number(status->inodes_free),
        ""};
}

/// Nothing when the path leads to nothing.
Task<std::optional<Space>> space_of(Host& host, std::string path) {
    if (not host.can(Ability::live))
        co_return co_await space_of_unmounted(host, path);
    const Command command{.words = {"sh", "-c", script, "sh", path}, .deadline = patience};
    auto asked = host.run(command);
    const auto& output = co_await asked;
    if (output.exit_status == 1 and is_absent(reason_of(output.err)))
        co_return std::nullopt;
    if (output.exit_status != 0)
        refuse(output, path);
    auto space = space_from(output.out);
    if (not space)
        throw CannotTell{Kind::unparsable, "stat -f said " + quoted(output.out, 80)};
    co_return space;
}

template<Value (*Read)(const Space&)>
Task<Value> of_space(Host& host, Fact fact) {
    auto& asked = host.once(space_of, fact.subject.name());
    const auto& space = co_await asked;
    co_return space ? Read(*space) : absent;
}

template<std::int64_t Space::*Blocks>
Value bytes_of(const Space& space) {
    return space.*Blocks * space.block;
}

template<std::int64_t Space::*Field>
Value count_of(const Space& space) {
    return space.*Field;
}

/// As df has it: rounded up. Nothing of nothing has no share.
Value percent(std::int64_t part, std::int64_t whole) {
    if (whole <= 0)
        return with_remark(not_set, "the file system counts none");
    // part * 100 / whole, rounded up, without the product: it may be too large.
    const auto of_rest = part % whole;
    const auto factor = of_rest > INT64_MAX / 100 ? 1 : 100;
    const auto divisor = factor == 1 ? whole / 100 : whole;
    const auto share = of_rest * factor;
    return part / whole * 100 + share / divisor + (share % divisor != 0 ? 1 : 0);
}

Value used_percent(const Space& space) {
    const auto used = std::max<std::int64_t>(space.blocks - space.free, 0);
    return percent(used, used + space.available);
}

Value inodes_used_percent(const Space& space) {
    return percent(std::max<std::int64_t>(space.inodes - space.inodes_free, 0), space.inodes);
}

Task<Value> type(Host& host, Fact fact) {
    if (not host.can(Ability::live)) {
        auto asked = unmounted(host, fact.subject.name());
        const auto& status = co_await asked;
        co_return status ? Value(status->type) : absent;
    }
    auto& asked = host.once(space_of, fact.subject.name());
    auto& reading = host.once(mount_table);
    const auto& space = co_await asked;
    if (not space)
        co_return absent;
    const auto& table = co_await reading;
    const auto* mount = table.holding(space->place);
    if (mount == nullptr) {
        throw CannotTell{
            Kind::unsupported,
            fmt::format(
                "the mount that holds {} is not shown to the target", escaped(space->place)
            )};
    }
    co_return mount->type;
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table
std::span<const Resource> filesystem_resources() {
    static const Resource resource = {
        .entry =
            {
                .name = "filesystem",
                .summary = "The space of whatever file system holds a path.",
                .in_image = InImage::kept,
                .subject = {{.name = "path", .meaning = "absolute: any file or folder on it"}},
                .attributes =
                    {
                        {.name = "size",
                         .type = Type::number,
                         .meaning = "all of it",
                         .unit = "bytes"},
                        {.name = "free",
                         .type = Type::number,
                         .meaning = "free, root's reserve included",
                         .unit = "bytes"},
                        {.name = "available",
                         .type = Type::number,
                         .meaning = "free for users",
                         .unit = "bytes"},
                        {.name = "used_percent",
                         .type = Type::number,
                         .meaning = "as `df`: used / (used + available), rounded up; not set of "
                                    "what has no size (`/proc`)",
                         .unit = "percent"},
                        {.name = "inodes", .type = Type::number, .meaning = "as `df -i`"},
                        {.name = "inodes_free", .type = Type::number, .meaning = "as `df -i`"},
                        {.name = "inodes_used_percent",
                         .type = Type::number,
                         .meaning = "as `df -i`, rounded up; not set of what counts none (btrfs)",
                         .unit = "percent"},
                        {.name = "type",
                         .type = Type::text,
                         .meaning = "`ext4`, as of the mount that holds the path"},
                    },
                .example = R"(expect(filesystem("/var").used_percent < 90);
expect(filesystem("/srv").available >= 16_GiB);)",
                .yaml_example = R"(- {filesystem: /var, used_percent: {"<": 90}}
- {filesystem: /srv, available: {">=": 16GiB}})",
                .details =
                    R"(One `stat -f` for each path, in a process of its own that may take 5 seconds, so that a
dead file server spoils only its own rows. The numbers are those of df before it rounds them. Of a disk
that nobody has mounted they are those that the kernel would tell; other images have none.)",
                .broken_subject = broken_path,
            },
        .readers =
            {
                {"size", of_space<bytes_of<&Space::blocks>>},
                {"free", of_space<bytes_of<&Space::free>>},
                {"available", of_space<bytes_of<&Space::available>>},
                {"used_percent", of_space<used_percent>},
                {"inodes", of_space<count_of<&Space::inodes>>},
                {"inodes_free", of_space<count_of<&Space::inodes_free>>},
                {"inodes_used_percent", of_space<inodes_used_percent>},
                {"type", type},
            },
    };
    return {&resource, 1};
}

}  // namespace muster
