#include "framework/author/keys.hpp"
#include "framework/author/lint/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace muster {

namespace {

/// A row that is judged, and when.
struct Judged {
    const Spec* spec;
    const Row* row;
    Claims said;
    std::string guards;
    std::size_t place;  ///< in the order of the plan
};

struct Place {
    const Judged* row;
    const Claim* claim;
};

/// Of one fact: more claims than that are a loop's, and each pair of them would be looked at.
constexpr std::size_t most_of_a_fact = 100;

std::string guards_of(const Row& row) {
    std::string text;
    for (const auto& guard : row.guards)
        text += describe(guard.expression) + "\n";
    return text;
}

std::vector<Judged> judged_rows(const Plan& plan) {
    std::vector<Judged> rows;
    for (const auto& spec : plan.specs)
        for (const auto& row : spec.rows)
            if (row.broken.empty() and row.skip_reason.empty() and row.judged)
                rows.push_back({&spec, &row, claims_of(row.expression), guards_of(row), rows.size()}
                );
    return rows;
}

std::string words(const Claim& claim) {
    return fmt::format(
        "{} {}", describe(*claim.fact), expected_words(claim.matcher, claim.negated)
    );
}

/// "line 12", or with the file where it is another one.
std::string line_of(const Judged& other, const Judged& here) {
    const auto& where = other.row->where;
    return where.file == here.row->where.file ? fmt::format("line {}", where.line)
                                              : to_string(where);
}

/// Two lines may come to the same by what this target is called, where it lies and what its variables are.
bool can_be_compared(const Judged& one, const Judged& other) {
    return one.row->where == other.row->where or not(one.row->of_target or other.row->of_target);
}

/// Whether there is a target on which both are judged, as far as it is known here.
bool meet(const Judged& one, const Judged& other) {
    const bool same_roles = one.spec == other.spec or one.spec->roles == other.spec->roles
                            or one.spec->roles.empty() or other.spec->roles.empty();
    const bool same_guards =
        one.guards == other.guards or one.guards.empty() or other.guards.empty();
    return same_roles and same_guards and can_be_compared(one, other);
}

/// Whether one is judged wherever the other is.
bool covers(const Judged& one, const Judged& other) {
    return one.spec == other.spec and (one.guards.empty() or one.guards == other.guards)
           and can_be_compared(one, other);
}

bool says_absent(const Claim& claim) {
    const auto* flag = claim.matcher.values.empty() ? nullptr : claim.matcher.values[0].as<bool>();
    return (claim.fact->attribute == "exists" or claim.fact->attribute == "installed")
           and claim.matcher.word == "equals" and flag != nullptr and *flag == claim.negated;
}

/// Each platform has an order of its own.
bool is_about_versions(const Judged& row, const Lexicon& lexicon) {
    return std::ranges::any_of(row.said.all, [&](const Claim& claim) {
        const auto* attribute = attribute_of(*claim.fact, lexicon);
        return attribute != nullptr and attribute->type == Type::version;
    });
}

class PairCheck {
public:
    PairCheck(const Plan& plan, const LintGround& ground, LintFindings& findings)
        : ground_(ground), findings_(findings), rows_(judged_rows(plan)) {
        for (const auto& row : rows_)
            for (const auto& claim : row.said.all) {
                auto& places = by_fact_[key_with_derivations(*claim.fact)];
                if (places.size() < most_of_a_fact)
                    places.push_back({&row, &claim});
            }
    }

    void check() {
        for (const auto& [fact, places] : by_fact_)
            check_contradictions(places);
        for (const auto& row : rows_)
            check_implied(row);
        check_absent();
    }

private:
    void find(
        std::string_view rule, const Judged& row, std::string message, std::string hint = {}
    ) {
        findings_.push_back(
            {rule,
             row.row->where,
             std::move(message),
             std::move(hint),
             is_about_versions(row, ground_.lexicon)}
        );
    }

    void check_contradictions(const std::vector<Place>& places) {
        for (std::size_t later = 1; later < places.size(); ++later)
            for (std::size_t first = 0; first < later; ++first) {
                const auto& [row, claim] = places[later];
                const auto& [other_row, other] = places[first];
                // A range from more to less is told as one that cannot pass.
                const bool is_range = row == other_row and claim->source == other->source;
                if (not is_range and meet(*row, *other_row)
                    and exclude_each_other(*claim, *other, ground_)) {
                    find(
                        "contradiction",
                        *row,
                        fmt::format(
                            "{}, and {} says {}",
                            words(*claim),
                            line_of(*other_row, *row),
                            expected_words(other->matcher, other->negated)
                        ),
                        "no target meets both"
                    );
                    break;  // one is enough for a row
                }
            }
    }

    /// A row of which another one, or several, say every claim already.
    void check_implied(const Judged& row) {
        if (not row.said.whole or row.said.all.empty())
            return;
        const Place* first = nullptr;
        bool all_same = true;
        for (const auto& claim : row.said.all) {
            const auto* given = source_of(row, claim);
            if (given == nullptr)
                return;
            first = first == nullptr ? given : first;
            all_same = all_same and same(claim, *given->claim);
        }
        const auto line = line_of(*first->row, row);
        const bool here = first->row->row->where == row.row->where;
        if (all_same)
            find(
                "repeated",
                row,
                fmt::format(
                    "{} {}",
                    describe(row.row->expression),
                    here ? "is said several times here" : "stands in " + line + ", too"
                ),
                here ? "does the loop's name stand in the row?" : ""
            );
        else
            find(
                "implied",
                row,
                fmt::format(
                    "{} follows from {}, {}",
                    describe(row.row->expression),
                    line,
                    expected_words(first->claim->matcher, first->claim->negated)
                )
            );
    }

    /// Where else a claim is said, or implied. Of two that imply each other the later one says nothing new.
    const Place* source_of(const Judged& row, const Claim& claim) const {
        const auto& places = by_fact_.at(key_with_derivations(*claim.fact));
        if (places.size() == most_of_a_fact)
            return nullptr;
        for (const auto& place : places)
            if (place.row != &row and covers(*place.row, row)
                and follows(claim, *place.claim, ground_)
                and (place.row->place < row.place or not follows(*place.claim, claim, ground_)))
                return &place;
        return nullptr;
    }

    void check_absent() {
        std::map<std::string, const Judged*> absent;
        for (const auto& row : rows_)
            for (const auto& claim : row.said.all)
                if (says_absent(claim))
                    absent.emplace(key_of(claim.fact->subject), &row);
        if (absent.empty())
            return;
        for (const auto& row : rows_)
            for (const auto& claim : row.said.all) {
                const auto found = absent.find(key_of(claim.fact->subject));
                if (found != absent.end() and found->second != &row and meet(row, *found->second)
                    and needs_presence(*claim.fact))
                    find(
                        "of-absent",
                        row,
                        fmt::format(
                            "{} is expected to be absent in {}, and what is not there has no {}",
                            describe(claim.fact->subject),
                            line_of(*found->second, row),
                            describe_attribute(*claim.fact)
                        ),
                        "this fails there, negated or not"
                    );
            }
    }

    /// What a dangling link has, and what is configured of a thing that is not there now, is left alone.
    bool needs_presence(const Fact& fact) const {
        const auto* attribute = attribute_of(fact, ground_.lexicon);
        const bool outlives = fact.subject.view == "link" or fact.attribute == "linked_to"
                              or fact.attribute.find("configured") != std::string::npos;
        return attribute != nullptr and not attribute->when_absent and not outlives;
    }

    const LintGround& ground_;
    LintFindings& findings_;
    std::vector<Judged> rows_;
    std::map<std::string, std::vector<Place>> by_fact_;
};

}  // namespace

void check_pairs(const Plan& plan, const LintGround& ground, LintFindings& findings) {
    PairCheck(plan, ground, findings).check();
}

}  // namespace muster
