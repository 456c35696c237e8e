#include "framework/platform/rpm_files.hpp"

#include "framework/base/display.hpp"
#include "framework/base/sqlite/sqlite.hpp"
#include "framework/platform/rpm_output.hpp"

#include <fmt/format.h>

#include <array>
#include <string>

namespace muster {

namespace {

/// Numbers of rpm's tags and types (rpmtag.h).
enum Tag : std::uint32_t {
    name = 1000,
    version = 1001,
    release = 1002,
    epoch = 1003,
    architecture = 1022,
    provides = 1047
};
enum Type : std::uint32_t { int32 = 4, text = 6, texts = 8, translated = 9 };

CannotTell cut_short() {
    return {Kind::unparsable, "rpmdb.sqlite holds an entry that is no package, or a part of one"};
}

std::uint32_t number_at(std::string_view bytes, std::size_t place) {
    if (place > bytes.size() or bytes.size() - place < 4)
        throw cut_short();
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i)
        number = number << 8U | static_cast<unsigned char>(bytes[place + i]);
    return number;
}

/// Index and store of a header.
class Header {
public:
    /// Throws CannotTell where it is cut short, as do all others.
    explicit Header(std::string_view bytes) {
        constexpr std::size_t front = 8;
        constexpr std::uint64_t most = 1U << 20U;
        const auto entries = std::uint64_t{number_at(bytes, 0)};
        const auto size = number_at(bytes, 4);
        if (entries > most or front + entries * entry_size + size > bytes.size())
            throw cut_short();
        index_ = bytes.substr(front, entries * entry_size);
        store_ = bytes.substr(front + index_.size(), size);
    }

    /// The texts of a tag; none where it is not there.
    std::vector<std::string> texts(Tag tag) const {
        std::vector<std::string> found;
        const auto entry = find(tag);
        if (not entry)
            return found;
        const bool is_text = entry->type == Type::text or entry->type == Type::texts
                             or entry->type == Type::translated;
        if (not is_text or entry->offset > store_.size())
            throw cut_short();
        auto rest = store_.substr(entry->offset);
        for (std::uint32_t i = 0; i < entry->count; ++i) {
            const auto end = rest.find('\0');
            if (end == std::string_view::npos)
                throw cut_short();
            found.emplace_back(rest.substr(0, end));
            rest.remove_prefix(end + 1);
        }
        return found;
    }
    std::string text(Tag tag) const {
        const auto all = texts(tag);
        return all.empty() ? "" : all.front();
    }
    std::optional<std::uint32_t> number(Tag tag) const {
        const auto entry = find(tag);
        if (not entry)
            return std::nullopt;
        if (entry->type != Type::int32 or entry->count == 0)
            throw cut_short();
        return number_at(store_, entry->offset);
    }

private:
    static constexpr std::size_t entry_size = 16;

    struct Entry {
        std::uint32_t type = 0;
        std::uint32_t offset = 0;
        std::uint32_t count = 0;
    };

    std::optional<Entry> find(Tag tag) const {
        for (std::size_t place = 0; place < index_.size(); place += entry_size)
            if (number_at(index_, place) == tag)
                return Entry{
                    number_at(index_, place + 4),
                    number_at(index_, place + 8),
                    number_at(index_, place + 12)};
        return std::nullopt;
    }

    std::string_view index_;
    std::string_view store_;
};

constexpr std::array<const char*, 2> folders = {"/usr/lib/sysimage/rpm", "/var/lib/rpm"};

PackageTable table_of(const std::string& database) {
    PackageTable table;
    try {
        query_database(database, "SELECT blob FROM Packages", [&](std::string_view header) {
            auto record = rpm_record_from(header);
            table[record.name].push_back(std::move(record));
        });
    } catch (const BadDatabase& bad) {
        throw CannotTell{Kind::failed, fmt::format("rpmdb.sqlite cannot be read: {}", bad.what())};
    }
    if (table.empty())
        throw CannotTell{Kind::failed, "rpmdb.sqlite holds no packages"};
    return table;
}

}  // namespace

PackageRecord rpm_record_from(std::string_view header) {
    const Header tags(header);
    PackageRecord record;
    record.name = tags.text(Tag::name);
    const auto epoch = tags.number(Tag::epoch);
    const auto version = tags.text(Tag::version);
    if (record.name.empty() or version.empty())
        throw cut_short();
    record.version =
        rpm_version(epoch ? std::to_string(*epoch) : "", version, tags.text(Tag::release));
    record.architecture = tags.text(Tag::architecture);
    record.provides = tags.texts(Tag::provides);
    record.state = "installed";
    record.installed = true;
    return record;
}

Task<PackageTable> rpm_table_from_files(Host& host) {
    struct Asked {
        Pending<std::optional<Content>> database;
        Pending<std::optional<FileStatus>> log;
        Pending<std::optional<FileStatus>> journal;
    };
    std::vector<Asked> asked;
    for (const std::string folder : folders)
        asked.push_back(
            {host.read(folder + "/rpmdb.sqlite"),
             host.stat(folder + "/rpmdb.sqlite-wal"),
             host.stat(folder + "/rpmdb.sqlite-journal")}
        );
    for (auto& one : asked) {
        const auto& database = co_await one.database;
        const auto& log = co_await one.log;
        const auto& journal = co_await one.journal;
        if (not database or database->bytes.empty())
            continue;
        if ((log and log->size > 0) or (journal and journal->size > 0))
            throw CannotTell{
                Kind::failed,
                "rpmdb.sqlite has a log of changes beside it that are not in it yet",
                "rpm --rebuilddb in the image writes all of it to the database"};
        co_return table_of(database->bytes);
    }
    throw CannotTell{
        Kind::unsupported,
        "only rpmdb.sqlite is read in an image, and there is none in /usr/lib/sysimage/rpm or "
        "/var/lib/rpm",
        "ndb (SUSE) and Berkeley DB (before RHEL 9) are read by rpm itself: verify a container or "
        "a host"};
}

}  // namespace muster
