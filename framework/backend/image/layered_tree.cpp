#include "framework/backend/image/layered_tree.hpp"

#include "framework/backend/files/path_walk.hpp"
#include "framework/backend/image/shared_pass.hpp"
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/cannot_tell.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace muster {

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
    LayeredTree* laid = nullptr;  ///< null: all layers lie

    Node& at(const Place* place) const { return place == nullptr ? *root : **place; }
    std::optional<Place> child(const Place* folder, const std::string& name) const {
        const auto found = at(folder).children.find(name);
        return found == at(folder).children.end() ? std::nullopt : std::optional(&found->second);
    }
    bool is_folder(const Place* place) const {
        if (laid != nullptr)
            laid->count_step();
        return at(place).is_folder();
    }
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
    std::optional<std::string> digest(DigestAlgorithm algorithm) const override {
        return inode_->digest(algorithm);
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

std::string parent_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

std::string name_of(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

}  // namespace

LayeredTree::LayeredTree(ReadAgain read_again, Deadline deadline)
    : read_again_(std::move(read_again)), deadline_(deadline), root_(std::make_unique<Node>()) {
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
    constexpr std::size_t deepest = 2000;  // folders end one within the other, on the stack
    auto* node = root_.get();
    std::string so_far;
    std::size_t depth = 0;
    for (const auto part : split(path, '/')) {
        if (part.empty())
            continue;
        if (++depth > deepest)
            throw CannotTell{
                Kind::too_large, "a layer of the image has folders more than 2000 deep"};
        so_far += "/" + std::string(part);
        count_step();
        const auto child = node->children.find(part);
        if (child != node->children.end() and child->second.is_folder()) {
            node = &child->second;
            continue;
        }
        const bool is_link =
            child != node->children.end() and child->second.inode->status.type == FileType::symlink;
        Places places{root_.get(), this};
        PathWalk<Places> walk(places);
        if (is_link and walk.run(so_far, Follow::yes) == Walked::there
            and places.is_folder(walk.place())) {
            node = &places.at(walk.place());
            so_far = walk.path();
            depth = static_cast<std::size_t>(std::ranges::count(so_far, '/'));
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

void LayeredTree::check() const {
    constexpr std::uint64_t most_files = 8'000'000;
    if (next_inode_ > most_files)
        throw CannotTell{Kind::too_large, "the layers of the image make more than 8000000 files"};
}

/// Of a walk: links of a hostile layer lead a long way, for what makes no file as well.
void LayeredTree::count_step() {
    constexpr std::uint64_t often = 1024;
    if (++steps_ % often == 0 and deadline_.passed())
        throw CannotTell{
            Kind::timed_out, "laying the layers of the image did not end within the deadline"};
}

void LayeredTree::put(Node& folder, const std::string& name, LayerEntry entry) {
    auto& node = folder.children[name];
    const bool stays_folder = node.inode != nullptr and node.is_folder()
                              and entry.told.type == ArchiveEntry::Type::directory;
    if (not stays_folder)
        node.children.clear();
    check();
    node.inode = std::make_shared<Inode>();
    node.inode->status = status_from(entry.told);
    node.inode->link = std::move(entry.told.link);
    node.inode->bytes = std::move(entry.bytes);
    node.inode->attributes = std::move(entry.told.attributes);
    if (entry.sha256)
        node.inode->digests.emplace_back(DigestAlgorithm::sha256, *entry.sha256);
    node.inode->layer = layers_.empty() ? 0 : layers_.size() - 1;
    if (entry.told.type == ArchiveEntry::Type::regular and not node.inode->bytes)
        node.inode->place = {
            entry.place, std::move(entry.told.path), entry.told.size, entry.sha256};
    node.inode->status.inode = next_inode_++;
    node.inode->status.origin = layers_.empty() ? "" : layers_.back();
}

void LayeredTree::add(Layer layer, std::string name) {
    layers_.push_back(std::move(name));
    const auto existing_folder = [&](const std::string& path) {
        Places places{root_.get(), this};
        PathWalk<Places> walk(places);
        const bool is_there = walk.run("/" + path, Follow::yes) == Walked::there;
        return is_there ? &places.at(walk.place()) : nullptr;
    };
    for (const auto& path : layer.made_opaque)
        if (auto* folder = existing_folder(path))
            folder->children.clear();
    for (const auto& path : layer.removed)
        if (auto* folder = existing_folder(parent_of(path)))
            folder->children.erase(name_of(path));
    for (auto& entry : layer.entries)
        add_entry(std::move(entry));
}

void LayeredTree::add_entry(LayerEntry entry) {
    const auto path = entry.told.path;
    if (path.empty()) {  // the root itself
        const auto number = root_->inode->status.inode;
        root_->inode->status = status_from(entry.told);
        root_->inode->status.inode = number;
        root_->inode->attributes = std::move(entry.told.attributes);
        return;
    }
    auto* folder = folder_for(parent_of(path));
    if (entry.told.type != ArchiveEntry::Type::hard_link) {
        put(*folder, name_of(path), std::move(entry));
        return;
    }
    Places places{root_.get(), this};
    PathWalk<Places> walk(places);
    const bool is_there = walk.run("/" + entry.told.link, Follow::no) == Walked::there;
    const auto* other = is_there ? &places.at(walk.place()) : nullptr;
    if (other == nullptr or other->is_folder())
        throw CannotTell{
            Kind::failed, "a hard link of a layer leads nowhere: " + escaped(entry.told.path)};
    auto shared = other->inode;
    auto& node = folder->children[name_of(path)];
    if (node.inode != shared)
        ++shared->status.links;
    node.children.clear();
    node.inode = std::move(shared);
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

std::optional<FileMarks> LayeredTree::marks(const std::string& path) {
    const auto* node = find(path, Follow::yes);
    return node == nullptr ? std::nullopt : std::optional(FileMarks{{}, node->inode->attributes});
}

void LayeredTree::prepare(const NextReads& next) {
    SharedPass pass;
    const auto inode_at = [&](const std::string& path) {
        const auto* node = find(path, Follow::yes);
        return node == nullptr ? nullptr : node->inode;
    };
    if (not next.contents.empty())  // those before were asked for
        for (const auto& inode : std::exchange(prepared_, {}))
            inode->bytes.reset();
    for (const auto& path : next.contents)
        if (const auto inode = inode_at(path); inode and inode->status.size <= next.most_of_content)
            pass.want_bytes(inode);
    for (const auto& question : next.digests)
        if (const auto inode = inode_at(question.path))
            pass.want_digest(inode, question.algorithm);
    std::ranges::move(pass.with_bytes(), std::back_inserter(prepared_));
    using Layers = SharedPass::Layers;
    pass.run(read_again_, next.contents.empty() ? Layers::all : Layers::of_bytes);
}

}  // namespace muster
