#include "framework/run/fleet_questions.hpp"

namespace muster {

const std::vector<Fact>& FleetQuestions::of(const std::string& target) const {
    static const std::vector<Fact> nothing;
    const auto found = asked_.find(target);
    return found == asked_.end() ? nothing : found->second;
}

void FleetQuestions::answer(const std::string& target, MemberAnswers answers) {
    const std::lock_guard lock(mutex_);
    answered_.insert_or_assign(target, std::move(answers));
}

std::optional<MemberAnswers> FleetQuestions::answered(const std::string& target) const {
    const std::lock_guard lock(mutex_);
    const auto found = answered_.find(target);
    return found == answered_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace muster
