#include "framework/run/audit.hpp"

#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/file_descriptor.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <mutex>

namespace muster {

namespace {

class AuditedBackend : public BackendAround {
public:
    AuditedBackend(
        std::unique_ptr<Backend> backend, std::shared_ptr<AuditLog> log, std::string target
    )
        : BackendAround(std::move(backend)), log_(std::move(log)), target_(std::move(target)) {}

    std::vector<Answer> exchange(std::span<const Question> batch, Deadline deadline) override {
        log_->write(target_, batch);
        return BackendAround::exchange(batch, deadline);
    }

private:
    std::shared_ptr<AuditLog> log_;
    std::string target_;
};

}  // namespace

struct AuditLog::State {
    FileDescriptor file;
    std::mutex mutex;
};

AuditLog::AuditLog(const std::string& path) : state_(std::make_unique<State>()) {
    state_->file =
        FileDescriptor(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
    if (not state_->file)
        throw Broken("--audit: cannot be written", {path, 0, 0});
}

AuditLog::~AuditLog() = default;

void AuditLog::write(const std::string& target, std::span<const Question> batch) {
    std::string lines;
    const auto now = to_iso8601(system_now());
    for (const auto& question : batch)
        lines += fmt::format("{} {} {}\n", now, escaped(target), describe(question));
    const std::lock_guard lock(state_->mutex);
    std::string_view left = lines;
    while (not left.empty()) {
        const auto written = ::write(state_->file.number(), left.data(), left.size());
        if (written <= 0)
            throw CannotTell{
                Kind::failed, "the audit log cannot be written: nothing more is asked", ""};
        left.remove_prefix(static_cast<std::size_t>(written));
    }
}

std::unique_ptr<Backend> audited(
    std::unique_ptr<Backend> backend, std::shared_ptr<AuditLog> log, std::string target
) {
    return std::make_unique<AuditedBackend>(std::move(backend), std::move(log), std::move(target));
}

}  // namespace muster
