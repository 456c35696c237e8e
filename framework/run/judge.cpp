#include "framework/run/judge.hpp"

#include "framework/model/match.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

namespace muster {

namespace {

/// Facts that differ only in what is derived from the value are two.
std::string finding_key(const Fact& fact) {
    auto key = key_of(fact);
    for (const auto& derivation : fact.derivations)
        key += fmt::format(
            "\n{}:{}:{}", derivation.word, derivation.argument.size(), derivation.argument
        );
    return key;
}

void append(std::vector<Evidence>& evidence, const std::vector<Evidence>& more) {
    for (const auto& one : more)
        if (std::ranges::find(evidence, one.question, &Evidence::question) == evidence.end())
            evidence.push_back(one);
}

std::string sentence(
    const std::string& first, const std::string& second, std::string_view between
) {
    if (first.empty() or second.empty() or first == second)
        return first.empty() ? second : first;
    return fmt::format("{}{}{}", first, between, second);
}

const Fact* first_fact(const Expression& expression) {
    const Fact* first = nullptr;
    for_each_fact(expression, [&](const Fact& fact) {
        if (first == nullptr)
            first = &fact;
    });
    return first;
}

}  // namespace

std::vector<Fact> facts_of(const Expression& expression) {
    std::vector<Fact> facts;
    for_each_fact(expression, [&](const Fact& fact) { facts.push_back(fact); });
    return facts;
}

bool acts(const Lexicon& lexicon, const Expression& expression) {
    bool found = false;
    for_each_fact(expression, [&](const Fact& fact) {
        const auto* resource = lexicon.find(fact.subject.resource);
        if (resource != nullptr and resource->acts)
            found = found or resource->does_act == nullptr or resource->does_act(fact);
        for_each_asked(fact, [&](const Expression& asked) {
            found = found or acts(lexicon, asked);
        });
    });
    return found;
}

void Findings::add(std::span<const Fact> facts, std::vector<Finding> found) {
    MUSTER_ASSERT(facts.size() == found.size());
    for (std::size_t i = 0; i < facts.size(); ++i)
        found_.insert_or_assign(finding_key(facts[i]), std::move(found[i]));
}

void Findings::add(Findings more) {
    for (auto& [key, finding] : more.found_)
        found_.insert_or_assign(key, std::move(finding));
}

std::vector<Fact> Findings::missing_of(std::vector<Fact> facts) const {
    std::unordered_set<std::string> keys;
    std::erase_if(facts, [&](const Fact& fact) {
        const auto key = finding_key(fact);
        return found_.contains(key) or not keys.insert(key).second;
    });
    return facts;
}

const Finding& Findings::of(const Fact& fact) const {
    const auto found = found_.find(finding_key(fact));
    MUSTER_ASSERT(found != found_.end());
    return found->second;
}

Judge::Judge(const Lexicon& lexicon, const Findings& findings, Instant now)
    : lexicon_(lexicon), findings_(findings), now_(now) {}

const AttributeEntry* Judge::attribute(const Fact& fact) const {
    const auto* resource = lexicon_.find(fact.subject.resource);
    return resource == nullptr ? nullptr
                               : find_attribute(*resource, fact.subject.view, fact.attribute);
}

std::string Judge::absence(const Fact& fact, const Nothing& nothing) const {
    if (not nothing.text.empty())
        return nothing.text;
    if (nothing.why == Nothing::Why::not_set)
        return fmt::format("{} is not set", describe(fact));
    const auto* resource = lexicon_.find(fact.subject.resource);
    return fmt::format(
        "{} {}", describe(fact.subject), resource == nullptr ? "is absent" : resource->absence
    );
}

/// An absent thing has only the attributes about being there: those are judged with what they then are.
Value Judge::value_of(const Fact& fact, const Value& found) const {
    const auto* entry = attribute(fact);
    const bool derived = not fact.derivations.empty();
    return entry == nullptr or derived ? found : judged_value(*entry, found);
}

Found Judge::value(const Fact& fact) const {
    const auto& found = findings_.of(fact).found;
    const auto* value = std::get_if<Value>(&found);
    return value == nullptr ? found : Found(value_of(fact, *value));
}

Judge::Judgement Judge::of_value(const Fact& fact, const Matcher& matcher, Value value) const {
    Judgement judgement;
    try {
        auto result = match(matcher, value, now_);
        judgement = {
            result.truth,
            std::move(result.expected),
            std::move(result.actual),
            std::move(result.message),
            "",
            {}};
    } catch (const Broken& slip) {
        // Only this target's version order could tell: a broken spec, but the other rows stand.
        return {Truth::unknown, "", "", slip.message(), slip.hint(), {}};
    }
    if (const auto* nothing = value.as<Nothing>()) {
        judgement.actual = absence(fact, *nothing);
        judgement.message = judgement.actual;
    }
    // A flag says nothing of itself: the remark is what is.
    const bool tells_flag =
        value.as<bool>() != nullptr and judgement.truth == Truth::no and not value.remark.empty();
    if (tells_flag)
        judgement.message += ": " + value.remark;
    else
        judgement.hint = value.remark;
    return judgement;
}

Judge::Judgement Judge::judge_match(const Expression& expression, bool negated) const {
    const auto& finding = findings_.of(expression.fact);
    Judgement judgement;
    if (const auto* why = std::get_if<CannotTell>(&finding.found)) {
        judgement = {Truth::unknown, "", "", "cannot tell: " + why->message, why->hint, {}};
    } else if (const auto* not_asked = std::get_if<NotAsked>(&finding.found)) {
        judgement = {Truth::skipped, "", "", not_asked->reason, "", {}};
    } else {
        auto value = value_of(expression.fact, std::get<Value>(finding.found));
        const auto matcher = negated ? muster::negated(expression.matcher) : expression.matcher;
        judgement = of_value(expression.fact, matcher, std::move(value));
    }
    judgement.evidence = finding.evidence;
    judgement.fact = &expression.fact;
    return judgement;
}

/// Two facts: no value on either side before ignorance on either side, and the text shows both.
Judge::Judgement Judge::judge_comparison(const Expression& expression, bool negated) const {
    const auto& left = findings_.of(expression.fact);
    const auto& right = findings_.of(expression.other);
    Judgement judgement;
    judgement.fact = &expression.fact;
    append(judgement.evidence, left.evidence);
    append(judgement.evidence, right.evidence);
    for (const auto* side : {&expression.fact, &expression.other}) {
        const auto* value = std::get_if<Value>(&findings_.of(*side).found);
        const auto* nothing = value == nullptr ? nullptr : value->as<Nothing>();
        const auto* entry = attribute(*side);
        const bool judged_when_absent = nothing != nullptr and nothing->why == Nothing::Why::absent
                                        and entry != nullptr and entry->when_absent;
        if (nothing != nullptr and not judged_when_absent) {
            judgement.truth = Truth::absent;
            judgement.message = absence(*side, *nothing);
            return judgement;
        }
    }
    for (const auto* side : {&left, &right})
        if (const auto* why = std::get_if<CannotTell>(&side->found))
            return {
                Truth::unknown,
                "",
                "",
                "cannot tell: " + why->message,
                why->hint,
                judgement.evidence};
    for (const auto* side : {&left, &right})
        if (const auto* why = std::get_if<NotAsked>(&side->found))
            return {Truth::skipped, "", "", why->reason, "", judgement.evidence, &expression.fact};
    const auto first = value_of(expression.fact, std::get<Value>(left.found));
    const auto second = value_of(expression.other, std::get<Value>(right.found));
    const auto result = match_facts(expression.matcher.word, first, second);
    judgement.truth = negated ? opposite(result.truth) : result.truth;
    judgement.expected = (negated ? "not " : "") + result.expected;
    judgement.actual = to_shown(first);
    judgement.message = fmt::format(
        "{} is {}, {} is {}",
        describe(expression.fact),
        to_shown(first),
        describe(expression.other),
        to_shown(second)
    );
    if (result.truth == Truth::unknown or result.truth == Truth::skipped)
        judgement.message += "; " + result.message;
    return judgement;
}

/// The message of a part that is told behind another's.
std::string Judge::named(const Judgement& part) {
    return part.fact == nullptr ? part.message : describe(*part.fact) + ": " + part.message;
}

/// `and`, `or`; a negation is pushed to the leaves, which makes the one of the other.
Judge::Judgement Judge::judge_joined(const Expression& expression, bool negated) const {
    const bool all = (expression.form == Expression::Form::all) != negated;
    Judgement whole;
    bool first = true;
    for (const auto& part : expression.parts) {
        auto next = judge(part, negated);
        if (first) {
            whole = std::move(next);
            first = false;
            continue;
        }
        const auto truth = all ? both(whole.truth, next.truth) : either(whole.truth, next.truth);
        append(next.evidence, whole.evidence);
        const bool next_decides = next.truth == truth and whole.truth != truth;
        const bool all_tell = next.truth == whole.truth and truth != Truth::yes;
        if (next_decides) {
            whole = std::move(next);
        } else {
            append(whole.evidence, next.evidence);
            if (all_tell) {
                whole.message = sentence(whole.message, named(next), "; ");
                whole.hint = sentence(whole.hint, next.hint, "; ");
            }
        }
        whole.truth = truth;
    }
    return whole;
}

Judge::Judgement Judge::judge(const Expression& expression, bool negated) const {
    switch (expression.form) {
    case Expression::Form::match: return judge_match(expression, negated);
    case Expression::Form::compare: return judge_comparison(expression, negated);
    case Expression::Form::negation: return judge(expression.parts.at(0), not negated);
    case Expression::Form::all:
    case Expression::Form::any: break;
    case Expression::Form::fact: throw Mistake("a fact alone is not judged", __FILE__, __LINE__);
    }
    return judge_joined(expression, negated);
}

Judge::Guarded Judge::guards(const Row& row) const {
    for (const auto& guard : row.guards) {
        const auto judgement = judge(guard.expression, false);
        const auto text = describe(guard.expression);
        switch (judgement.truth) {
        case Truth::yes: break;
        case Truth::unknown:
            return {Truth::unknown, fmt::format("only if {}: {}", text, judgement.message)};
        case Truth::no:
        case Truth::absent: return {Truth::skipped, fmt::format("only if {}: it is not", text)};
        case Truth::skipped:
            return {Truth::skipped, fmt::format("only if {}: {}", text, judgement.message)};
        }
    }
    return {};
}

Result Judge::judge(const Row& row) const {
    Result result;
    result.id = row.id;
    result.headings = row.headings;
    result.where = row.where;
    result.because = row.because;
    result.impact = row.impact;
    result.given_id = row.given_id;
    result.about = row.about;
    result.follow = row.follow;
    if (const auto* fact = first_fact(row.expression); fact != nullptr and row.broken.empty()) {
        result.statement = describe(row.expression);
        result.subject = describe(fact->subject);
        result.attribute = describe_attribute(*fact);
    }
    if (not row.skip_reason.empty()) {
        result.outcome = Outcome::skipped;
        result.message = row.skip_reason;
        return result;
    }
    if (not row.broken.empty()) {
        result.outcome = Outcome::errored;
        result.message = row.broken;
        return result;
    }
    if (const auto guarded = guards(row); guarded.truth != Truth::yes) {
        result.outcome = outcome_of(guarded.truth);
        result.message = guarded.reason;
        return result;
    }
    auto judgement = judge(row.expression, false);
    if (judgement.fact != nullptr) {
        result.subject = describe(judgement.fact->subject);
        result.attribute = describe_attribute(*judgement.fact);
    }
    result.outcome = outcome_of(judgement.truth);
    result.actual = std::move(judgement.actual);
    result.evidence = std::move(judgement.evidence);
    result.hint = std::move(judgement.hint);
    if (result.outcome == Outcome::passed)
        return result;
    result.expected = std::move(judgement.expected);
    result.message = std::move(judgement.message);
    return result;
}

}  // namespace muster
