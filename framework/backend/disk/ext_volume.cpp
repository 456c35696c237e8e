#include "framework/backend/disk/ext_volume.hpp"

#include "framework/backend/files/system_tree.hpp"

#include <ext2fs/ext2fs.h>
#include <fmt/format.h>

#include <algorithm>
#include <mutex>

namespace muster {

struct ExtVolume::Handle {
    ext2_filsys fs = nullptr;
};

namespace {

/// Of libext2fs (com_err(3)).
std::string text_of(errcode_t error) {
    return ::error_message(error);
}

CannotTell damaged(const std::string& volume, std::string_view what) {
    return {Kind::failed, fmt::format("{} of {}", what, volume), "e2fsck -fn checks it"};
}

using Inode = struct ext2_inode_large;

Inode inode_of(ext2_filsys fs, ExtVolume::Number number, const std::string& volume) {
    Inode inode{};
    const auto error = ::ext2fs_read_inode_full(
        fs, number, reinterpret_cast<struct ext2_inode*>(&inode), static_cast<int>(sizeof inode)
    );
    if (error != 0)
        throw damaged(volume, fmt::format("inode {}: {},", number, text_of(error)));
    if ((inode.i_flags & EXT4_ENCRYPT_FL) != 0)
        throw CannotTell{
            Kind::unsupported, fmt::format("inode {} of {} is encrypted", number, volume)};
    return inode;
}

/// A time with what larger inodes add: two bits more of seconds, and nanoseconds (ext4 disk layout, "Inode Timestamps").
Instant time_from(std::uint32_t seconds, std::uint32_t extra) {
    constexpr unsigned epoch_bits = 2;
    const auto epoch = static_cast<std::int64_t>(extra & ((1U << epoch_bits) - 1)) << 32U;
    return instant_from_unix(static_cast<std::int32_t>(seconds) + epoch, extra >> epoch_bits);
}

/// Whether a member that ends there is among what an inode has beyond the 128 bytes of ext2.
bool has_extra(const Inode& inode, std::size_t end) {
    constexpr std::size_t always = EXT2_GOOD_OLD_INODE_SIZE;
    return always + inode.i_extra_isize >= end;
}

std::uint64_t size_of(const Inode& inode) {
    return inode.i_size | (static_cast<std::uint64_t>(inode.i_size_high) << 32U);
}

struct CloseFile {
    void operator()(ext2_file_t file) const { (void)::ext2fs_file_close(file); }
};
using OpenFile = std::unique_ptr<std::remove_pointer_t<ext2_file_t>, CloseFile>;

/// What a folder's entries become while libext2fs, which knows no exceptions, tells them.
struct Listing {
    static constexpr std::size_t most = 4'000'000;

    ExtVolume::Entries entries = {};
    std::size_t looked_at = 0;  ///< unused ones as well: a hostile folder is made of them
    std::string trouble = {};

    int add(std::string_view name, ExtVolume::Number number) {
        if (++looked_at > most)
            trouble = "has too many places for entries";
        else if (number == 0 or name == "." or name == "..")
            return 0;
        else if (name.empty() or name.find('/') != std::string_view::npos or name.find('\0') != std::string_view::npos)
            trouble = "has a name that no file can have";
        else
            entries.emplace(name, number);
        return trouble.empty() ? 0 : DIRENT_ABORT;
    }
};

extern "C" int muster_take_ext_entry(
    ext2_ino_t /*folder*/,
    int /*entry*/,
    struct ext2_dir_entry* entry,
    int /*offset*/,
    int /*block_size*/,
    char* /*block*/,
    void* listing
) {
    const auto size = static_cast<std::size_t>(::ext2fs_dirent_name_len(entry));
    return static_cast<Listing*>(listing)->add({entry->name, size}, entry->inode);
}

}  // namespace

ExtVolume::ExtVolume(const std::string& path, std::uint64_t start, std::string name)
    : name_(std::move(name)), handle_(std::make_unique<Handle>()) {
    static std::once_flag once;
    std::call_once(once, [] { ::initialize_ext2_error_table(); });
    const auto options = fmt::format("offset={}", start);
    constexpr int flags = EXT2_FLAG_64BITS | EXT2_FLAG_SKIP_MMP;  // and not EXT2_FLAG_RW
    const auto error =
        ::ext2fs_open2(path.c_str(), options.c_str(), flags, 0, 0, ::unix_io_manager, &handle_->fs);
    if (error != 0)
        throw CannotTell{
            error == EACCES ? Kind::denied : Kind::failed,
            fmt::format("{} cannot be read: {}", name_, text_of(error))};
    const auto* super = handle_->fs->super;
    std::string why_not;
    if ((super->s_state & EXT2_VALID_FS) == 0)  // as of one without a journal
        why_not = "was not unmounted";
    else if (::ext2fs_has_feature_journal_needs_recovery(const_cast<ext2_super_block*>(super)) != 0)
        why_not = "was not unmounted: its journal has changes that are not in their places yet";
    else if ((super->s_state & EXT2_ERROR_FS) != 0)
        why_not = "has errors, as it says itself";
    if (not why_not.empty()) {
        (void)::ext2fs_close_free(&handle_->fs);
        throw CannotTell{Kind::failed, name_ + " " + why_not, "e2fsck -f repairs a copy of it"};
    }
    constexpr unsigned kept_inodes = 1024;
    (void)::ext2fs_create_inode_cache(handle_->fs, kept_inodes);
}

ExtVolume::~ExtVolume() {
    if (handle_->fs != nullptr)
        (void)::ext2fs_close_free(&handle_->fs);
}

FileStatus ExtVolume::status(Number number) {
    const auto inode = inode_of(handle_->fs, number, name_);
    FileStatus status;
    status.type = file_type_from(inode.i_mode);
    status.permissions = inode.i_mode & 07777U;
    status.uid = inode.i_uid | (static_cast<std::uint32_t>(inode.osd2.linux2.l_i_uid_high) << 16U);
    status.gid = inode.i_gid | (static_cast<std::uint32_t>(inode.osd2.linux2.l_i_gid_high) << 16U);
    status.size = size_of(inode);
    status.links = inode.i_links_count;
    status.inode = number;
    const bool has_mtime = has_extra(inode, offsetof(Inode, i_mtime_extra) + sizeof(std::uint32_t));
    const bool has_ctime = has_extra(inode, offsetof(Inode, i_ctime_extra) + sizeof(std::uint32_t));
    status.modified = time_from(inode.i_mtime, has_mtime ? inode.i_mtime_extra : 0);
    status.changed = time_from(inode.i_ctime, has_ctime ? inode.i_ctime_extra : 0);
    return status;
}

std::string ExtVolume::link_text(Number number) {
    constexpr std::uint64_t longest = 4096;  // PATH_MAX; symlink(2) sees to it
    auto inode = inode_of(handle_->fs, number, name_);
    const auto size = size_of(inode);
    if (size > longest)
        throw damaged(name_, fmt::format("inode {}: a link of {} bytes,", number, size));
    auto* const small = reinterpret_cast<struct ext2_inode*>(&inode);
    if (::ext2fs_is_fast_symlink(small) != 0)
        return {reinterpret_cast<const char*>(inode.i_block), std::min(size, sizeof inode.i_block)};
    std::string text;
    read(number, [&](std::string_view piece) { text += piece; });
    return text.substr(0, text.find('\0'));
}

std::shared_ptr<const ExtVolume::Entries> ExtVolume::entries(Number folder) {
    if (const auto known = folders_.find(folder); known != folders_.end())
        return known->second;
    Listing listing;
    const auto error = ::ext2fs_dir_iterate2(
        handle_->fs, folder, DIRENT_FLAG_INCLUDE_EMPTY, nullptr, &muster_take_ext_entry, &listing
    );
    if (error != 0)
        listing.trouble = text_of(error);
    if (not listing.trouble.empty())
        throw damaged(name_, fmt::format("folder {}: {},", folder, listing.trouble));
    if (names_ > Listing::most) {  // a walk over more than that keeps none of it
        folders_.clear();
        names_ = 0;
    }
    names_ += listing.entries.size();
    auto read = std::make_shared<const Entries>(std::move(listing.entries));
    folders_.emplace(folder, read);
    return read;
}

void ExtVolume::read(Number number, const Take& take) {
    constexpr unsigned piece_size = 128U << 10U;
    auto left = size_of(inode_of(handle_->fs, number, name_));
    ext2_file_t opened = nullptr;
    auto error = ::ext2fs_file_open(handle_->fs, number, 0, &opened);
    const OpenFile file(opened);
    const auto piece = std::make_unique_for_overwrite<char[]>(piece_size);
    while (error == 0 and left > 0) {
        unsigned got = 0;
        error = ::ext2fs_file_read(file.get(), piece.get(), piece_size, &got);
        if (error != 0)
            break;
        // What lies in its inode is given with all the bytes that there is room for, be the file shorter or longer: to the
        // kernel, too, the rest of a longer one is zeros.
        if (got == 0)
            std::fill_n(piece.get(), got = piece_size, '\0');
        const auto taken = std::min<std::uint64_t>(got, left);
        take({piece.get(), taken});
        left -= taken;
    }
    if (error != 0)
        throw damaged(name_, fmt::format("inode {}: {},", number, text_of(error)));
}

}  // namespace muster
