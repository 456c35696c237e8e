#pragma once

#include "framework/backend/files/file_tree.hpp"
#include "framework/backend/image/layer.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace muster {

/// The files of an image, as its layers, one over the other, make them.
class LayeredTree : public FileTree {
public:
    /// Gives the bytes of an entry of a layer to `take`, piece by piece: of a file that was not kept.
    using ReadAgain = std::function<void(
        std::size_t layer,
        const std::vector<std::uint64_t>& places,
        const std::function<void(std::uint64_t place, std::string_view piece)>& take
    )>;

    explicit LayeredTree(ReadAgain read_again);
    ~LayeredTree() override;

    /// Lays the next layer over what there is. `name` is what it is called in evidence.
    void add(Layer layer, std::string name);

    std::optional<FileStatus> status(const std::string& path, Follow follow) override;
    std::optional<LinkText> link_text(const std::string& path) override;
    std::optional<std::string> resolved(const std::string& path) override;
    std::unique_ptr<HeldFile> hold(const std::string& path) override;
    std::unique_ptr<OpenFolder> open_folder(const std::string& path) override;
    void prepare(const std::vector<std::string>& paths, std::uint64_t most) override;

private:
    struct Inode;
    struct Node;
    struct Places;
    class File;
    class Folder;

    const Node* find(const std::string& path, Follow follow) const;
    Node* folder_for(const std::string& path);
    void put(Node& folder, const std::string& name, LayerEntry entry);

    ReadAgain read_again_;
    std::unique_ptr<Node> root_;
    std::vector<std::string> layers_;  ///< names
    std::uint64_t next_inode_ = 2;
};

}  // namespace muster
