#pragma once

#include "framework/host/backend.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace muster::tests {

/// Takes the time that another host needs to answer, so that a bench can take it off.
class Timed : public Backend {
public:
    explicit Timed(Backend& host) : host_(host) {}

    std::vector<Answer> exchange(std::span<const Question> batch, Deadline deadline) override {
        const auto start = std::chrono::steady_clock::now();
        auto answers = host_.exchange(batch, deadline);
        spent += std::chrono::steady_clock::now() - start;
        return answers;
    }
    bool can(Ability ability) const override { return host_.can(ability); }
    std::string why_not(Ability ability) const override { return host_.why_not(ability); }
    std::vector<OwnProcess> own_processes() const override { return host_.own_processes(); }
    bool reads_are_free() const override { return host_.reads_are_free(); }

    std::chrono::steady_clock::duration spent{0};

private:
    Backend& host_;
};

}  // namespace muster::tests
