#pragma once

#include "framework/backend/image/image_backend.hpp"
#include "framework/backend/image/root_folder.hpp"

#include <sys/types.h>

#include <memory>
#include <string>

namespace muster {

/// The files of a container that runs on this machine, by /proc/PID/root of its first process: with what its own /proc
/// tells, but for what depends on who reads it. Throws CannotTell where it may not be read, and where the container has
/// a user namespace of its own, whose owners would be told by other numbers.
class ContainerRoot : public RootFolder {
public:
    explicit ContainerRoot(pid_t process);

    /// One is where `sh` would be looked for.
    bool has_shell();
};

/// Answers from such files. The container runs, and nothing can be run in it.
class ContainerFiles : public ImageBackend {
public:
    ContainerFiles(std::unique_ptr<ContainerRoot> root, Limits limits)
        : ImageBackend(std::move(root), limits) {}

    bool can(Ability ability) const override { return ability == Ability::live; }
    std::string why_not(Ability ability) const override;

protected:
    CannotTell not_answered() const override;
    CannotTell told_of_here(CannotTell why) const override { return why; }
};

}  // namespace muster
