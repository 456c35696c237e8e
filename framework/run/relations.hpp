#pragma once

// What members of a fleet are to each other: the facts of `hosts(…)`, judged by what each member answered.
//
// An unreachable member is "cannot tell", one that the run leaves out is skipped. `every` and `agree_on` are an *and* over
// the members, `some` an *or*; counts are ranges.

#include "framework/model/target.hpp"
#include "framework/run/judge.hpp"

#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace muster {

/// What one member answered, or why nothing is known of it.
struct MemberAnswers {
    std::variant<Findings, CannotTell, NotAsked> known = Findings();
    Instant now{};  ///< its own clock's, or that of its recording
};

/// Tells of a member by its name.
using AnswersOf = std::function<const MemberAnswers&(const std::string& member)>;

/// A fact, and the member that it is asked of.
struct MemberFact {
    std::string member;
    Fact fact;
};

/// All that must be known of members to judge a fact of a FLEET: of `hosts(…)`, or seen from(…) a member. Nothing of one
/// that the controller answers.
std::vector<MemberFact> facts_of_members(const Fact& fact, const Inventory& inventory);

class Relations {
public:
    /// All three outlive this.
    Relations(const Lexicon& lexicon, const Inventory& inventory, const AnswersOf& answers)
        : lexicon_(lexicon), inventory_(inventory), answers_(answers) {}

    /// What a fact of `hosts(…)` comes to.
    Finding of(const Fact& fact) const;
    /// What a member saw.
    Finding seen(const Fact& fact) const;

private:
    const Lexicon& lexicon_;
    const Inventory& inventory_;
    const AnswersOf& answers_;
};

}  // namespace muster
