#pragma once

#include "framework/author/lint/lint.hpp"
#include "reporters/support/progress.hpp"

#include <mutex>
#include <set>
#include <string>

namespace muster {

/// What lint finds, said at the head of a run; each finding once, however many targets have it. From any thread.
class LintWarnings {
public:
    /// Both outlive this.
    LintWarnings(const Vocabulary& vocabulary, Progress& progress)
        : vocabulary_(vocabulary), progress_(progress) {}

    void look_at(const Plan& plan, const Platform& platform);
    void tell(const LintFindings& findings);
    bool any() const { return not told_.empty(); }

private:
    const Vocabulary& vocabulary_;
    Progress& progress_;
    std::mutex mutex_;
    std::set<std::string> looked_at_;  ///< specs, on a platform
    std::set<std::string> told_;
};

}  // namespace muster
