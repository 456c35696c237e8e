#pragma once

// Files of an image that were not kept lie in layers that can only be read from their beginning. Whatever is wanted of them
// at one time is taken in one pass through each layer.

#include "framework/backend/image/inode.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace muster {

class SharedPass {
public:
    /// The file's bytes are to be kept. Not where all that are wanted would be more than fits into memory.
    void want_bytes(const std::shared_ptr<Inode>& file);
    /// Nothing is to be kept but the digest.
    void want_digest(const std::shared_ptr<Inode>& file, DigestAlgorithm algorithm);

    /// Reads the layers and leaves with the files what was wanted of them; with `Layers::of_bytes` only those layers of
    /// which bytes are wanted. Throws CannotTell as `read_again` does.
    enum class Layers { all, of_bytes };
    void run(const ReadAgain& read_again, Layers layers);

    /// The files whose bytes were wanted.
    std::vector<std::shared_ptr<Inode>> with_bytes() const;

private:
    struct Wanted {
        std::shared_ptr<Inode> file;  ///< of the tree, which may be changed while this one reads
        bool bytes = false;
        std::set<DigestAlgorithm> digests = {};
    };
    using Files = std::map<std::uint64_t, Wanted>;  ///< by their places in the layer

    Wanted& wanted(const std::shared_ptr<Inode>& file);
    static void read(std::size_t layer, Files& files, const ReadAgain& read_again);

    std::map<std::size_t, Files> layers_;
    std::uint64_t bytes_ = 0;
};

}  // namespace muster
