#pragma once

#include "framework/backend/files/file_tree.hpp"
#include "framework/backend/image/inode.hpp"
#include "framework/backend/image/layer.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace muster {

/// The files of an image, as its layers, one over the other, make them.
class LayeredTree : public FileTree {
public:
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
    /// A layer keeps no flags.
    std::optional<FileMarks> marks(const std::string& path) override;
    std::optional<ImageDescription> image() override { return image_; }
    bool reads_together() const override { return true; }
    void prepare(const NextReads& next) override;

private:
    struct Node;
    struct Places;
    class File;
    class Folder;

    const Node* find(const std::string& path, Follow follow) const;
    Node* folder_for(const std::string& path);
    void add_entry(LayerEntry entry);
    void check() const;
    void count_step();
    void put(Node& folder, const std::string& name, LayerEntry entry);

    ReadAgain read_again_;
    Deadline deadline_;
    std::unique_ptr<Node> root_;
    std::vector<std::string> layers_;  ///< names
    std::uint64_t next_inode_ = 2;
    std::uint64_t steps_ = 0;  ///< of all walks while layers are laid
    /// Files, of the tree and so also its own, whose bytes are kept for the questions in hand.
    std::vector<std::shared_ptr<Inode>> prepared_;
    std::optional<ImageDescription> image_;
};

}  // namespace muster
