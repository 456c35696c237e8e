#include "framework/platform/rpm_files.hpp"

#include "framework/base/sqlite/sqlite.hpp"
#include "framework/platform/rpm_header.hpp"
#include "framework/platform/rpm_ndb.hpp"
#include "framework/platform/rpm_output.hpp"

#include <fmt/format.h>

#include <array>
#include <string>

namespace muster {

namespace {

constexpr std::array<const char*, 2> folders = {"/usr/lib/sysimage/rpm", "/var/lib/rpm"};

std::vector<std::string> headers_in(const std::string& database) {
    std::vector<std::string> headers;
    try {
        query_database(database, "SELECT blob FROM Packages", [&](std::string_view header) {
            headers.emplace_back(header);
        });
    } catch (const BadDatabase& bad) {
        throw CannotTell{Kind::failed, fmt::format("rpmdb.sqlite cannot be read: {}", bad.what())};
    }
    return headers;
}

/// A system without any package is none.
std::vector<std::string> some(std::vector<std::string> headers, std::string_view file) {
    if (headers.empty())
        throw CannotTell{Kind::failed, fmt::format("{} holds no packages", file)};
    return headers;
}

}  // namespace

PackageRecord rpm_record_from(std::string_view header) {
    const RpmHeader tags(header);
    PackageRecord record;
    record.name = tags.text(RpmTag::name);
    const auto epoch = tags.numbers(RpmTag::epoch);
    const auto version = tags.text(RpmTag::version);
    if (record.name.empty() or version.empty())
        throw CannotTell{
            Kind::unparsable, "rpm's database holds an entry without a name or version"};
    record.version = rpm_version(
        epoch.empty() ? "" : std::to_string(epoch.front()), version, tags.text(RpmTag::release)
    );
    record.architecture = tags.text(RpmTag::architecture);
    record.provides = tags.texts(RpmTag::provides);
    record.state = "installed";
    record.installed = true;
    return record;
}

Task<std::vector<std::string>> rpm_headers(Host& host) {
    struct Asked {
        Pending<std::optional<Content>> sqlite;
        Pending<std::optional<FileStatus>> log;
        Pending<std::optional<FileStatus>> journal;
        Pending<std::optional<Content>> ndb;
    };
    std::vector<Asked> asked;
    for (const std::string folder : folders)
        asked.push_back(
            {host.read(folder + "/rpmdb.sqlite"),
             host.stat(folder + "/rpmdb.sqlite-wal"),
             host.stat(folder + "/rpmdb.sqlite-journal"),
             host.read(folder + "/Packages.db")}
        );
    for (auto& one : asked) {
        const auto& sqlite = co_await one.sqlite;
        const auto& log = co_await one.log;
        const auto& journal = co_await one.journal;
        const auto& ndb = co_await one.ndb;
        if (ndb and not ndb->bytes.empty())
            co_return some(ndb_headers(ndb->bytes), "Packages.db");
        if (not sqlite or sqlite->bytes.empty())
            continue;
        if ((log and log->size > 0) or (journal and journal->size > 0))
            throw CannotTell{
                Kind::failed,
                "rpmdb.sqlite has a log of changes beside it that are not in it yet",
                "rpm --rebuilddb in the image writes all of it to the database"};
        co_return some(headers_in(sqlite->bytes), "rpmdb.sqlite");
    }
    throw CannotTell{
        Kind::unsupported,
        "only rpmdb.sqlite and Packages.db are read in an image, and there is neither in "
        "/usr/lib/sysimage/rpm or /var/lib/rpm",
        "Berkeley DB (before RHEL 9) is read by rpm itself: verify a container or a host"};
}

Task<PackageTable> rpm_table_from_files(Host& host) {
    auto& reading = host.once(rpm_headers);
    const auto& headers = co_await reading;
    PackageTable table;
    for (const auto& header : headers) {
        auto record = rpm_record_from(header);
        table[record.name].push_back(std::move(record));
    }
    co_return table;
}

}  // namespace muster
