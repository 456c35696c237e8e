#pragma once

// A target that lies: it asks another one, remembers what that said, and then answers with what it remembers,
// changed here and there. Whatever comes of that is a value, "cannot tell" or "not asked": never a crash, a hang or a
// finding of a sanitizer.

#include "framework/host/backend.hpp"
#include "tests/support/mutation.hpp"

#include <unordered_map>

namespace muster::tests {

class Liar : public Backend {
public:
    /// Asks `honest` until it begins to lie; never after.
    explicit Liar(Backend& honest) : honest_(&honest) {}

    /// From now on, by these random numbers.
    void lie_by(std::uint64_t seed);

    std::vector<Answer> exchange(std::span<const Question> batch, Deadline deadline) override;
    bool can(Ability ability) const override { return honest_->can(ability); }
    std::string why_not(Ability ability) const override { return honest_->why_not(ability); }
    bool reads_are_free() const override { return honest_->reads_are_free(); }
    std::vector<OwnProcess> own_processes() const override { return honest_->own_processes(); }
    Limits limits() const override { return honest_->limits(); }
    Instant now() const override { return honest_->now(); }

private:
    void remember(const Question& question, const Answer& answer);
    Answer lie_about(const Question& question);

    Backend* honest_;
    bool lies_ = false;
    Random random_;
    std::unordered_map<std::string, Answer> answers_;
    std::vector<std::string> texts_;
};

}  // namespace muster::tests
