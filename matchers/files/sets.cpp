#include "matchers/files/sets.hpp"

#include "framework/base/display.hpp"
#include "framework/base/path_glob.hpp"
#include "framework/base/text.hpp"
#include "framework/host/walk_rule.hpp"
#include "framework/platform/foreign_mounts.hpp"

#include <fmt/format.h>

#include <array>

namespace muster::file_sets {

namespace {

constexpr std::array types = {
    FileType::regular,
    FileType::directory,
    FileType::symlink,
    FileType::socket,
    FileType::pipe,
    FileType::block_device,
    FileType::character_device};

constexpr std::array sets = {
    FileSet::all,
    FileSet::world_writable,
    FileSet::unowned,
    FileSet::ungrouped,
    FileSet::setuid,
    FileSet::setgid,
    FileSet::dangling_links};

std::optional<FileType> type_named(std::string_view word) {
    for (const auto type : types)
        if (name(type) == word)
            return type;
    return std::nullopt;
}

/// Without slashes that say nothing.
std::string tidy(std::string_view path) {
    std::string text;
    for (const auto piece : split(path, '/'))
        if (not piece.empty())
            text += "/" + std::string(piece);
    return text.empty() ? "/" : text;
}

std::string broken_path(std::string_view what, const std::string& path) {
    if (path.find('\0') != std::string::npos)
        return fmt::format("{} holds a NUL, which no path can", what);
    return path.starts_with('/') ? "" : fmt::format("{} begins with /", what);
}

std::optional<std::int64_t> number_of(const Subject& subject, std::string_view qualifier) {
    const auto text = subject.qualifier_text(qualifier);
    return text ? std::optional(whole_number(*text).value_or(-1)) : std::nullopt;
}

bool is_searched(const Subject& subject) {
    return subject.resource == "files"
           and not PathGlob(subject.name(), PathGlob::Hidden::found).has_double_star();
}

FileSet set_of(const Subject& subject) {
    for (const auto set : sets)
        if (subject.qualifier_text("set") == name(set))
            return set;
    return FileSet::all;
}

/// Whether more than a path has to be known of an entry.
bool needs_status(const Walk& walk) {
    return walk.set != FileSet::all or walk.type or walk.larger_than;
}

Task<bool> leads_nowhere(Host& host, std::string path) {
    auto asked = host.stat(path);
    const auto& target = co_await asked;
    co_return not target.has_value();
}

/// Whether an entry is meant, by its own status; an id without a name reads as its digits.
Task<bool> is_meant(Host& host, Walk walk, std::string path) {
    auto asked = host.stat(path, Follow::no);
    std::optional<Task<bool>> is_lost;
    if (walk.set == FileSet::dangling_links)
        is_lost = leads_nowhere(host, path);  // leaves with the same batch
    const auto& status = co_await asked;
    if (not status or not WalkRule(walk).fits(*status))
        co_return false;
    if (walk.set == FileSet::unowned)
        co_return status->owner == std::to_string(status->uid);
    if (walk.set == FileSet::ungrouped)
        co_return status->group == std::to_string(status->gid);
    if (not is_lost)
        co_return true;
    co_return co_await *is_lost;
}

Task<std::vector<std::string>> searched(Host& host, Walk walk) {
    auto asked = host.glob(walk.pattern);
    const auto& found = co_await asked;
    const WalkRule rule(walk);
    std::vector<std::string> paths;
    if (found)
        for (const auto& path : found->names)
            if (rule.is_within(path))
                paths.push_back(path);
    if (not needs_status(walk))
        co_return paths;
    std::vector<Task<bool>> tests;
    tests.reserve(paths.size());
    for (const auto& path : paths)
        tests.push_back(is_meant(host, walk, path));
    std::vector<std::string> meant;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        const bool is = co_await tests[i];
        if (is)
            meant.push_back(paths[i]);
    }
    co_return meant;
}

Task<std::vector<std::string>> walked(Host& host, Walk walk) {
    if (walk.other_file_systems) {
        auto& asked = host.once(foreign_mount_points);
        const auto& points = co_await asked;
        // The folder itself may be one of them: it was asked for by name.
        for (const auto& point : points)
            if (point != walk.folder and WalkRule(walk).is_of_folder(point))
                walk.excluding.push_back(glob_escaped(point));
    }
    auto asked = host.walk(walk);
    const auto& found = co_await asked;
    co_return found ? found->names : std::vector<std::string>();
}

}  // namespace

std::string broken(const Subject& subject) {
    const auto what = subject.resource == "files" ? "a glob" : "a folder";
    if (auto why = broken_path(what, subject.name()); not why.empty())
        return why;
    for (const auto& qualifier : subject.qualifiers) {
        const auto text =
            qualifier.arguments.empty() ? std::string() : *subject.qualifier_text(qualifier.name);
        if (qualifier.name == "excluding") {
            const auto* value = std::get_if<Value>(&qualifier.arguments.at(0));
            if (auto why = broken_path("what is left out", to_plain(*value)); not why.empty())
                return why;
        }
        if (qualifier.name == "of_type" and not type_named(text))
            return fmt::format("{} is no type of a file", quoted(text));
        if (qualifier.name == "depth" and whole_number(text).value_or(0) < 1)
            return "depth counts from 1";
        if (qualifier.name == "larger_than" and whole_number(text).value_or(-1) < 0)
            return "larger_than is a number of bytes";
        if (qualifier.name == "named" and text.find('/') != std::string::npos)
            return "a name has no slash; name folders in the glob";
    }
    return "";
}

Walk walk_of(const Subject& subject, FileSet set) {
    const auto path = tidy(subject.name());
    Walk walk{.folder = path, .set = set};
    if (subject.resource == "files") {
        const PathGlob glob(path, PathGlob::Hidden::only_by_a_dot);
        walk.folder = glob.base();
        walk.pattern = path;
    }
    walk.other_file_systems = subject.qualifier("including_other_file_systems") != nullptr;
    if (const auto depth = number_of(subject, "depth"))
        walk.depth = static_cast<std::uint32_t>(std::min<std::int64_t>(*depth, 1'000'000));
    if (const auto bytes = number_of(subject, "larger_than"))
        walk.larger_than = static_cast<std::uint64_t>(*bytes);
    if (const auto type = subject.qualifier_text("of_type"))
        walk.type = type_named(*type);
    walk.named = subject.qualifier_text("named").value_or("");
    for (const auto& qualifier : subject.qualifiers)
        if (qualifier.name == "excluding")
            walk.excluding.push_back(tidy(to_plain(std::get<Value>(qualifier.arguments.at(0)))));
    return walk;
}

Task<std::vector<Subject>> members(Host& host, Subject subject) {
    const auto walk = walk_of(subject, set_of(subject));
    auto asked = is_searched(subject) ? searched(host, walk) : walked(host, walk);
    const auto& paths = co_await asked;
    std::vector<Subject> files;
    files.reserve(paths.size());
    for (const auto& path : paths)
        files.push_back({"file", {Value(path)}});
    co_return files;
}

}  // namespace muster::file_sets
