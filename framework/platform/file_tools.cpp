#include "framework/platform/file_tools.hpp"

#include "framework/base/display.hpp"
#include "framework/platform/file_marks.hpp"
#include "framework/platform/file_tool_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace muster {

namespace {

using Keys = std::span<const std::string>;
using Parts = ToldOfPaths;

/// A tool that is missing spoils all paths, not one of them.
void require_tool(const Output& output, std::string_view tool, std::string_view package) {
    if (output.exit_status == 127)
        throw CannotTell{
            Kind::missing_tool,
            fmt::format("no {} on the target", tool),
            fmt::format("it is in the package {}", package),
        };
}

Command with_paths(std::vector<std::string> words, Keys paths) {
    // All paths are absolute, so none can be taken for an option.
    words.insert(words.end(), paths.begin(), paths.end());
    return {std::move(words)};
}

bool one_line(std::string_view path) {
    return path.find('\n') == std::string_view::npos;
}

const Bulk lsattr = {
    .name = "lsattr",
    .accepts = one_line,
    .command =
        [](Keys paths) {
            return with_paths({"lsattr", "-d"}, paths);
        },
    .split =
        [](Keys keys, const Output& output) {
            require_tool(output, "lsattr", "e2fsprogs");
            return parse_lsattr(keys, output.out, output.err);
        },
};

const Bulk getcap = {
    .name = "getcap",
    .accepts = one_line,
    .command = [](Keys paths) { return with_paths({"getcap"}, paths); },
    .split =
        [](Keys keys, const Output& output) {
            require_tool(output, "getcap", "libcap2-bin");
            return parse_getcap(keys, output.out, output.err);
        },
};

Parts split_acls(Keys keys, const Output& output) {
    require_tool(output, "getfacl", "acl");
    return parse_getfacl(keys, output.out, output.err);
}

const Bulk getfacl = {
    .name = "getfacl",
    .accepts = [](std::string_view) { return true; },
    .command =
        [](Keys paths) {
            return with_paths({"getfacl", "-p"}, paths);
        },
    .split = split_acls,
};

const Bulk getfacl_numeric = {
    .name = "getfacl -n",
    .accepts = [](std::string_view) { return true; },
    .command =
        [](Keys paths) {
            return with_paths({"getfacl", "-np"}, paths);
        },
    .split = split_acls,
};

/// All attributes of all paths; who asks goes with them, since the kernel hides `trusted.` from others
/// than root as if it were not there (xattr(7)).
const Bulk getfattr = {
    .name = "getfattr",
    .accepts = [](std::string_view) { return true; },
    .command =
        [](Keys paths) {
            return with_paths(
                {"sh",
                 "-c",
                 "id -u; exec getfattr -d -m - -e hex --absolute-names \"$@\"",
                 "getfattr"},
                paths
            );
        },
    .split =
        [](Keys keys, const Output& output) {
            require_tool(output, "getfattr", "attr");
            return parse_getfattr(keys, output.out, output.err);
        },
};

const Bulk label = {
    .name = "stat %C",
    .accepts = one_line,
    .command =
        [](Keys paths) {
            return with_paths({"stat", "-L", "-c", "%C %n"}, paths);
        },
    .split =
        [](Keys keys, const Output& output) {
            require_tool(output, "stat", "coreutils");
            return parse_labels(keys, output.out);
        },
};

/// What the tool said of this one path; nothing when it said nothing.
Task<std::optional<std::string>> ask(Host& host, const Bulk* tool, std::string path) {
    if (tool->accepts(path)) {
        auto part = host.joined(*tool, path);
        const auto& found = co_await part;
        co_return found;
    }
    const std::vector<std::string> alone = {path};
    auto run = host.run(tool->command(alone));
    const auto& output = co_await run;
    const auto parts = tool->split(alone, output);
    const auto found = parts.find(path);
    co_return found == parts.end() ? std::nullopt : std::optional(found->second);
}

/// The answer without its sign; a complaint is thrown.
std::string answer_of(const std::string& part, std::string_view tool, const std::string& path) {
    const auto text = part.substr(1);
    if (part.starts_with(answer_sign))
        return text;
    const auto message = fmt::format("{} of {}: {}", tool, escaped(path), escaped(text));
    if (text.ends_with("Permission denied") or text.ends_with("Operation not permitted"))
        throw CannotTell{Kind::denied, message, "try --sudo"};
    if (text.ends_with("not supported"))
        throw CannotTell{Kind::unsupported, message, "this file system does not keep it"};
    throw CannotTell{Kind::failed, message};
}

/// lsattr and getcap look at a link itself, and stop there: the path after all links is asked for
/// where it is another one.
Task<std::optional<std::string>> ask_behind_links(Host& host, const Bulk* tool, std::string path) {
    auto status = host.stat(path);
    auto resolved = host.readlink(path, Links::all);
    auto guess = ask(host, tool, path);
    const auto& there = co_await status;
    if (not there)
        co_return std::nullopt;
    const auto& target = co_await resolved;
    auto part = target and target->text != path ? ask(host, tool, target->text) : std::move(guess);
    const auto& said = co_await part;
    co_return answer_of(said.value_or("="), tool->name, path);
}

/// The same of a tool that follows links.
Task<std::optional<std::string>> ask_if_there(Host& host, const Bulk* tool, std::string path) {
    auto status = host.stat(path);
    auto part = ask(host, tool, path);
    const auto& there = co_await status;
    if (not there)
        co_return std::nullopt;
    const auto& said = co_await part;
    if (not said)
        throw CannotTell{
            Kind::unparsable, fmt::format("{} said nothing of {}", tool->name, escaped(path))};
    co_return answer_of(*said, tool->name, path);
}

Task<std::optional<std::vector<std::string>>> acl_of(
    Host& host, const Bulk* tool, std::string path
) {
    auto asked = ask_if_there(host, tool, path);
    const auto& text = co_await asked;
    co_return text ? std::optional(acl_entries_in(*text)) : std::nullopt;
}

/// The same two of an image.
Task<ExtendedAttribute> kept_attribute(Host& host, std::string path, std::string name) {
    auto asked = kept_attributes(host, path);
    const auto& attributes = co_await asked;
    if (not attributes)
        co_return ExtendedAttribute{};
    const auto found = attributes->find(name);
    co_return ExtendedAttribute{
        true, found == attributes->end() ? std::nullopt : std::optional(found->second)};
}

Task<std::optional<std::string>> kept_label(Host& host, std::string path) {
    auto asked = kept_attribute(host, path, "security.selinux");
    const auto& found = co_await asked;
    if (not found.file_exists)
        co_return std::nullopt;
    const auto label = found.bytes.value_or("");
    co_return label.substr(0, label.find('\0'));
}

}  // namespace

Task<std::optional<std::string>> inode_flags(Host& host, std::string path) {
    if (not host.can(Ability::run))
        co_return co_await kept_flags(host, path);
    auto asked = ask_behind_links(host, &lsattr, path);
    const auto& flags = co_await asked;
    if (not flags)
        co_return std::nullopt;
    if (flags->empty())
        throw CannotTell{Kind::unparsable, "lsattr said nothing of " + escaped(path)};
    std::string letters;
    std::ranges::remove_copy(*flags, std::back_inserter(letters), '-');
    co_return letters;
}

Task<std::optional<std::string>> file_capabilities(Host& host, std::string path) {
    return host.can(Ability::run) ? ask_behind_links(host, &getcap, std::move(path))
                                  : kept_capabilities(host, std::move(path));
}

Task<std::optional<std::vector<std::string>>> acl_entries(Host& host, std::string path) {
    return host.can(Ability::run) ? acl_of(host, &getfacl, std::move(path))
                                  : kept_acl_entries(host, std::move(path));
}

Task<std::optional<std::vector<std::string>>> numeric_acl_entries(Host& host, std::string path) {
    return host.can(Ability::run) ? acl_of(host, &getfacl_numeric, std::move(path))
                                  : kept_numeric_acl(host, std::move(path));
}

Task<ExtendedAttribute> extended_attribute(Host& host, std::string path, std::string name) {
    if (not host.can(Ability::run))
        co_return co_await kept_attribute(host, path, name);
    auto asked = ask_if_there(host, &getfattr, path);
    const auto& text = co_await asked;
    if (not text)
        co_return ExtendedAttribute{};
    auto bytes = attribute_in(*text, name);
    if (not bytes and name.starts_with("trusted.") and not text->starts_with("0\n"))
        throw CannotTell{Kind::denied, "only root may see " + escaped(name), "try --sudo"};
    co_return ExtendedAttribute{true, std::move(bytes)};
}

Task<std::optional<std::string>> selinux_label(Host& host, std::string path) {
    if (not host.can(Ability::run))
        co_return co_await kept_label(host, path);
    auto asked = ask_if_there(host, &label, path);
    const auto& text = co_await asked;
    if (not text)
        co_return std::nullopt;
    if (*text == "%C" or *text == "C")
        throw CannotTell{
            Kind::missing_tool, "stat on the target knows no labels", "it needs that of coreutils"};
    co_return *text == "?" ? std::string() : *text;
}

}  // namespace muster
