#pragma once

// One layer of an image: what it lays over those below (OCI image specification, "Image Layer Filesystem Changeset").

#include "framework/base/archive/archive.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace muster {

/// What all layers of an image may hold; a hostile one has no end.
struct LayerLimits {
    std::uint64_t entries = 2'000'000;
    std::uint64_t names = 512ULL << 20;    ///< bytes of paths, links and extended attributes
    std::uint64_t unpacked = 64ULL << 30;  ///< bytes
    // Bytes of files that are kept in memory: of all, and of those that do not describe the system (system_files.hpp). One
    // that does may be as large as what rpm has in one file.
    std::uint64_t kept = 96ULL << 20;
    std::uint64_t kept_elsewhere = 64ULL << 20;
    std::uint64_t kept_of_file = 1ULL << 20;
    std::uint64_t kept_of_system_file = 16ULL << 20;
    std::uint64_t digested = 4ULL << 30;  ///< bytes of files of which a digest is kept instead
};

struct LayerEntry {
    ArchiveEntry told;
    std::uint64_t place = 0;                 ///< which entry of its archive it is
    std::optional<std::string> bytes = {};   ///< of a regular file that is kept
    std::optional<std::string> sha256 = {};  ///< of one that is not, in hexadecimal
};

struct Layer {
    std::vector<LayerEntry> entries;       ///< in their order, paths without `/` at either end
    std::vector<std::string> removed;      ///< paths of what is below and is there no more
    std::vector<std::string> made_opaque;  ///< folders of which nothing below is there any more
};

/// Reads layers, all of them within one set of limits.
class LayerReader {
public:
    LayerReader(LayerLimits limits, Deadline deadline) : left_(limits), deadline_(deadline) {}

    /// Reads to the end of the bytes: behind an archive there may be anything. Throws BadArchive, also for a path that leads out
    /// of the image, and CannotTell beyond a limit.
    Layer read(const ArchiveReader::Supply& supply);

    /// Throws where there is no more time, or more was unpacked than may be.
    void check(std::uint64_t unpacked) const;

private:
    void count(const ArchiveEntry& entry);
    void take_bytes(ArchiveReader& archive, LayerEntry& entry);

    LayerLimits left_;
    Deadline deadline_;
};

/// A path without `/` at its ends and `.` in it; nothing where a `..` is in it.
std::optional<std::string> plain_path(std::string_view path);

}  // namespace muster
