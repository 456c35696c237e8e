#pragma once

// What is mounted where: /proc/self/mountinfo (proc_pid_mountinfo(5)), the kernel's own table of the
// target's mount namespace.
//
// The kernel finds the files of a path by going from mount to mount, and so does the table: of mounts on one
// path the topmost is meant, and one that a later mount above it hides is not there.

#include "framework/host/host.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

struct MountEntry {
    std::int64_t id = 0;
    std::int64_t parent = 0;
    std::string root;  ///< the folder of the file system that is seen there
    std::string path;
    std::string type;
    std::string device;                      ///< whatever was said when it was mounted
    std::vector<std::string> mount_options;  ///< of this mount
    std::vector<std::string> super_options;  ///< of the file system, wherever it is mounted

    /// Both, as /proc/mounts has them: `ro` when either is.
    std::vector<std::string> options() const;
};

/// Names are decoded. Throws CannotTell for what is no such file.
std::vector<MountEntry> parse_mountinfo(std::string_view text);

class MountTable {
public:
    explicit MountTable(std::vector<MountEntry> entries);

    /// The mounts on exactly this path, the topmost last; none when it is no mount point. The path has no
    /// links on its way (`canonical_path`).
    std::vector<const MountEntry*> on(const std::string& path) const;

    /// The mount that the files of a path are on; nullptr where the target shows none.
    const MountEntry* holding(const std::string& path) const;

    /// All mount points, each once.
    std::vector<std::string> paths() const;

private:
    struct Way {
        std::vector<const MountEntry*> stack;
        const MountEntry* holding = nullptr;
    };
    Way way_to(const std::string& path) const;

    std::vector<MountEntry> entries_;
    std::map<std::pair<std::int64_t, std::string>, std::size_t> children_;  // by parent and path
};

/// Once for all who ask. Throws CannotTell when it can't be read, NotAsked when nothing runs there.
Task<MountTable> mount_table(Host& host);

/// "/a/b" of "//a/./b/"; `..` stays, since a link may be before it.
std::string without_empty_steps(std::string_view path);

/// A path without links on its way. What is a mount point already is not touched: a dead file server would
/// keep us waiting. A path that leads nowhere is only tidied up. For Host::once.
Task<std::string> canonical_path(Host& host, std::string path);

}  // namespace muster
