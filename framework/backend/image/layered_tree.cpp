#include "framework/backend/image/layered_tree.hpp"

#include "framework/backend/image/path_walk.hpp"
#include "framework/base/text.hpp"
#include "framework/model/cannot_tell.hpp"

namespace muster {

/// What hard links share.
struct LayeredTree::Inode {
    FileStatus status;
    std::string link = {};                  ///< the text of a symlink
    std::optional<std::string> bytes = {};  ///< of a file that is kept
    std::size_t layer = 0;
    std::uint64_t place = 0;  ///< of its entry in the layer
};

/// A name in a folder, or the root.
struct LayeredTree::Node {
    std::shared_ptr<Inode> inode;
    std::map<std::string, Node, std::less<>> children = {};

    bool is_folder() const { return inode->status.type == FileType::directory; }
};

/// For PathWalk.
struct LayeredTree::Places {
    using Place = Node*;

    Node* root;

    Node& at(const Place* place) const { return place == nullptr ? *root : **place; }
    std::optional<Place> child(const Place* folder, const std::string& name) const {
        const auto found = at(folder).children.find(name);
        return found == at(folder).children.end() ? std::nullopt : std::optional(&found->second);
    }
    bool is_folder(const Place* place) const { return at(place).is_folder(); }
    static std::optional<std::string> link_text(const Place& place) {
        const auto& inode = *place->inode;
        return inode.status.type == FileType::symlink ? std::optional(inode.link) : std::nullopt;
    }
};

/// Reads what is kept, and otherwise the layer once more.
class LayeredTree::File : public HeldFile {
public:
    File(const LayeredTree& tree, std::shared_ptr<const Inode> inode)
        : HeldFile(inode->status.type, inode->status.size, inode->status.origin),
          tree_(tree),
          inode_(std::move(inode)) {}

    bool read(const Take& take) override {
        if (not inode_->bytes) {
            const auto take_piece = [&](std::uint64_t, std::string_view piece) { take(piece); };
            tree_.read_again_(inode_->layer, {inode_->place}, take_piece);
        } else if (not inode_->bytes->empty()) {
            take(*inode_->bytes);
        }
        return true;
    }

private:
    const LayeredTree& tree_;
    std::shared_ptr<const Inode> inode_;
};

class LayeredTree::Folder : public OpenFolder {
public:
    Folder(const Node& node, std::string path)
        : OpenFolder(std::move(path)), node_(node), next_(node.children.begin()) {}

    FileStatus status() override { return node_.inode->status; }
    std::optional<std::string> next() override {
        return next_ == node_.children.end() ? std::nullopt : std::optional((next_++)->first);
    }
    std::optional<FileStatus> status_of(const std::string& name) override {
        const auto found = node_.children.find(name);
        return found == node_.children.end() ? std::nullopt
                                             : std::optional(found->second.inode->status);
    }
    std::unique_ptr<OpenFolder> enter(const std::string& name) override {
        const auto found = node_.children.find(name);
        if (found == node_.children.end() or not found->second.is_folder())
            return nullptr;
        return std::make_unique<Folder>(found->second, path_of(name));
    }

private:
    const Node& node_;
    std::map<std::string, Node, std::less<>>::const_iterator next_;
};

namespace {

FileType type_from(ArchiveEntry::Type type) {
    using Type = ArchiveEntry::Type;
    switch (type) {
    case Type::regular:
    case Type::hard_link: return FileType::regular;
    case Type::directory: return FileType::directory;
    case Type::symlink: return FileType::symlink;
    case Type::pipe: return FileType::pipe;
    case Type::block_device: return FileType::block_device;
    case Type::character_device: return FileType::character_device;
    case Type::other: return FileType::unknown;
    }
    return FileType::unknown;
}

FileStatus status_from(const ArchiveEntry& told) {
    FileStatus status;
    status.type = type_from(told.type);
    status.permissions = told.type == ArchiveEntry::Type::symlink ? 0777 : told.permissions;
    status.uid = told.uid;
    status.gid = told.gid;
    status.size = told.type == ArchiveEntry::Type::symlink ? told.link.size() : told.size;
    status.links = 1;
    status.modified = told.modified;
    status.changed = told.modified;  // a layer has no other time
    return status;
}

}  // namespace

LayeredTree::LayeredTree(ReadAgain read_again)
    : read_again_(std::move(read_again)), root_(std::make_unique<Node>()) {
    root_->inode = std::make_shared<Inode>();
    root_->inode->status.type = FileType::directory;
    root_->inode->status.permissions = 0755;
    root_->inode->status.inode = 1;
    root_->inode->status.links = 1;
}

LayeredTree::~LayeredTree() = default;

const LayeredTree::Node* LayeredTree::find(const std::string& path, Follow follow) const {
    Places places{root_.get()};
    PathWalk<Places> walk(places);
    if (walk.run(path, follow) != Walked::there)
        return nullptr;
    return &places.at(walk.place());
}

/// The folder of a path: those on the way that no layer has are made, and links of layers below are followed.
LayeredTree::Node* LayeredTree::folder_for(const std::string& path) {
    auto* node = root_.get();
    std::string so_far;
    for (const auto part : split(path, '/')) {
        if (part.empty())
            continue;
        so_far += "/" + std::string(part);
        const auto child = node->children.find(part);
        if (child != node->children.end() and child->second.is_folder()) {
            node = &child->second;
            continue;
        }
        Places places{root_.get()};
        PathWalk<Places> walk(places);
        if (walk.run(so_far, Follow::yes) == Walked::there and places.is_folder(walk.place())) {
            node = &places.at(walk.place());
            so_far = walk.path();
            continue;
        }
        LayerEntry made;
        made.told.type = ArchiveEntry::Type::directory;
        made.told.permissions = 0755;
        put(*node, std::string(part), std::move(made));
        node = &node->children.find(part)->second;
    }
    return node;
}

void LayeredTree::put(Node& folder, const std::string& name, LayerEntry entry) {
    auto& node = folder.children[name];
    const bool stays_folder = node.inode != nullptr and node.is_folder()
                              and entry.told.type == ArchiveEntry::Type::directory;
    if (not stays_folder)
        node.children.clear();
    node.inode = std::make_shared<Inode>(Inode{
        status_from(entry.told),
        entry.told.link,
        std::move(entry.bytes),
        layers_.empty() ? 0 : layers_.size() - 1,
        entry.place});
    node.inode->status.inode = next_inode_++;
    node.inode->status.origin = layers_.empty() ? "" : layers_.back();
}

void LayeredTree::add(Layer layer, std::string name) {
    layers_.push_back(std::move(name));
    const auto parent_of = [](const std::string& path) {
        const auto slash = path.rfind('/');
        return slash == std::string::npos ? std::string() : path.substr(0, slash);
    };
    const auto name_of = [](const std::string& path) { return path.substr(path.rfind('/') + 1); };
    const auto existing = [&](const std::string& path) {
        return const_cast<Node*>(find("/" + path, Follow::no)
        );  // NOLINT(cppcoreguidelines-pro-type-const-cast): ours
    };
    for (const auto& path : layer.made_opaque)
        if (auto* folder = existing(path))
            folder->children.clear();
    for (const auto& path : layer.removed)
        if (auto* folder = existing(parent_of(path)))
            folder->children.erase(name_of(path));
    for (auto& entry : layer.entries) {
        const auto path = entry.told.path;
        if (path.empty()) {  // the root itself
            const auto number = root_->inode->status.inode;
            root_->inode->status = status_from(entry.told);
            root_->inode->status.inode = number;
            continue;
        }
        auto* folder = folder_for(parent_of(path));
        if (entry.told.type != ArchiveEntry::Type::hard_link) {
            put(*folder, name_of(path), std::move(entry));
            continue;
        }
        const auto* other = find("/" + entry.told.link, Follow::no);
        if (other == nullptr or other->is_folder())
            throw CannotTell{
                Kind::failed, "a hard link of a layer leads nowhere: " + entry.told.path};
        auto shared = other->inode;
        ++shared->status.links;
        auto& node = folder->children[name_of(path)];
        node.children.clear();
        node.inode = std::move(shared);
    }
}

std::optional<FileStatus> LayeredTree::status(const std::string& path, Follow follow) {
    const auto* node = find(path, follow);
    return node == nullptr ? std::nullopt : std::optional(node->inode->status);
}

std::optional<LinkText> LayeredTree::link_text(const std::string& path) {
    const auto* node = find(path, Follow::no);
    if (node == nullptr)
        return std::nullopt;
    const bool is_link = node->inode->status.type == FileType::symlink;
    return LinkText{is_link, is_link ? node->inode->link : ""};
}

std::optional<std::string> LayeredTree::resolved(const std::string& path) {
    Places places{root_.get()};
    PathWalk<Places> walk(places);
    return walk.run(path, Follow::yes) == Walked::there ? std::optional(walk.path()) : std::nullopt;
}

std::unique_ptr<HeldFile> LayeredTree::hold(const std::string& path) {
    const auto* node = find(path, Follow::yes);
    return node == nullptr ? nullptr : std::make_unique<File>(*this, node->inode);
}

std::unique_ptr<OpenFolder> LayeredTree::open_folder(const std::string& path) {
    const auto* node = find(path, Follow::yes);
    return node == nullptr or not node->is_folder() ? nullptr
                                                    : std::make_unique<Folder>(*node, path);
}

/// Files of one layer are read in one pass.
void LayeredTree::prepare(const std::vector<std::string>& paths, std::uint64_t most) {
    std::map<std::size_t, std::map<std::uint64_t, std::shared_ptr<Inode>>> wanted;
    for (const auto& path : paths) {
        const auto* node = find(path, Follow::yes);
        if (node == nullptr or node->inode->status.type != FileType::regular or node->inode->bytes
            or node->inode->status.size > most)
            continue;
        wanted[node->inode->layer][node->inode->place] = node->inode;
    }
    for (auto& [layer, files] : wanted) {
        std::vector<std::uint64_t> places;
        std::map<std::uint64_t, std::string> found;
        for (const auto& [place, inode] : files)
            places.push_back(place);
        read_again_(layer, places, [&](std::uint64_t place, std::string_view piece) {
            found[place] += piece;
        });
        for (auto& [place, inode] : files)  // all are whole
            inode->bytes = std::move(found[place]);
    }
}

}  // namespace muster
