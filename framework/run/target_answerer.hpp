#pragma once

#include "framework/run/secret_facts.hpp"
#include "framework/run/verify.hpp"

namespace muster {

/// One target, asked for its own plan, and beside it for what a FLEET wants to know.
class TargetAnswerer : public Answerer {
public:
    /// All outlive this.
    TargetAnswerer(Gatherer& gatherer, const Backend& backend, const SecretFacts& beside)
        : gatherer_(gatherer), backend_(backend), beside_(beside) {}

    std::vector<Finding> gather(std::span<const Fact> facts, Deadline deadline) override {
        auto asked = beside_of_first_batch();
        const auto count = asked.size();
        asked.insert(asked.end(), facts.begin(), facts.end());
        auto found = gatherer_.gather(asked, deadline);
        const auto own = found.begin() + static_cast<std::ptrdiff_t>(count);
        if (count > 0)
            found_beside_.assign(std::move_iterator(found.begin()), std::move_iterator(own));
        return {std::move_iterator(own), std::move_iterator(found.end())};
    }
    void forget() override { gatherer_.forget(); }
    Instant now() const override { return backend_.now(); }

    /// What was found beside; asks for it where there was no batch that it could have left with.
    Findings beside(Deadline deadline) {
        if (not has_left_)
            (void)gather({}, deadline);
        return beside_.findings(std::move(found_beside_));
    }

private:
    std::vector<Fact> beside_of_first_batch() {
        return std::exchange(has_left_, true) ? std::vector<Fact>() : beside_.to_ask();
    }

    Gatherer& gatherer_;
    const Backend& backend_;
    const SecretFacts& beside_;
    bool has_left_ = false;
    std::vector<Finding> found_beside_;
};

}  // namespace muster
