#pragma once

// Starting one program of this machine with three streams of its own.

#include "framework/backend/local/accounts.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/host/question.hpp"

#include <sys/types.h>

#include <string>
#include <variant>
#include <vector>

namespace muster::local {

/// A process that we started and have not waited for. It leads a session and a process group of its
/// own. Destroyed before it has ended, it is killed with all its descendants.
class Process {
public:
    Process(pid_t id, FileDescriptor out, FileDescriptor err);
    Process(Process&& other) noexcept;
    Process& operator=(Process&&) = delete;
    ~Process();

    pid_t id() const { return id_; }
    const FileDescriptor& out() const { return out_; }  ///< does not block
    const FileDescriptor& err() const { return err_; }  ///< does not block
    /// Readable once the process has ended (pidfd_open(2)).
    const FileDescriptor& end() const { return end_; }

    /// What wait(2) says, once it has ended.
    std::optional<int> status();

private:
    pid_t id_ = -1;
    FileDescriptor out_;
    FileDescriptor err_;
    FileDescriptor end_;
};

/// Starts `command`: as posix_spawn(3), or where another user is asked for by fork(2), which only root
/// may. What cannot be started is an Output with 126 or 127, as `sh` has it; what we cannot try is
/// thrown as CannotTell.
std::variant<Output, Process> start_process(const Command& command);

}  // namespace muster::local
