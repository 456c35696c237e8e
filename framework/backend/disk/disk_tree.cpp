#include "framework/backend/disk/disk_tree.hpp"

#include "framework/backend/files/path_walk.hpp"
#include "framework/base/text.hpp"

namespace muster {

/// For PathWalk.
struct DiskTree::Places {
    using Place = DiskTree::Place;

    DiskTree& tree;

    Place at(const Place* place) const { return place == nullptr ? tree.mounted_at({}) : *place; }
    std::optional<Place> child(const Place* folder, const std::string& name) const {
        const auto place = at(folder);
        const auto entries = tree.volumes_[place.volume]->entries(place.number);
        const auto found = entries->find(name);
        if (found == entries->end()) {
            const auto made = tree.made_at_boot_.find({place, name});
            if (made != tree.made_at_boot_.end())
                throw made->second;
            return std::nullopt;
        }
        return tree.mounted_at({place.volume, found->second});
    }
    bool is_folder(const Place* place) const {
        return tree.status_at(at(place)).type == FileType::directory;
    }
    std::optional<std::string> link_text(const Place& place) const {
        if (tree.status_at(place).type != FileType::symlink)
            return std::nullopt;
        return tree.volumes_[place.volume]->link_text(place.number);
    }
};

class DiskTree::File : public HeldFile {
public:
    File(ExtVolume& volume, const FileStatus& status)
        : HeldFile(status.type, status.size, status.origin),
          volume_(volume),
          number_(static_cast<ExtVolume::Number>(status.inode)) {}

    bool read(const Take& take) override {
        volume_.read(number_, take);
        return true;
    }

private:
    ExtVolume& volume_;
    ExtVolume::Number number_;
};

class DiskTree::Folder : public OpenFolder {
public:
    Folder(DiskTree& tree, Place place, std::string path)
        : OpenFolder(std::move(path)),
          tree_(tree),
          place_(place),
          entries_(tree.volumes_[place.volume]->entries(place.number)),
          next_(entries_->begin()),
          made_(tree.made_at_boot_.lower_bound({place, ""})) {}

    FileStatus status() override { return tree_.status_at(place_); }
    std::optional<std::string> next() override {
        if (next_ != entries_->end())
            return (next_++)->first;
        if (made_ == tree_.made_at_boot_.end() or made_->first.first != place_)
            return std::nullopt;
        return (made_++)->first.second;
    }
    std::optional<FileStatus> status_of(const std::string& name) override {
        const auto covered = named(name);
        if (not covered and not is_made(name))
            return std::nullopt;
        if (covered and not tree_.unreadable_.contains(*covered))
            return tree_.status_at(tree_.mounted_at(*covered));
        auto status = covered ? tree_.status_at(*covered) : made_folder();
        status.device = tree_.volumes_.size() + 1;  // on no volume that we have
        return status;
    }
    std::unique_ptr<OpenFolder> enter(const std::string& name) override {
        if (is_made(name))
            throw tree_.made_at_boot_.at({place_, name});
        const auto covered = named(name);
        if (not covered)
            return nullptr;
        const auto place = tree_.mounted_at(*covered);
        if (tree_.status_at(place).type != FileType::directory)
            return nullptr;
        return std::make_unique<Folder>(tree_, place, path_of(name));
    }

private:
    bool is_made(const std::string& name) const {
        return tree_.made_at_boot_.contains({place_, name});
    }
    /// As systemd makes it (systemd.mount(5), "DirectoryMode=").
    static FileStatus made_folder() {
        FileStatus status;
        status.type = FileType::directory;
        status.permissions = 0755;
        return status;
    }
    std::optional<Place> named(const std::string& name) const {
        const auto found = entries_->find(name);
        if (found == entries_->end())
            return std::nullopt;
        return Place{place_.volume, found->second};
    }

    DiskTree& tree_;
    Place place_;
    std::shared_ptr<const ExtVolume::Entries> entries_;
    ExtVolume::Entries::const_iterator next_;
    MadeAtBoot::const_iterator made_;
};

DiskTree::DiskTree(std::unique_ptr<ExtVolume> root) {
    volumes_.push_back(std::move(root));
}

DiskTree::~DiskTree() = default;

DiskTree::Place DiskTree::mounted_at(Place place) const {
    // There are no circles: a mount leads from where there was none to where there was none.
    while (true) {
        if (const auto found = unreadable_.find(place); found != unreadable_.end())
            throw found->second;
        const auto found = mounts_.find(place);
        if (found == mounts_.end())
            return place;
        place = found->second;
    }
}

bool DiskTree::mount(const std::string& path, std::unique_ptr<ExtVolume> volume) {
    const auto place = find_folder(path);
    if (not place)
        return false;
    mounts_.insert_or_assign(*place, Place{volumes_.size(), ExtVolume::root});
    volumes_.push_back(std::move(volume));
    return true;
}

void DiskTree::mount_unreadable(const std::string& path, CannotTell why) {
    if (const auto place = find(path, Follow::yes)) {
        unreadable_.insert_or_assign(*place, std::move(why));
        return;
    }
    // A mount makes the folders on its way that are not there (systemd.mount(5)): the first of them stands for all.
    Place folder = mounted_at({});
    std::string so_far;
    for (const auto name : split(path, '/')) {
        if (name.empty())
            continue;
        so_far += "/" + std::string(name);
        const auto next = find_folder(so_far);
        if (not next) {
            made_at_boot_.insert_or_assign({folder, std::string(name)}, std::move(why));
            return;
        }
        folder = *next;
    }
}

bool DiskTree::mount_folder(const std::string& path, const std::string& folder) {
    const auto place = find_folder(path);
    const auto shown = find_folder(folder);
    if (not place or not shown)
        return false;
    if (*place != *shown)
        mounts_.insert_or_assign(*place, *shown);
    return true;
}

std::optional<DiskTree::Place> DiskTree::find(const std::string& path, Follow follow) {
    Places places{*this};
    PathWalk<Places> walk(places);
    switch (walk.run(path, follow)) {
    case Walked::there: return places.at(walk.place());
    case Walked::not_there:
    case Walked::too_many_links: break;
    }
    return std::nullopt;
}

std::optional<DiskTree::Place> DiskTree::find_folder(const std::string& path) {
    const auto place = find(path, Follow::yes);
    if (not place or status_at(*place).type != FileType::directory)
        return std::nullopt;
    return place;
}

FileStatus DiskTree::status_at(Place place) {
    auto& volume = *volumes_.at(place.volume);
    auto status = volume.status(place.number);
    status.device = place.volume + 1;
    if (volumes_.size() > 1)
        status.origin = volume.name();
    return status;
}

std::optional<FileStatus> DiskTree::status(const std::string& path, Follow follow) {
    const auto place = find(path, follow);
    return place ? std::optional(status_at(*place)) : std::nullopt;
}

std::optional<LinkText> DiskTree::link_text(const std::string& path) {
    const auto place = find(path, Follow::no);
    if (not place)
        return std::nullopt;
    const bool is_link = status_at(*place).type == FileType::symlink;
    return LinkText{is_link, is_link ? volumes_[place->volume]->link_text(place->number) : ""};
}

std::optional<std::string> DiskTree::resolved(const std::string& path) {
    Places places{*this};
    PathWalk<Places> walk(places);
    return walk.run(path, Follow::yes) == Walked::there ? std::optional(walk.path()) : std::nullopt;
}

std::unique_ptr<HeldFile> DiskTree::hold(const std::string& path) {
    const auto place = find(path, Follow::yes);
    if (not place)
        return nullptr;
    return std::make_unique<File>(*volumes_[place->volume], status_at(*place));
}

std::optional<FileMarks> DiskTree::marks(const std::string& path) {
    const auto place = find(path, Follow::yes);
    return place ? std::optional(volumes_[place->volume]->marks(place->number)) : std::nullopt;
}

std::optional<FileSystemStatus> DiskTree::file_system(const std::string& path) {
    const auto place = find(path, Follow::yes);
    return place ? std::optional(volumes_[place->volume]->file_system()) : std::nullopt;
}

std::unique_ptr<OpenFolder> DiskTree::open_folder(const std::string& path) {
    const auto place = find_folder(path);
    return place ? std::make_unique<Folder>(*this, *place, path) : nullptr;
}

}  // namespace muster
