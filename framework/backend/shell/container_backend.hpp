#pragma once

#include "framework/host/backend.hpp"

#include <memory>
#include <string>

namespace muster {

/// A container that is asked by its shell, and its engine (`docker`, `podman`) by its command on this machine:
/// for what describes the image that the container was made from, and where its files are, when it has no shell.
class ContainerBackend : public BackendAround {
public:
    ContainerBackend(std::unique_ptr<Backend> shell, std::string engine, std::string container);

    std::vector<Answer> exchange(std::span<const Question> batch, Deadline deadline) override;

private:
    std::vector<Answer> exchange_inside(std::span<const Question> batch, Deadline deadline);

    std::string engine_;
    std::string container_;
    bool was_asked_ = false;
};

}  // namespace muster
