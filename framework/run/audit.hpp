#pragma once

#include "framework/host/backend.hpp"

#include <memory>
#include <string>

namespace muster {

/// Appends every question and command to a file before it is asked: time, target, question, one a line.
/// Several targets may write to it at the same time; a line is never torn.
class AuditLog {
public:
    /// Throws Broken when the file cannot be appended to.
    explicit AuditLog(const std::string& path);
    ~AuditLog();

    void write(const std::string& target, std::span<const Question> batch);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// A backend whose questions are logged. The log is shared by all targets of a run: they own it
/// together, and a thread that is left behind may be the last.
std::unique_ptr<Backend> audited(
    std::unique_ptr<Backend> backend, std::shared_ptr<AuditLog> log, std::string target
);

}  // namespace muster
