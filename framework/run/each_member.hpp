#pragma once

#include "framework/model/logic.hpp"
#include "framework/run/in_common.hpp"
#include "framework/run/relations.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// A thing without a value counts as one that is not so.
inline Truth no_if_absent(Truth truth) {
    return truth == Truth::absent ? Truth::no : truth;
}

/// What an argument of `hosts(…)` asks of each member.
inline const Expression& asked_of_each(const Argument& argument) {
    return std::get<OfEach>(argument).expression();
}

/// What one member comes to: whether it is meant, and whether the thing holds there.
struct Member {
    const Target* target = nullptr;
    Truth meant = Truth::yes;  ///< yes; unknown or skipped where nobody can tell what `where` asks
    Truth holds = Truth::yes;
    std::string why = {};  ///< why it is not known whether it is meant, or what it is instead
    std::string hint = {};
};

/// The members that a subject of `hosts(…)` means, and what each of them answered.
class EachMember {
public:
    /// All outlive this.
    EachMember(
        const Subject& subject,
        const Lexicon& lexicon,
        const Inventory& inventory,
        const AnswersOf& answers
    );

    const std::vector<Member>& members() const { return members_; }
    /// Not even before `where` was there anybody.
    bool is_nobody_named() const { return is_nobody_named_; }
    bool is_somebody_meant() const;
    /// Why it is not known of some whether they are meant.
    Ignorance who_is_meant() const;
    /// Throws where that is not known of some.
    void require_known() const;

    /// Holds the expectation against each member.
    void ask(const Expression& expression);
    /// What a member has, or the lack of a value.
    Found found(const Expression& expression, const Target& member) const;

    /// The members of whom `truth_of` says so, with what they are.
    template<class TruthOf>
    InCommon those(const TruthOf& truth_of, Truth truth) const {
        InCommon found;
        for (const auto& member : members_)
            if (truth_of(member) == truth)
                found.add(truth == Truth::yes ? "" : member.why, member.target->name);
        return found;
    }

    template<class TruthOf>
    Ignorance open_by(const TruthOf& truth_of) const {
        Ignorance open;
        for (const auto& member : members_) {
            const auto truth = truth_of(member);
            if (truth == Truth::unknown or truth == Truth::skipped)
                open.add(truth, member.why, member.hint, member.target->name);
        }
        return open;
    }

    void add_evidence(const InCommon& seen, const Expression& asked);
    std::vector<Evidence> take_evidence() { return std::move(evidence_); }

private:
    Judge::Judgement judged(const Expression& expression, const Target& member) const;
    void keep_where(const Expression& condition);

    const Lexicon& lexicon_;
    const AnswersOf& answers_;
    std::vector<Member> members_;
    bool is_nobody_named_ = false;
    std::vector<Evidence> evidence_;
};

}  // namespace muster
