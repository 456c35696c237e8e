#pragma once

// What `rpm --verify` would find, from rpm's database alone: for images.

#include "framework/platform/package_database.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// A file as its package brought it.
struct RpmFile {
    std::string path;
    std::uint16_t mode = 0;  ///< with the bits of its type (inode(7))
    std::string owner;
    std::string group;
    std::string digest;            ///< of a regular file; else empty
    std::string link;              ///< the text of a symlink
    std::uint32_t flags = 0;       ///< RPMFILE_… (rpmfi.h)
    std::uint32_t verified = ~0U;  ///< RPMVERIFY_…: what of it counts at all
    std::uint32_t state = 0;       ///< RPMFILE_STATE_…

    bool is_configuration() const { return (flags & 1U) != 0; }
    /// Not packaged, but the package's.
    bool is_ghost() const { return (flags & 64U) != 0; }
};

struct RpmFiles {
    DigestAlgorithm algorithm = DigestAlgorithm::md5;
    std::vector<RpmFile> files;
};

/// The files of one header. Throws CannotTell where it is cut short, or its parts do not fit each other.
RpmFiles rpm_files_from(std::string_view header);

/// Compares type, mode, owner, group, digest and links, but of configuration files and ghosts nothing. Capabilities, sizes and
/// numbers of devices are not compared, nor what a verify script of the package would say.
Task<PackageVerification> verify_rpm_files(Host& host, PackageName name);

}  // namespace muster
