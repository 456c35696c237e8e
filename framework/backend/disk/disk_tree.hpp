#pragma once

#include "framework/backend/disk/ext_volume.hpp"
#include "framework/backend/files/file_tree.hpp"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace muster {

/// The files of a system whose file systems lie on a disk: one is the root, others are mounted in it.
class DiskTree : public FileTree {
public:
    explicit DiskTree(std::unique_ptr<ExtVolume> root);
    ~DiskTree() override;

    /// False where the path leads to no folder. Whoever mounts twice at one path covers what was there.
    bool mount(const std::string& path, std::unique_ptr<ExtVolume> volume);
    /// What is mounted there cannot be read: so is everything at and below the path, for this reason, be there something
    /// already or not.
    void mount_unreadable(const std::string& path, CannotTell why);
    /// A folder that is shown at a second place, as by the option `bind`. False where either is no folder.
    bool mount_folder(const std::string& path, const std::string& folder);

    std::optional<FileStatus> status(const std::string& path, Follow follow) override;
    std::optional<LinkText> link_text(const std::string& path) override;
    std::optional<std::string> resolved(const std::string& path) override;
    std::unique_ptr<HeldFile> hold(const std::string& path) override;
    std::unique_ptr<OpenFolder> open_folder(const std::string& path) override;
    std::optional<FileMarks> marks(const std::string& path) override;
    std::optional<FileSystemStatus> file_system(const std::string& path) override;

private:
    /// A file: its inode, and on which volume. The device of its status is one more.
    struct Place {
        std::size_t volume = 0;
        ExtVolume::Number number = ExtVolume::root;

        friend auto operator<=>(const Place&, const Place&) = default;
    };
    struct Places;
    class File;
    class Folder;
    /// Names in folders which are not there yet, and why nobody knows what will be in them.
    using MadeAtBoot = std::map<std::pair<Place, std::string>, CannotTell>;

    /// Where a path leads; nothing where it leads nowhere. Throws CannotTell.
    std::optional<Place> find(const std::string& path, Follow follow);
    std::optional<Place> find_folder(const std::string& path);
    FileStatus status_at(Place place);
    /// What lies at a place once all is mounted. Throws the reason where it cannot be read.
    Place mounted_at(Place place) const;

    std::vector<std::unique_ptr<ExtVolume>> volumes_;  ///< the root is the first
    std::map<Place, Place> mounts_;
    std::map<Place, CannotTell> unreadable_;
    MadeAtBoot made_at_boot_;
};

}  // namespace muster
