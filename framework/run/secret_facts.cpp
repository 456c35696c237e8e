#include "framework/run/secret_facts.hpp"

namespace muster {

SecretFacts::SecretFacts(std::vector<Fact> named, const Target& target, const TellSecret& tell) {
    for (auto& fact : named) {
        try {
            to_ask_.push_back(with_secrets(fact, target, tell));
            named_.push_back(std::move(fact));
        } catch (const CannotTell& why) {
            untold_.push_back(std::move(fact));
            why_.push_back({why});
        }
    }
}

Findings SecretFacts::findings(std::vector<Finding> found) const {
    Findings all;
    all.add(named_, std::move(found));
    all.add(untold_, why_);
    return all;
}

}  // namespace muster
