#pragma once

#include "framework/run/judge.hpp"
#include "framework/run/secrets.hpp"

#include <vector>

namespace muster {

/// Facts that are asked with the secrets of a target in the places of their names, and found by what they were named as.
class SecretFacts {
public:
    SecretFacts(std::vector<Fact> named, const Target& target, const TellSecret& tell);

    /// With their secrets; those whose secret cannot be told are not among them.
    const std::vector<Fact>& to_ask() const { return to_ask_; }
    /// What was found of `to_ask`, in its order, by the facts as they were named.
    Findings findings(std::vector<Finding> found) const;

private:
    std::vector<Fact> named_;  ///< in the order of `to_ask_`
    std::vector<Fact> to_ask_;
    std::vector<Fact> untold_;
    std::vector<Finding> why_;
};

}  // namespace muster
