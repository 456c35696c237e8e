#pragma once

// Gathers the rows that one body says about one target. The public types of <muster/…> are small
// numbers that name nodes, subjects and expressions in here.

#include "framework/model/plan.hpp"
#include "framework/model/target.hpp"
#include "framework/model/vocabulary.hpp"
#include "framework/spec/written.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// Thrown through the author's code when the body cannot go on: a missing variable, a broken
/// comparison. Rows before it stand.
struct BodyEnds {
    std::string message;
    Location where;
    bool broken_spec = false;  ///< not this target's data: the spec has no meaning anywhere
    std::string hint = {};
};

class Collector {
public:
    /// Both outlive the collector.
    Collector(const Lexicon& lexicon, const Surroundings& surroundings);

    const Surroundings& surroundings() const { return surroundings_; }

    const Lexicon& lexicon() const { return lexicon_; }

    // --- words and values
    std::uint32_t add_node(Written written);
    const Written& node(std::uint32_t id) const;
    /// The JSON of a Word; ends the body when it is no plain value.
    const Json& json(std::uint32_t id) const;
    std::string text(std::uint32_t id) const;

    // --- facts
    struct Extra {
        std::vector<std::uint32_t> parameters;
        std::vector<Derivation> derivations;
    };
    std::uint32_t add_subject(const std::string& resource, const std::vector<std::uint32_t>& names);
    std::uint32_t narrow(
        std::uint32_t subject,
        const std::string& qualifier,
        const std::vector<std::uint32_t>& arguments
    );
    std::uint32_t view(
        std::uint32_t subject, const std::string& view, const std::vector<std::uint32_t>& names = {}
    );
    /// Marks a subject as looked at, as what stands behind it does, and tells what it is.
    const Subject& read(std::uint32_t subject);
    /// Members whose place in the network something is looked at from. Nobody is a mistake for the reason given, which
    /// is empty where nobody may be.
    std::uint32_t add_vantage(std::vector<std::string> members, std::string why_nobody);
    /// The same thing, seen from there.
    std::uint32_t seen_from(std::uint32_t subject, std::uint32_t vantage);
    std::uint32_t add_extra(Extra extra);
    const Extra& extra(std::uint32_t id) const { return extras_.at(id); }

    /// A ticket of the public face: what it names.
    struct Named {
        std::uint32_t subject;
        std::string attribute;
        std::uint32_t extra;
    };
    std::uint32_t expectation(const Named& named, WrittenMatcher matcher);
    std::uint32_t expectation(const Named& named, const std::string& relation, const Named& other);
    std::uint32_t joined(Expression::Form form, const std::vector<std::uint32_t>& parts);
    /// What is asked of each member of a fleet, as a node: an expectation, or a fact alone.
    std::uint32_t add_of_each(std::uint32_t expectation);
    std::uint32_t add_of_each(const Named& named);

    // --- statements
    /// The rows of one expectation: one, or one for each member that it looks from.
    struct Rows {
        std::uint32_t first = 0;
        std::uint32_t count = 0;
    };
    Rows add_row(std::uint32_t expression, const Location& where);
    Rows add_followed(const Named& named, const Location& where);
    /// Adds something to each of them.
    template<class Change>
    void each(Rows rows, const Change& change) {
        for (std::uint32_t i = 0; i < rows.count; ++i)
            change(spec_.rows.at(rows.first + i));
    }
    void add_errored_row(const std::string& message, Location where);
    void guard(std::uint32_t expression, Location where);
    void skip(const std::string& reason, Location where);
    void open_block(const std::string& heading, Location where);
    void close_block();
    /// The body went another way for this target than it may for others: what is empty may have rows elsewhere.
    void note_choice() { has_choices_ = true; }
    void broken(
        const std::string& message, const std::string& hint, Location where, bool warning = false
    );

    /// The finished spec and what was wrong with it.
    Spec take_spec(Spec described);
    std::vector<Problem> take_problems() { return std::move(problems_); }

private:
    /// What is wrong with an expectation, found while it was made, and told at the line of its statement: with
    /// the spec, or with what a target's data made of it.
    struct Slip {
        std::string message;
        std::string hint;
        bool of_target = false;
    };
    /// Members by name; the facts of one expectation look from one such set.
    struct Vantage {
        std::vector<std::string> members;
        std::string why_nobody;
        friend bool operator==(const Vantage&, const Vantage&) = default;
    };
    /// Where a fact of a draft looks from, until its rows say which member it is.
    static constexpr std::string_view each_of_vantage = "\n";
    struct Draft {
        Expression expression;
        std::optional<Slip> slip;
        std::optional<Vantage> vantage = {};  ///< its facts from there say so by `each_of_vantage`
        bool of_target = false;
        bool decimal_mode =
            false;  ///< 400 and 500 are modes, and most likely not those that are meant
    };
    struct SubjectDraft {
        Subject subject;
        std::optional<Slip> slip;
        bool of_target = false;
        bool used = false;  ///< something is asked of it, or of what was made of it
        std::optional<std::uint32_t> whole = {};  ///< of a view: the subject that it is a part of
        std::optional<std::uint32_t> vantage = {};
    };
    struct BlockState {
        std::string heading;
        Location where;
        std::size_t first_row = 0;
        std::vector<Guard> guards;
        std::vector<Location> guard_lines;
        std::string skip_reason;
        std::string broken;  ///< by this target's data: a guard that cannot be judged
    };

    Fact fact(const Named& named, Draft& draft);
    static std::vector<Expression> seen_from_each(
        const Expression& expression, const std::vector<std::string>& members
    );
    void look_from(Draft& draft, const std::optional<Vantage>& vantage) const;
    std::optional<Slip> misplaced_in(const Draft& draft) const;
    const Expression& of_each(const WrittenOfEach& written) const;
    Argument read_argument(
        const ParameterEntry& parameter,
        const Written& given,
        const std::vector<Argument>& before,
        const ResourceEntry& resource
    ) const;
    const AttributeEntry* attribute(const Fact& fact) const;
    ExpectedType type_of(const Fact& fact) const;
    std::vector<Argument> read_arguments(
        const std::vector<ParameterEntry>& parameters,
        const std::vector<std::uint32_t>& given,
        const ResourceEntry& resource
    ) const;
    /// The name of the secret that the last argument is, which stands in its place then; empty: it is none.
    std::string take_secret(std::vector<std::uint32_t>& given);
    void check_version(const Fact& fact, const Matcher& matcher) const;
    bool any_of_target(const std::vector<std::uint32_t>& nodes) const;
    bool names_target(const Named& named) const;
    std::uint32_t add_draft(Draft draft);
    void once_a_block(Location where);
    void mark_used(std::uint32_t subject);
    void note_unused(const Location& where);
    Row& new_row(Location where);

    const Lexicon& lexicon_;
    const Surroundings& surroundings_;
    std::vector<Written> nodes_;
    std::vector<SubjectDraft> subjects_;
    std::vector<Extra> extras_;
    std::vector<Vantage> vantages_;
    std::vector<Draft> drafts_;
    std::vector<BlockState> blocks_;
    Spec spec_;
    bool has_choices_ = false;
    bool ended_early_ = false;  ///< something was named for what was not reached
    std::vector<Problem> problems_;
};

}  // namespace muster
