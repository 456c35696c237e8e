#include "framework/backend/disk/ext_volume.hpp"

#include "framework/backend/files/system_tree.hpp"

#include <ext2fs/ext2fs.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
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

/// As libblkid tells them apart: by what an older one would not know (superblocks/ext.c).
std::string type_of(ext2_super_block* super) {
    constexpr std::uint32_t of_ext3 = EXT2_FEATURE_INCOMPAT_FILETYPE | EXT3_FEATURE_INCOMPAT_RECOVER
                                      | EXT2_FEATURE_INCOMPAT_META_BG;
    constexpr std::uint32_t read_only_of_ext3 =
        EXT2_FEATURE_RO_COMPAT_SPARSE_SUPER | EXT2_FEATURE_RO_COMPAT_LARGE_FILE;
    if ((super->s_feature_incompat & ~of_ext3) != 0
        or (super->s_feature_ro_compat & ~read_only_of_ext3) != 0)
        return "ext4";
    return ::ext2fs_has_feature_journal(super) != 0 ? "ext3" : "ext2";
}

/// What its groups have left: the kernel sums them up, and believes the superblock nothing.
struct Free {
    std::uint64_t clusters = 0;
    std::uint64_t inodes = 0;
};
Free free_of(ext2_filsys fs) {
    Free all;
    for (dgrp_t group = 0; group < fs->group_desc_count; ++group) {
        all.clusters += ::ext2fs_bg_free_blocks_count(fs, group);
        all.inodes += ::ext2fs_bg_free_inodes_count(fs, group);
    }
    return all;
}

/// Clusters that never hold files, which the kernel takes off the size (ext4_calculate_overhead of its super.c): as the
/// volume has noted, or else counted.
std::uint64_t overhead_of(ext2_filsys fs) {
    auto* const super = fs->super;
    if (super->s_overhead_clusters != 0)
        return super->s_overhead_clusters;
    constexpr std::uint64_t bitmaps = 2;
    std::uint64_t blocks = super->s_first_data_block;
    for (dgrp_t group = 0; group < fs->group_desc_count; ++group) {
        blk64_t place_of_super = 0;
        blk64_t old_table = 0;
        blk64_t new_table = 0;
        blk_t used = 0;
        (void
        )::ext2fs_super_and_bgd_loc2(fs, group, &place_of_super, &old_table, &new_table, &used);
        blocks += used + bitmaps + fs->inode_blocks_per_group;
    }
    if (super->s_journal_inum != 0 and ::ext2fs_has_feature_journal(super) != 0)
        blocks += (super->s_jnl_blocks[16] | (std::uint64_t{super->s_jnl_blocks[15]} << 32U))
                  / fs->blocksize;
    return blocks / static_cast<std::uint64_t>(EXT2FS_CLUSTER_RATIO(fs));
}

struct CloseFile {
    void operator()(ext2_file_t file) const { (void)::ext2fs_file_close(file); }
};
using OpenFile = std::unique_ptr<std::remove_pointer_t<ext2_file_t>, CloseFile>;

struct CloseAttributes {
    void operator()(struct ext2_xattr_handle* attributes) const {
        (void)::ext2fs_xattrs_close(&attributes);
    }
};
using OpenAttributes = std::unique_ptr<struct ext2_xattr_handle, CloseAttributes>;

/// An access control list as the kernel gives it (linux/posix_acl_xattr.h): entries that are about nobody in particular have
/// -1 for an id, where libext2fs has 0.
std::string acl_of_kernel(std::string acl) {
    constexpr std::size_t header = 4;
    constexpr std::size_t entry_size = 8;
    constexpr char of_user = 0x02;
    constexpr char of_group = 0x08;
    for (auto at = header; at + entry_size <= acl.size(); at += entry_size)
        if (acl[at] != of_user and acl[at] != of_group)
            acl.replace(at + entry_size / 2, entry_size / 2, entry_size / 2, '\xff');
    return acl;
}

extern "C" int muster_take_ext_attribute(
    char* name, char* value, std::size_t size, void* attributes
) {
    // The rest of a small file, which the kernel does not show either.
    constexpr std::string_view inline_data = "system.data";
    if (name != inline_data)
        static_cast<std::map<std::string, std::string>*>(attributes)
            ->insert_or_assign(name, std::string(value, size));
    return 0;
}

/// Lists are told in their form on disk when they are listed, and in another when they are asked for.
errcode_t convert_lists(
    struct ext2_xattr_handle* opened, std::map<std::string, std::string>& attributes
) {
    for (auto& [name, value] : attributes) {
        if (not name.starts_with("system.posix_acl_"))
            continue;
        void* bytes = nullptr;
        std::size_t size = 0;
        if (const auto error = ::ext2fs_xattr_get(opened, name.c_str(), &bytes, &size); error != 0)
            return error;
        value = acl_of_kernel(std::string(static_cast<const char*>(bytes), size));
        (void)::ext2fs_free_mem(static_cast<void*>(&bytes));
    }
    return 0;
}

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

FileSystemStatus ExtVolume::file_system() const {
    auto* const fs = handle_->fs;
    auto* const super = fs->super;
    const auto ratio = static_cast<std::uint64_t>(EXT2FS_CLUSTER_RATIO(fs));
    const auto blocks = std::uint64_t{::ext2fs_blocks_count(super)};
    FileSystemStatus status;
    status.type = type_of(super);
    status.block = fs->blocksize;
    status.blocks = blocks - std::min(blocks, overhead_of(fs) * ratio);
    const auto left = free_of(fs);
    status.free = left.clusters * ratio;
    // Beside root's share the kernel keeps a fiftieth for itself, 4096 clusters at most, where there are extents.
    constexpr std::uint64_t most_kept = 4096;
    const auto kept = ::ext2fs_has_feature_extents(super) != 0
                          ? std::min(blocks / ratio / 50, most_kept) * ratio
                          : 0;
    const auto reserved = std::uint64_t{::ext2fs_r_blocks_count(super)} + kept;
    status.available = status.free - std::min(status.free, reserved);
    status.inodes = super->s_inodes_count;
    status.inodes_free = left.inodes;
    constexpr auto most = static_cast<std::uint64_t>(INT64_MAX);
    if (status.free > status.blocks or status.inodes_free > status.inodes
        or status.blocks > most / status.block)
        throw damaged(name_, "the count of free blocks");
    return status;
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

FileMarks ExtVolume::marks(Number number) {
    FileMarks marks;
    marks.flags = inode_of(handle_->fs, number, name_).i_flags;
    struct ext2_xattr_handle* opened = nullptr;
    auto error = ::ext2fs_xattrs_open(handle_->fs, number, &opened);
    const OpenAttributes attributes(opened);
    if (error == 0)
        error = ::ext2fs_xattrs_read(opened);
    auto& found = marks.attributes.emplace();
    if (error == 0)
        error = ::ext2fs_xattrs_iterate(opened, &muster_take_ext_attribute, &found);
    if (error == 0)
        error = convert_lists(opened, found);
    if (error != 0)
        throw damaged(name_, fmt::format("attributes of inode {}: {},", number, text_of(error)));
    return marks;
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
