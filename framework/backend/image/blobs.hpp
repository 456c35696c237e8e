#pragma once

// The pieces of an image by their names (`blobs/sha256/…`, `manifest.json`): texts that describe it, and layers.

#include "framework/backend/image/layer.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// Where the pieces of an image lie: a folder, or an archive.
class BlobSource {
public:
    virtual ~BlobSource() = default;

    /// False: no more is wanted.
    using Look = std::function<bool(const std::string& name, const ArchiveReader::Supply& bytes)>;
    /// Shows every piece once, in the order in which they lie there. What is not read of one is passed over. Throws
    /// CannotTell where it cannot be read, and BadArchive.
    virtual void each(const Look& look) = 0;
    /// Other names of pieces, as links in an archive give them.
    virtual std::map<std::string, std::string> aliases() const { return {}; }
};

/// Of a path: a folder, or an archive, compressed or not. `check` is told now and then how many bytes were unpacked, and
/// throws where that is too much, or the time is over. Throws CannotTell.
using CheckBlobs = std::function<void(std::uint64_t unpacked)>;
std::unique_ptr<BlobSource> blobs_at(const std::string& path, CheckBlobs check);

}  // namespace muster
