#include "framework/base/archive/archive.hpp"

#include "framework/base/display.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <sys/stat.h>

#include <cerrno>
#include <exception>
#include <utility>

namespace muster {

namespace {

constexpr std::size_t zero_block = 512;  // of tar's records

ArchiveEntry::Type type_of(archive_entry* entry) {
    using Type = ArchiveEntry::Type;
    if (archive_entry_hardlink(entry) != nullptr)
        return Type::hard_link;
    switch (archive_entry_filetype(entry)) {
    case AE_IFREG: return Type::regular;
    case AE_IFDIR: return Type::directory;
    case AE_IFLNK: return Type::symlink;
    case AE_IFIFO: return Type::pipe;
    case AE_IFBLK: return Type::block_device;
    case AE_IFCHR: return Type::character_device;
    default: return Type::other;
    }
}

std::string text_of(const char* text) {
    return text == nullptr ? "" : text;
}

/// A name as UTF-8, as pax headers have it; one that is none has only its bytes. The other way round a name is lost where
/// the locale of this process does not have its letters.
std::string name_of(const char* utf8, const char* bytes) {
    return text_of(utf8 != nullptr ? utf8 : bytes);
}

/// Those that the archive has as `SCHILY.xattr.` or `LIBARCHIVE.xattr.`
std::map<std::string, std::string> attributes_of(archive_entry* entry) {
    std::map<std::string, std::string> found;
    archive_entry_xattr_reset(entry);
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    while (archive_entry_xattr_next(entry, &name, &value, &size) == ARCHIVE_OK)
        if (name != nullptr and value != nullptr)
            found.insert_or_assign(name, std::string(static_cast<const char*>(value), size));
    return found;
}

}  // namespace

struct ArchiveReader::State {
    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { archive_read_free(raw); }

    Supply supply;
    Check check;
    archive* raw = nullptr;
    std::exception_ptr thrown;          ///< by the supply; not through libarchive, which is C
    std::optional<std::uint64_t> size;  ///< of the entry in hand, where it says so
    std::uint64_t at = 0;               ///< how much of it was given
    std::string_view block;             ///< of it, behind a hole
    std::uint64_t block_at = 0;
    bool ended = false;
    std::uint64_t in_holes = 0;  ///< bytes that were given of all entries

    std::uint64_t unpacked() const {
        return static_cast<std::uint64_t>(archive_filter_bytes(raw, 0)) + in_holes;
    }

    /// A hole of a sparse file is read as zeros; these, at most so many.
    std::string_view zeros(std::uint64_t count) {
        static const std::string all(64UL << 10, '\0');
        const auto piece = std::string_view(all).substr(0, count);
        at += piece.size();
        in_holes += piece.size();
        check(unpacked());
        return piece;
    }

    /// What the supply threw comes first: some filters take a read that failed for the end.
    void rethrow() {
        if (thrown)
            std::rethrow_exception(std::exchange(thrown, nullptr));
    }
    [[noreturn]] void fail() {
        rethrow();
        throw BadArchive("no readable archive: " + escaped(text_of(archive_error_string(raw))));
    }

    static la_ssize_t read(archive* raw, void* state, const void** bytes) {
        auto& self = *static_cast<State*>(state);
        try {
            const auto piece = self.supply(self.unpacked());
            *bytes = piece.data();
            return static_cast<la_ssize_t>(piece.size());
        } catch (...) {  // thrown again where libarchive has returned
            self.thrown = std::current_exception();
            archive_set_error(raw, EIO, "cannot be read");
            return ARCHIVE_FATAL;
        }
    }
};

bool begins_like_archive(std::string_view bytes) {
    constexpr std::size_t magic_of_tar = 257;
    const bool is_gzip = bytes.starts_with("\x1f\x8b");
    const bool is_zstd = bytes.starts_with("\x28\xb5\x2f\xfd");
    const bool is_tar =
        bytes.size() > magic_of_tar and bytes.substr(magic_of_tar).starts_with("ustar");
    const bool is_empty_tar =
        bytes.size() >= zero_block
        and bytes.substr(0, zero_block).find_first_not_of('\0') == std::string_view::npos;
    return is_gzip or is_zstd or is_tar or is_empty_tar;
}

ArchiveReader::ArchiveReader(Supply supply, Check check, Form form)
    : state_(std::make_unique<State>()) {
    state_->supply = std::move(supply);
    state_->check = std::move(check);
    state_->raw = archive_read_new();
    if (state_->raw == nullptr)
        throw BadArchive("no memory for an archive");
    archive_read_support_filter_gzip(state_->raw);
    archive_read_support_filter_zstd(state_->raw);
    if (form == Form::tar)
        archive_read_support_format_tar(state_->raw);
    else
        archive_read_support_format_raw(state_->raw);
    archive_read_support_format_empty(state_->raw);
    if (archive_read_open(state_->raw, state_.get(), nullptr, &State::read, nullptr) != ARCHIVE_OK)
        state_->fail();
    state_->rethrow();
}

ArchiveReader::~ArchiveReader() = default;

std::uint64_t ArchiveReader::unpacked() const {
    return state_->unpacked();
}

std::optional<ArchiveEntry> ArchiveReader::next() {
    archive_entry* raw = nullptr;
    const int said = archive_read_next_header(state_->raw, &raw);
    state_->rethrow();
    if (said == ARCHIVE_EOF)
        return std::nullopt;
    if (said != ARCHIVE_OK and said != ARCHIVE_WARN)
        state_->fail();
    ArchiveEntry entry;
    entry.type = type_of(raw);
    entry.path = name_of(archive_entry_pathname_utf8(raw), archive_entry_pathname(raw));
    entry.link = entry.type == ArchiveEntry::Type::hard_link
                     ? name_of(archive_entry_hardlink_utf8(raw), archive_entry_hardlink(raw))
                     : name_of(archive_entry_symlink_utf8(raw), archive_entry_symlink(raw));
    entry.permissions = static_cast<std::uint16_t>(archive_entry_perm(raw) & 07777U);
    entry.uid = static_cast<std::uint32_t>(archive_entry_uid(raw));
    entry.gid = static_cast<std::uint32_t>(archive_entry_gid(raw));
    entry.size = static_cast<std::uint64_t>(archive_entry_size(raw));
    entry.modified = instant_from_unix(archive_entry_mtime(raw), archive_entry_mtime_nsec(raw));
    entry.attributes = attributes_of(raw);
    state_->size = archive_entry_size_is_set(raw) != 0 ? std::optional(entry.size) : std::nullopt;
    state_->at = 0;
    state_->block = {};
    state_->ended = false;
    return entry;
}

std::string_view ArchiveReader::piece() {
    auto& state = *state_;
    while (state.block.empty() and not state.ended) {
        const void* bytes = nullptr;
        std::size_t size = 0;
        la_int64_t offset = 0;
        const int said = archive_read_data_block(state.raw, &bytes, &size, &offset);
        state.rethrow();
        if (said != ARCHIVE_OK and said != ARCHIVE_WARN and said != ARCHIVE_EOF)
            state.fail();
        state.ended = said == ARCHIVE_EOF;
        if (not state.ended) {
            state.block = {static_cast<const char*>(bytes), size};
            state.block_at = static_cast<std::uint64_t>(offset);
        }
    }
    const auto size = state.size.value_or(state.at + state.block.size());
    const auto hole_ends = state.block.empty() ? size : state.block_at;
    if (hole_ends > size or state.at + state.block.size() > size)
        throw BadArchive("an entry of the archive holds more than it says");
    if (hole_ends > state.at)
        return state.zeros(hole_ends - state.at);
    state.at += state.block.size();
    return std::exchange(state.block, {});
}

}  // namespace muster
