#pragma once

#include "framework/run/relations.hpp"
#include "framework/run/run_context.hpp"

#include <memory>
#include <vector>

namespace muster {

/// A member that is asked after its own specs were judged, or the controller: reached when it is first asked, and kept.
class MemberSession {
public:
    /// Both outlive this.
    MemberSession(const Target& target, const RunContext& context)
        : target_(target), context_(context) {}

    /// Never throws for what the target does: one that cannot be reached or is lost is a reason, and is reached anew when
    /// it is asked again. Nothing is remembered from one call to the next.
    MemberAnswers ask(std::vector<Fact> facts, Deadline deadline);

    /// Turns taken so far.
    std::size_t exchanges() const { return exchanges_; }

private:
    void reach(Deadline deadline);

    const Target& target_;
    const RunContext& context_;
    std::unique_ptr<Backend> backend_;
    Platform platform_;
    std::size_t exchanges_ = 0;
};

}  // namespace muster
