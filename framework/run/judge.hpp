#pragma once

#include "framework/host/gatherer.hpp"
#include "framework/model/logic.hpp"
#include "framework/model/outcome.hpp"
#include "framework/model/plan.hpp"
#include "framework/model/vocabulary.hpp"

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace muster {

/// What was found of each fact, by the fact's key.
class Findings {
public:
    /// Replaces what was found before of the same facts.
    void add(std::span<const Fact> facts, std::vector<Finding> found);
    void add(Findings more);
    /// Each of these facts once, without those that are there already: twenty expectations of one file do
    /// not hold its content twenty times.
    std::vector<Fact> missing_of(std::vector<Fact> facts) const;
    /// Throws Mistake when nobody asked for the fact.
    const Finding& of(const Fact& fact) const;

private:
    std::unordered_map<std::string, Finding> found_;
};

/// Judges rows by what was found. Pure: it asks nothing.
class Judge {
public:
    /// Both outlive the judge; `now` is what ages count from.
    Judge(const Lexicon& lexicon, const Findings& findings, Instant now);

    /// What has been decided of a row's guards: it is judged, skipped or errored.
    struct Guarded {
        Truth truth = Truth::yes;
        std::string reason;
    };
    Guarded guards(const Row& row) const;

    Result judge(const Row& row) const;

    /// What an expression, or a part of it, comes to.
    struct Judgement {
        Truth truth = Truth::unknown;
        std::string expected = {};
        std::string actual = {};
        std::string message = {};
        std::string hint = {};
        std::vector<Evidence> evidence = {};
        const Fact* fact = nullptr;  ///< the one that decided
    };
    Judgement judge(const Expression& expression) const { return judge(expression, false); }

    /// What a fact is judged by: of an absent thing what it then has, where it has something.
    Found value(const Fact& fact) const;

private:
    Judgement judge(const Expression& expression, bool negated) const;
    Judgement judge_match(const Expression& expression, bool negated) const;
    Judgement judge_comparison(const Expression& expression, bool negated) const;
    static std::string named(const Judgement& part);
    Judgement judge_joined(const Expression& expression, bool negated) const;
    Judgement of_value(const Fact& fact, const Matcher& matcher, Value value) const;
    Value value_of(const Fact& fact, const Value& found) const;
    const AttributeEntry* attribute(const Fact& fact) const;
    std::string absence(const Fact& fact, const Nothing& nothing) const;

    const Lexicon& lexicon_;
    const Findings& findings_;
    Instant now_;
};

/// All facts that a row's expression names, and those of its guards.
std::vector<Fact> facts_of(const Expression& expression);

/// Whether asking the row's own facts runs what an author wrote: a `command` waits for its guards.
bool acts(const Lexicon& lexicon, const Expression& expression);

}  // namespace muster
