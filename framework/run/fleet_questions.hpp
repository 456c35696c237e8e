#pragma once

#include "framework/run/relations.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace muster {

/// What the FLEETs of a run ask of its targets first, which travels in the batches of their own specs, and what these
/// answered. Used by several threads at once.
class FleetQuestions {
public:
    explicit FleetQuestions(std::map<std::string, std::vector<Fact>> asked)
        : asked_(std::move(asked)) {}

    /// What is asked of a target; nothing of most.
    const std::vector<Fact>& of(const std::string& target) const;
    void answer(const std::string& target, MemberAnswers answers);
    /// Nothing of a target that did not get so far.
    std::optional<MemberAnswers> answered(const std::string& target) const;

private:
    const std::map<std::string, std::vector<Fact>> asked_;
    mutable std::mutex mutex_;
    std::map<std::string, MemberAnswers> answered_;
};

}  // namespace muster
