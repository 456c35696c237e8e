#include "framework/cli/lint_warnings.hpp"

#include "framework/base/clock.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

/// Beyond these a run says how many more there are.
constexpr std::size_t most_warnings = 20;

/// The same specs say much the same to every target of a platform.
std::string key_of(const Plan& plan, const Platform& platform) {
    auto key = platform.distribution + " " + platform.version;
    for (const auto& spec : plan.specs)
        key += "\n" + to_string(spec.where);
    return key;
}

}  // namespace

void LintWarnings::look_at(const Plan& plan, const Platform& platform) {
    {
        const std::lock_guard lock(mutex_);
        if (not looked_at_.insert(key_of(plan, platform)).second)
            return;
    }
    tell(lint_one(plan, platform, vocabulary_, system_now()));
}

void LintWarnings::tell(const LintFindings& findings) {
    const std::lock_guard lock(mutex_);
    for (const auto& finding : findings) {
        const auto [text, is_new] = told_.insert(to_text(finding));
        if (is_new and told_.size() <= most_warnings)
            progress_.say(fmt::format("muster: warning: {}\n", *text));
        else if (is_new and told_.size() == most_warnings + 1)
            progress_.say("muster: warning: there is more: muster lint\n");
    }
}

}  // namespace muster
