#pragma once

#include "framework/backend/files/file_tree.hpp"
#include "framework/backend/image/layer.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace muster {

/// A file that was not kept, as its layer has it.
struct LayerPlace {
    std::uint64_t place = 0;  ///< which entry
    std::string path;
    std::uint64_t size = 0;
};

/// The files of an image, as its layers, one over the other, make them.
class LayeredTree : public FileTree {
public:
    /// Gives the bytes of entries of a layer to `take`, piece by piece: of files that were not kept. Throws CannotTell where
    /// they are not what they were, or cannot be read.
    using TakePiece = std::function<void(std::uint64_t place, std::string_view piece)>;
    using ReadAgain = std::function<
        void(std::size_t layer, const std::vector<LayerPlace>& files, const TakePiece& take)>;

    LayeredTree(ReadAgain read_again, Deadline deadline);
    ~LayeredTree() override;

    /// Lays the next layer over what there is. `name` is what it is called in evidence. Throws CannotTell where it cannot
    /// lie there, or the deadline has passed.
    void add(Layer layer, std::string name);
    void describe(ImageDescription image) { image_ = std::move(image); }

    std::optional<FileStatus> status(const std::string& path, Follow follow) override;
    std::optional<LinkText> link_text(const std::string& path) override;
    std::optional<std::string> resolved(const std::string& path) override;
    std::unique_ptr<HeldFile> hold(const std::string& path) override;
    std::unique_ptr<OpenFolder> open_folder(const std::string& path) override;
    std::optional<ImageDescription> image() override { return image_; }
    void prepare(const std::vector<std::string>& paths, std::uint64_t most) override;

private:
    struct Inode;
    struct Node;
    struct Places;
    class File;
    class Folder;

    const Node* find(const std::string& path, Follow follow) const;
    Node* folder_for(const std::string& path);
    void add_entry(LayerEntry entry);
    void check() const;
    void put(Node& folder, const std::string& name, LayerEntry entry);

    ReadAgain read_again_;
    Deadline deadline_;
    std::unique_ptr<Node> root_;
    std::vector<std::string> layers_;  ///< names
    std::uint64_t next_inode_ = 2;
    std::optional<ImageDescription> image_;
};

}  // namespace muster
