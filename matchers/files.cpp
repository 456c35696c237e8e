// File sets: what a glob finds, and what is below a folder. A row is an entry by lstat(2); its columns are the
// attributes of `file`, which follow links.

#include "framework/base/display.hpp"
#include "framework/host/plural.hpp"
#include "framework/platform/name_services.hpp"
#include "matchers/files/sets.hpp"

#include <array>

namespace muster {

std::span<const Resource> file_resources();

namespace {

Task<Value> path(Host&, Fact fact) {
    co_return fact.subject.name();
}

Task<Value> base_name(Host&, Fact fact) {
    const auto name = fact.subject.name();
    co_return name.substr(name.rfind('/') + 1);
}

/// An id without a name may have one where nobody can look, as in an image whose names come from a directory, too.
Task<bool> require_names(Host& host, FileSet set) {
    const bool is_about_names = set == FileSet::unowned or set == FileSet::ungrouped;
    if (host.can(Ability::run) or not is_about_names)
        co_return true;
    const std::string database = set == FileSet::unowned ? "passwd" : "group";
    auto others = require_answers(host, database);
    co_return co_await others;
}

/// The paths of the rows that belong to a set, as the plural's own machinery lists a column. Of a folder that is not
/// there they are none, and that is said: it may be a slip.
Task<Value> paths_of(Host& host, Fact fact, FileSet set) {
    const auto* resource = host.vocabulary().find(fact.subject.resource);
    const auto folder = file_sets::walk_of(fact.subject, set).folder;
    fact.subject.qualifiers.push_back({"set", {Value(name(set))}});
    fact.parameters = {Value("path")};
    auto looking = host.stat(folder);
    auto naming = require_names(host, set);
    auto listing = reader_of(*resource, "", "list")(host, fact);
    Value paths = co_await listing;
    const auto* found = paths.as<List>();
    if (found != nullptr and not found->items.empty())
        (void)co_await naming;
    const auto& status = co_await looking;
    if (not status)
        paths.remark = "there is no " + escaped(folder);
    co_return paths;
}

template<FileSet set>
Task<Value> paths_in(Host& host, Fact fact) {
    return paths_of(host, std::move(fact), set);
}

std::vector<QualifierEntry> qualifiers() {
    return {
        {.name = "named",
         .parameters = {{.name = "glob"}},
         .meaning = "only entries whose name fits, hidden or not"},
        {.name = "of_type",
         .parameters = {{.name = "type"}},
         .meaning = "only `file`, `directory`, `symlink`, `socket`, `pipe`, `block-device` or "
                    "`character-device`"},
        {.name = "depth",
         .parameters = {{.name = "n", .type = Type::number}},
         .meaning = "at most n folders down; 1 is the folder itself"},
        {.name = "excluding",
         .parameters = {{.name = "path"}},
         .meaning = "without a path, or what a glob finds, and all below it; may be said again"},
        {.name = "larger_than",
         .parameters = {{.name = "n", .type = Type::number, .unit = "bytes"}},
         .meaning = "only entries of more bytes"},
        {.name = "including_other_file_systems",
         .parameters = {},
         .meaning = "also what is mounted below, but for network and pseudo file systems"},
    };
}

/// What a row is: a file, with its path and its name as columns.
const Resource& listed_file() {
    static const Resource made = [] {
        Resource row = file_resources().front();
        row.entry.qualifiers = qualifiers();
        row.entry.attributes.push_back(
            {.name = "path", .type = Type::text, .meaning = "the whole path"}
        );
        row.entry.attributes.push_back(
            {.name = "name", .type = Type::text, .meaning = "the last name of the path"}
        );
        row.readers.push_back({"path", path});
        row.readers.push_back({"name", base_name});
        return row;
    }();
    return made;
}

struct SetEntry {
    std::string_view name;
    std::string_view meaning;
    Reader read;
};

const std::array<SetEntry, 7>& set_entries() {
    static const std::array<SetEntry, 7> entries = {{
        {"paths", "whole paths, by lstat, links not followed", paths_in<FileSet::all>},
        {"world_writable",
         "paths of regular files that everybody may write, and of such folders without the sticky "
         "bit",
         paths_in<FileSet::world_writable>},
        {"unowned", "paths whose uid has no name on the target", paths_in<FileSet::unowned>},
        {"ungrouped", "paths whose gid has no name on the target", paths_in<FileSet::ungrouped>},
        {"setuid",
         "paths of regular files with any mode that holds the bit",
         paths_in<FileSet::setuid>},
        {"setgid",
         "paths of regular files with any mode that holds the bit",
         paths_in<FileSet::setgid>},
        {"dangling_links", "paths of links that lead nowhere", paths_in<FileSet::dangling_links>},
    }};
    return entries;
}

Resource made_of(PluralWords words) {
    auto resource = plural_of(listed_file(), std::move(words), file_sets::members);
    for (auto& attribute : resource.entry.attributes)
        if (attribute.name == "names")
            attribute.meaning = "the last names of the paths";
    for (const auto& set : set_entries()) {
        resource.entry.attributes.push_back(
            {.name = set.name,
             .type = Type::list,
             .meaning = set.meaning,
             .when_absent = Value(List{})}
        );
        resource.readers.push_back({set.name, set.read});
    }
    resource.entry.broken_subject = file_sets::broken;
    return resource;
}

Resource files() {
    return made_of(
        {.name = "files",
         .summary = "What a glob finds.",
         .subject = {{.name = "glob", .meaning = "an absolute path with `* ? [a-z]`, and `**`"}},
         .example = R"(expect(files("/etc/cron.d/*").every("owner", "root"));
expect(files("/srv/**/*.key").where("mode", not at_most(0640)).names.is_empty());)",
         .yaml_example = R"(- {files: /etc/cron.d/*, every: {owner: root}}
- {files: "/srv/**/*.key", where: {mode: {not: {at_most: 0640}}}, names: {is_empty: true}})",
         .details =
             R"(`*`, `?` and `[a-z]` stay within one name and find hidden names by a dot of their own only, as in sh. `**`
stands for any number of folders, none too, and at the end for all that is below; such a glob walks its
folder as `files_under` does, never through a link and not into other file systems. One without `**` is
searched as sh does, through links to folders, too. Columns are those of `file`, and `path` and `name`; those of
`file` follow links, so that a link that leads nowhere has no value there. What nothing fits is an empty
list; a folder that cannot be read cannot be told.)"}
    );
}

Resource files_under() {
    return made_of(
        {.name = "files_under",
         .summary = "Everything below a folder.",
         .subject = {{.name = "folder", .meaning = "an absolute path"}},
         .example = R"(expect(files_under("/").setuid == list("/usr/bin/passwd", "/usr/bin/sudo"));
expect(files_under("/home").named(".rhosts").count == 0);)",
         .yaml_example = R"(- {files_under: /, setuid: [/usr/bin/passwd, /usr/bin/sudo]}
- {files_under: /home, named: .rhosts, count: 0})",
         .details =
             R"(Entries by lstat: links are not followed, but for the folder itself, which is no entry of its own. All that is
asked about one folder is one walk: `find -xdev` on a target with a shell, system calls on this machine.
Mount points are entries, what is mounted there is not. A folder below that cannot be entered cannot be
told, with its name; so can a walk of more than 60 s or 2,000,000 entries, or more than 10,000 results:
narrow it. `unowned` and `ungrouped` go by the target's name services; busybox, whose find cannot ask
them, by /etc/passwd and /etc/group, where these are the only sources. Columns as in `files`.)"}
    );
}

}  // namespace

std::span<const Resource> files_resources() {
    static const std::array both = {files(), files_under()};
    return both;
}

}  // namespace muster
