#pragma once

#include "framework/base/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// What lint says of a line. "Finding" alone is the gatherer's word for what came of a fact.
struct LintFinding {
    std::string_view rule;  ///< of the table of rules
    Location where;
    std::string message;
    std::string hint = {};
    bool on_every_platform =
        false;  ///< by its rule, or since it is about versions: one platform is not enough

    friend bool operator==(const LintFinding&, const LintFinding&) = default;
};

using LintFindings = std::vector<LintFinding>;

/// `web.cpp:14: implied: message; hint`.
std::string to_text(const LintFinding& finding);

}  // namespace muster
