#include "framework/author/learn/ask.hpp"
#include "framework/author/learn/topics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <span>

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
constexpr std::size_t most_entries = 500;  ///< of a folder; more than that come and go

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
constexpr std::array<std::string_view, 3> of_files = {"mode", "owner", "group"};
constexpr std::array<std::string_view, 1> of_programs = {"as_packaged"};

Task<std::vector<WrittenRow>> rows_of_folders(Host& host, std::vector<std::string> folders) {
    auto asking = ask_all(host, facts_of_each("file", folders, of_folders));
    auto known = co_await asking;
    std::erase_if(known, [](const Known& one) {
        return texts_of(one.value).size() > most_entries;
    });
    co_return expected_as_are(known);
}

bool is_log(const std::string& path) {
    return path.starts_with("/var/log/");
}

/// Whether an account without rights may read a file, by all folders above it.
Fact readable_by_nobody(const std::string& path) {
    auto fact = fact_of(about("file", path), "readable.by");
    fact.parameters.emplace_back(Value("nobody"));
    return fact;
}

std::vector<Fact> facts_of_files(const std::vector<std::string>& paths) {
    std::vector<Fact> facts;
    for (const auto& path : paths) {
        append(facts, facts_of(about("file", path), of_files));
        facts.push_back(readable_by_nobody(path));
    }
    return facts;
}

/// The digests of what everybody may read: of any other file none is written down, since what is short or known could
/// be guessed by it.
std::vector<Fact> digests_of(const std::vector<Known>& known) {
    std::vector<Fact> digests;
    for (const auto& one : known) {
        const auto path = one.fact.subject.name();
        const bool is_moving = is_log(path) or std::ranges::find(moving, path) != moving.end();
        if (one.fact.attribute == "by" and is_yes(one.value) and not is_moving)
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
    std::vector<Known> wanted;
    for (const auto& one : known) {
        const auto digest = by_path.find(one.fact.subject.name());
        if (one.fact.attribute != "by")
            wanted.push_back(one);
        else if (digest != by_path.end())
            wanted.push_back(*digest->second);
    }
    return expected_as_are(wanted);
}

Task<std::vector<WrittenRow>> rows_of_files(Host& host, std::vector<std::string> paths) {
    auto asking = ask_all(host, facts_of_files(paths));
    const auto known = co_await asking;
    auto digesting = ask_all(host, digests_of(known));
    co_return rows_with_digests(known, co_await digesting);
}

/// Files and folders at and below these, as far as there are any; what is not there itself is told apart.
struct Below {
    std::vector<std::string> files;
    std::vector<std::string> folders;
    std::vector<std::string> missing;
    std::vector<Known> untold;
};

/// Five facts of each place.
std::vector<Fact> facts_of_places(const std::vector<std::string>& places) {
    std::vector<Fact> facts;
    for (const auto& place : places) {
        facts.push_back(fact_of(about("file", place), "exists"));
        facts.push_back(fact_of(about("file", place), "regular"));
        facts.push_back(fact_of(about("file", place), "directory"));
        facts.push_back(paths_below(place, "file"));
        facts.push_back(paths_below(place, "directory"));
    }
    return facts;
}

void add_up_to_most(std::vector<std::string>& all, const std::string& path) {
    if (all.size() < most_files)
        add_once(all, path);
}

void take_place(const std::string& place, std::span<const Known> facts, Below& below) {
    if (facts[0].value and not is_yes(facts[0].value))
        below.missing.push_back(place);
    if (is_yes(facts[1].value))
        add_up_to_most(below.files, place);
    if (is_yes(facts[2].value) and not is_log(place))
        add_up_to_most(below.folders, place);
    for (const auto& path : texts_of(facts[3].value))
        add_up_to_most(below.files, path);
    for (const auto& path : texts_of(facts[4].value))
        if (not is_log(path))
            add_up_to_most(below.folders, path);
    for (const auto& one : facts)
        if (not one.untold.empty())
            below.untold.push_back(one);
}

Task<Below> found_below(Host& host, std::vector<std::string> places) {
    auto asking = ask_all(host, facts_of_places(places));
    const auto known = co_await asking;
    Below below;
    for (std::size_t i = 0; i < places.size(); ++i)
        take_place(places[i], std::span(known).subspan(5 * i, 5), below);
    co_return below;
}

/// Said of a part in which there are as many as are written at most.
std::string with_limit(std::string comment, const Below& below) {
    if (below.files.size() == most_files)
        comment += fmt::format(" These are the first {}: there are more.", most_files);
    return comment;
}

std::string first_of(std::size_t all) {
    return all > most_files ? fmt::format("The first {} of {}.", most_files, all) : std::string();
}

constexpr std::array<std::string_view, 1> of_missing = {"exists"};

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
    auto missing = ask_all(host, facts_of_each("file", found_vital.missing, of_missing));
    auto rows = co_await folders;
    append(rows, co_await files);
    append(rows, expected_as_are(found.untold));
    add_part(
        parts,
        "keeps what its services read and write as it is",
        with_limit(
            "Configuration, pages and logs of what listens. Of a file that not everybody may read "
            "the content is left out.",
            found
        ),
        std::move(rows)
    );
    auto vital_rows = co_await vital_folders;
    append(vital_rows, co_await vital_files);
    append(vital_rows, expected_as_are(found_vital.untold));
    add_part(
        parts,
        "keeps what rights and logins hang on as it is",
        with_limit(
            "Who may log in, who may do what, what is started: mode, owner and content.",
            found_vital
        ),
        std::move(vital_rows)
    );
    add_part(
        parts,
        "has nothing where nothing was",
        "What is put there has power over logins, programs or jobs.",
        expected_as_are(co_await missing)
    );
    co_return parts;
}

Task<std::vector<WrittenPart>> learn_named_files(Host& host, std::string glob) {
    auto listing = ask_one(host, fact_of(about("files", glob), "paths"));
    const auto known = co_await listing;
    auto paths = texts_of(known[0].value);
    const auto all = paths.size();
    paths.resize(std::min(all, most_files));
    auto asking = rows_of_files(host, std::move(paths));
    auto rows = co_await asking;
    if (not known[0].untold.empty())
        append(rows, expected_as_are(known));
    co_return one_part("keeps " + glob, first_of(all), std::move(rows));
}

}  // namespace muster
