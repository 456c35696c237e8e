#pragma once

#include "framework/host/question.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

/// A file that was not kept, as its layer has it.
struct LayerPlace {
    std::uint64_t place = 0;  ///< which entry
    std::string path;
    std::uint64_t size = 0;
    std::optional<std::string> sha256 = {};  ///< in hexadecimal, where it was taken
};

/// What hard links of an image share.
struct Inode {
    FileStatus status;
    std::string link = {};                  ///< the text of a symlink
    std::optional<std::string> bytes = {};  ///< of a file that is kept
    /// Those that are known, in hexadecimal.
    std::vector<std::pair<DigestAlgorithm, std::string>> digests = {};
    std::size_t layer = 0;
    LayerPlace place = {};
    std::map<std::string, std::string> attributes = {};  ///< extended ones

    bool is_regular() const { return status.type == FileType::regular; }
    std::optional<std::string> digest(DigestAlgorithm algorithm) const {
        const auto known =
            std::ranges::find(digests, algorithm, &std::pair<DigestAlgorithm, std::string>::first);
        return known == digests.end() ? std::nullopt : std::optional(known->second);
    }
};

/// Gives the bytes of entries of a layer to `take`, piece by piece: of files that were not kept. Throws CannotTell where
/// they are not what they were, or cannot be read.
using TakePiece = std::function<void(std::uint64_t place, std::string_view piece)>;
using ReadAgain = std::function<
    void(std::size_t layer, const std::vector<LayerPlace>& files, const TakePiece& take)>;

}  // namespace muster
