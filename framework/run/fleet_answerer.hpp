#pragma once

#include "framework/run/fleet_questions.hpp"
#include "framework/run/member_session.hpp"
#include "framework/run/run_context.hpp"

#include <map>
#include <memory>
#include <set>

namespace muster {

/// The members of a fleet, and the controller. What the targets of the run have answered beside their own specs is known
/// already; what is missing, or forgotten for a retry, is asked of all members side by side, over connections that stay.
class FleetAnswerer : public Answerer {
public:
    /// All outlive this. `targets` are those of the run: no other member is asked, nor one of these that the run did not
    /// get to (--fail-fast, an interrupt).
    FleetAnswerer(
        const RunContext& context,
        const Target& controller,
        const std::vector<Target>& targets,
        std::size_t jobs
    );

    std::vector<Finding> gather(std::span<const Fact> facts, Deadline deadline) override;
    void forget() override;
    Instant now() const override { return system_now(); }

    /// Turns taken beside the targets' own.
    std::size_t exchanges() const;

private:
    using Missing = std::map<std::string, std::vector<Fact>>;

    const MemberAnswers& answers_of(const std::string& member) const;
    Missing missing_for(std::span<const Fact> facts) const;
    void ask(Missing missing, Deadline deadline);
    bool is_of_controller(const Fact& fact) const;

    const RunContext& context_;
    const Inventory& inventory_;
    const Lexicon lexicon_;
    const Target& controller_;
    std::size_t jobs_;
    std::map<std::string, const Target*> in_run_;
    std::set<std::string> not_begun_;
    std::map<std::string, MemberAnswers> known_;
    std::map<std::string, std::unique_ptr<MemberSession>> sessions_;
};

}  // namespace muster
