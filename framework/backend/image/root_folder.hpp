#pragma once

#include "framework/backend/files/system_tree.hpp"

namespace muster {

/// The files below a folder that stands for the root: a system that is not booted, a mounted disk, an unpacked archive; or one
/// that runs in a container.
/// Neither `..` nor a link leads out of it.
class RootFolder : public SystemTree {
public:
    /// Who sees to that: openat2(2) with RESOLVE_IN_ROOT, or we, name by name, where the kernel (before 5.6) or a
    /// sandbox does not let us have it.
    enum class Confined { by_kernel, by_name };

    /// Throws CannotTell where the folder does not open.
    explicit RootFolder(const std::string& folder);
    RootFolder(const std::string& folder, Confined confined);
    /// Of a system that runs, seen from outside: `first_process` is the number of its first process in its own /proc, whose
    /// `self` that is taken for, as we are none of its processes. Throws CannotTell for what /proc tells of its reader's
    /// namespaces, whatever path leads there.
    RootFolder(const std::string& folder, std::string first_process);

    std::optional<LinkText> link_text(const std::string& path) override;
    std::optional<std::string> resolved(const std::string& path) override;

protected:
    std::optional<FileStatus> look_at(
        const std::string& path, Follow follow, std::string_view doing
    ) override;
    FileDescriptor open(const std::string& path, int flags) override;

private:
    FileDescriptor root_;
    Confined confined_;
    std::string first_process_;  ///< empty: it does not run
};

}  // namespace muster
