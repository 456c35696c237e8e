#pragma once

#include "framework/base/crypto/digest.hpp"
#include "tests/framework/backend/local/public_folder.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace muster::tests {

/// An OCI layout in a folder.
class Layout {
public:
    Layout() { (void)folder_.folder("blobs/sha256"); }

    /// Puts it there, and gives its digest.
    std::string piece(const std::string& bytes) const {
        const auto digest = "sha256:" + hex_digest(DigestAlgorithm::sha256, bytes);
        write_file(path_of(digest), bytes, 0644);
        return digest;
    }
    /// The file of a piece.
    std::string path_of(const std::string& digest) const {
        return folder_ / ("blobs/sha256/" + digest.substr(digest.find(':') + 1));
    }
    /// A manifest's descriptor, for the index.
    std::string image(
        const std::vector<std::string>& layers,
        const std::string& more = "",
        const std::string& history = "[]",
        const std::string& architecture = "amd64"
    ) const {
        std::string listed;
        for (const auto& layer : layers)
            listed +=
                fmt::format(R"({}{{"digest":"{}"}})", listed.empty() ? "" : ",", piece(layer));
        const auto configuration = piece(fmt::format(
            R"({{"os":"linux","architecture":"{}","history":{}}})", architecture, history
        ));
        const auto manifest = piece(
            fmt::format(R"({{"config":{{"digest":"{}"}},"layers":[{}]}})", configuration, listed)
        );
        return fmt::format(R"({{"digest":"{}"{}}})", manifest, more);
    }
    void index(const std::string& descriptors) const {
        (void)folder_.file("index.json", fmt::format(R"({{"manifests":[{}]}})", descriptors));
    }
    std::string path() const { return folder_.path(); }
    const PublicFolder& folder() const { return folder_; }

private:
    PublicFolder folder_;
};

}  // namespace muster::tests
