#include "framework/author/learn/ask.hpp"
#include "framework/author/learn/topics.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace muster {

namespace {

/// What rights, logins and names hang on.
constexpr std::array<std::string_view, 19> vital = {
    "/etc/passwd",
    "/etc/group",
    "/etc/shadow",
    "/etc/gshadow",
    "/etc/sudoers",
    "/etc/sudoers.d",
    "/etc/ssh/sshd_config",
    "/etc/hosts",
    "/etc/resolv.conf",
    "/etc/nsswitch.conf",
    "/etc/fstab",
    "/etc/crontab",
    "/etc/cron.d",
    "/etc/profile",
    "/etc/pam.d",
    "/etc/ld.so.preload",
    "/root/.ssh",
    "/var/spool/cron",
    "/etc/systemd/system"};

/// Files that change as the system runs, and whose content says nothing.
constexpr std::array<std::string_view, 5> moving = {
    "/etc/passwd", "/etc/group", "/etc/shadow", "/etc/gshadow", "/etc/resolv.conf"};

constexpr std::size_t most_files = 400;

void add_once(std::vector<std::string>& all, const std::string& one) {
    if (std::ranges::find(all, one) == all.end())
        all.push_back(one);
}

/// Where a service keeps what it reads and writes, by the names that are usual.
std::vector<std::string> folders_of(const std::vector<std::string>& names, bool is_web) {
    std::vector<std::string> folders;
    for (const auto& name : names)
        for (const auto* parent : {"/etc/", "/etc/default/", "/srv/", "/opt/", "/var/log/"})
            folders.push_back(parent + name);
    if (is_web)
        folders.emplace_back("/var/www");
    return folders;
}

Fact paths_below(const std::string& folder, std::string_view type) {
    auto subject = about("files_under", folder);
    subject.qualifiers.push_back({"depth", {Value(4)}});
    subject.qualifiers.push_back({"of_type", {Value(type)}});
    return fact_of(std::move(subject), "paths");
}

constexpr std::array<std::string_view, 4> of_folders = {"mode", "owner", "group", "entries"};
constexpr std::array<std::string_view, 4> of_files = {
    "readable.by_others", "mode", "owner", "group"};
constexpr std::array<std::string_view, 1> of_programs = {"as_packaged"};

Task<std::vector<WrittenRow>> rows_of_folders(Host& host, std::vector<std::string> folders) {
    auto asking = ask_all(host, facts_of_each("file", folders, of_folders));
    co_return expected_as_are(co_await asking);
}

bool is_log(const std::string& path) {
    return path.starts_with("/var/log/");
}

/// The digests of what everybody may read: of a file that not everybody may read none is written down, since what is
/// short or known could be guessed by it.
std::vector<Fact> digests_of(const std::vector<Known>& known) {
    std::vector<Fact> digests;
    for (const auto& one : known) {
        const auto path = one.fact.subject.name();
        const bool is_moving = is_log(path) or std::ranges::find(moving, path) != moving.end();
        if (one.fact.attribute == "by_others" and is_yes(one.value) and not is_moving)
            digests.push_back(fact_of(about("file", path), "sha256"));
    }
    return digests;
}

/// What is expected of each file, its digest last.
std::vector<WrittenRow> rows_with_digests(
    const std::vector<Known>& known, const std::vector<Known>& digests
) {
    std::map<std::string, const Known*> by_path;
    for (const auto& digest : digests)
        by_path[digest.fact.subject.name()] = &digest;
    std::vector<WrittenRow> rows;
    for (const auto& one : known) {
        if (one.fact.attribute == "by_others")
            continue;
        if (auto row = expected_as_is(one))
            rows.push_back(std::move(*row));
        const auto digest = by_path.find(one.fact.subject.name());
        if (one.fact.attribute != "group" or digest == by_path.end())
            continue;
        if (auto row = expected_as_is(*digest->second))
            rows.push_back(std::move(*row));
    }
    return rows;
}

Task<std::vector<WrittenRow>> rows_of_files(Host& host, std::vector<std::string> paths) {
    auto asking = ask_all(host, facts_of_each("file", paths, of_files));
    const auto known = co_await asking;
    auto digesting = ask_all(host, digests_of(known));
    co_return rows_with_digests(known, co_await digesting);
}

/// Files and folders below these, as far as there are any.
struct Below {
    std::vector<std::string> files;
    std::vector<std::string> folders;
};

/// Three facts of each place: whether it is a file itself, and what is below it.
std::vector<Fact> facts_of_places(const std::vector<std::string>& places) {
    std::vector<Fact> facts;
    for (const auto& place : places) {
        facts.push_back(fact_of(about("file", place), "regular"));
        facts.push_back(paths_below(place, "file"));
        facts.push_back(paths_below(place, "directory"));
    }
    return facts;
}

Task<Below> found_below(Host& host, std::vector<std::string> places) {
    auto asking = ask_all(host, facts_of_places(places));
    const auto known = co_await asking;
    Below below;
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (is_yes(known[3 * i].value))
            add_once(below.files, places[i]);
        for (const auto& path : texts_of(known[3 * i + 1].value))
            if (below.files.size() < most_files)
                add_once(below.files, path);
        for (const auto& path : texts_of(known[3 * i + 2].value))
            if (not is_log(path) and below.folders.size() < most_files)
                add_once(below.folders, path);
    }
    co_return below;
}

std::vector<std::string> vital_places() {
    return {vital.begin(), vital.end()};
}

bool serves_web(const Exposed& exposed) {
    return std::ranges::any_of(exposed.ports, [](const std::string& port) {
        return port == "80" or port == "443";
    });
}

}  // namespace

Task<std::vector<WrittenPart>> learn_files(Host& host) {
    auto finding_vital = found_below(host, vital_places());
    const auto& exposed = co_await host.once(exposed_services);
    auto programs = ask_all(host, facts_of_each("file", exposed.programs, of_programs));
    auto finding = found_below(host, folders_of(exposed.services, serves_web(exposed)));
    const auto& found = co_await finding;
    const auto& found_vital = co_await finding_vital;
    auto files = rows_of_files(host, found.files);
    auto folders = rows_of_folders(host, found.folders);
    auto vital_files = rows_of_files(host, found_vital.files);
    auto vital_folders = rows_of_folders(host, found_vital.folders);
    std::vector<WrittenPart> parts;
    add_part(
        parts,
        "runs the programs of its packages",
        "What listens is what the distribution built.",
        expected_as_are(co_await programs)
    );
    auto rows = co_await folders;
    append(rows, co_await files);
    add_part(
        parts,
        "keeps what its services read and write as it is",
        "Configuration, pages and logs of what listens. Of a file that not everybody may read the "
        "content is left out.",
        std::move(rows)
    );
    auto vital_rows = co_await vital_folders;
    append(vital_rows, co_await vital_files);
    add_part(
        parts,
        "keeps what rights and logins hang on as it is",
        "Who may log in, who may do what, what is started: mode, owner and content.",
        std::move(vital_rows)
    );
    co_return parts;
}

Task<std::vector<WrittenPart>> learn_named_files(Host& host, std::string glob) {
    auto listing = ask_texts(host, fact_of(about("files", glob), "paths"));
    auto paths = co_await listing;
    if (paths.size() > most_files)
        paths.resize(most_files);
    auto asking = rows_of_files(host, std::move(paths));
    co_return one_part("keeps " + glob, "", co_await asking);
}

}  // namespace muster
