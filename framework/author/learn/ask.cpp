#include "framework/author/learn/ask.hpp"

#include <algorithm>
#include <iterator>

namespace muster {

namespace {

/// Of a public key its type and itself: what stands behind is anybody's remark, and may be a secret.
std::string without_comment(const std::string& key) {
    const auto blank = key.find(' ');
    return key.substr(0, blank == std::string::npos ? blank : key.find(' ', blank + 1));
}

/// As an author would write it: what a file says is a number where it is one.
Value as_expected(const Value& value) {
    const auto* term = value.as<Term>();
    if (term != nullptr and term->kind == TermKind::public_key)
        return Term{term->kind, without_comment(term->text)};
    if (const auto* scalar = value.as<Scalar>()) {
        if (const auto number = number_from(scalar->text))
            return *number;
        return scalar->text;
    }
    if (const auto* list = value.as<List>()) {
        List items{{}, list->ordered};
        for (const auto& item : list->items)
            items.items.push_back(as_expected(item));
        return items;
    }
    return value;
}

Expression match_of(Fact fact, Matcher matcher) {
    Expression expression;
    expression.fact = std::move(fact);
    expression.matcher = std::move(matcher);
    return expression;
}

Known known_of(Host& host, const Fact& fact, const Found& found) {
    Known known{fact, std::nullopt};
    if (const auto* why = std::get_if<CannotTell>(&found))
        known.untold = why->hint.empty() ? why->message : why->message + "; " + why->hint;
    const auto* value = std::get_if<Value>(&found);
    if (value == nullptr)
        return known;
    const auto& entry = host.vocabulary().find(fact.subject.resource)->entry;
    const auto* attribute = find_attribute(entry, fact.subject.view, fact.attribute);
    auto judged = attribute == nullptr ? *value : judged_value(*attribute, *value);
    if (not judged.is_nothing())
        known.value = std::move(judged);
    return known;
}

}  // namespace

Subject about(std::string_view resource) {
    return {std::string(resource), {}};
}

Subject about(std::string_view resource, Value name) {
    return {std::string(resource), {std::move(name)}};
}

Fact fact_of(Subject subject, std::string_view attribute) {
    const auto dot = attribute.find('.');
    if (dot != std::string_view::npos) {
        subject.view = attribute.substr(0, dot);
        attribute.remove_prefix(dot + 1);
    }
    return {std::move(subject), std::string(attribute)};
}

Fact names_where(Subject plural, std::string_view column, Argument fits) {
    plural.qualifiers.push_back({"where", {Value(column), std::move(fits)}});
    return fact_of(std::move(plural), "names");
}

std::vector<Fact> facts_of(const Subject& subject, Attributes attributes) {
    std::vector<Fact> facts;
    for (const auto attribute : attributes)
        facts.push_back(fact_of(subject, attribute));
    return facts;
}

std::vector<Fact> facts_of_each(
    std::string_view resource, const std::vector<std::string>& names, Attributes attributes
) {
    std::vector<Fact> facts;
    for (const auto& name : names)
        append(facts, facts_of(about(resource, name), attributes));
    return facts;
}

void append(std::vector<Fact>& facts, std::vector<Fact> more) {
    std::ranges::move(more, std::back_inserter(facts));
}

void append(std::vector<WrittenRow>& rows, std::vector<WrittenRow> more) {
    std::ranges::move(more, std::back_inserter(rows));
}

Task<std::vector<Known>> ask_all(Host& host, std::vector<Fact> facts) {
    std::vector<Task<Found>> asked;
    for (const auto& fact : facts)
        asked.push_back(take(host, host.vocabulary().reader(fact), fact));
    std::vector<Known> all;
    for (std::size_t i = 0; i < facts.size(); ++i) {
        const Found& found = co_await asked[i];
        auto known = known_of(host, facts[i], found);
        all.push_back(std::move(known));
    }
    co_return all;
}

Task<std::vector<Known>> ask_one(Host& host, Fact fact) {
    std::vector<Fact> facts;
    facts.push_back(std::move(fact));
    auto asked = ask_all(host, std::move(facts));
    co_return co_await asked;
}

Task<UntoldLists> untold_lists(Host& /*host*/) {
    co_return std::make_shared<std::vector<WrittenRow>>();
}

Task<std::vector<std::string>> ask_texts(Host& host, Fact fact) {
    auto asked = ask_one(host, std::move(fact));
    const auto known = co_await asked;
    const auto& untold = co_await host.once(untold_lists);
    if (not known[0].untold.empty())
        append(*untold, expected_as_are(known));
    co_return texts_of(known[0].value);
}

std::vector<std::string> texts_of(const std::optional<Value>& value) {
    std::vector<std::string> texts;
    if (const auto* list = value ? value->as<List>() : nullptr)
        for (const auto& item : list->items)
            texts.push_back(to_plain(item));
    return texts;
}

bool is_yes(const std::optional<Value>& value) {
    const auto* flag = value ? value->as<bool>() : nullptr;
    return flag != nullptr and *flag;
}

std::optional<WrittenRow> expected_as_is(const Known& known) {
    if (not known.value)
        return std::nullopt;
    const auto& value = *known.value;
    Expression expected;
    if (const auto* flag = value.as<bool>(); flag != nullptr and not *flag) {
        expected.form = Expression::Form::negation;
        expected.parts = {match_of(known.fact, equals(true))};
    } else if (value.as<Version>() != nullptr) {
        expected = match_of(known.fact, {"at_least", {value}, {}});
    } else if (const auto* list = value.as<List>(); list != nullptr and list->items.empty()) {
        expected = match_of(known.fact, {"is_empty", {}, {}});
    } else {
        expected = match_of(known.fact, equals(as_expected(value)));
    }
    if (not can_be_written(expected))
        return std::nullopt;
    return WrittenRow{std::move(expected)};
}

std::vector<WrittenRow> expected_as_are(const std::vector<Known>& all) {
    std::vector<WrittenRow> rows;
    for (const auto& known : all) {
        if (auto expected = expected_as_is(known))
            rows.push_back(std::move(*expected));
        else if (not known.untold.empty())
            rows.push_back({match_of(known.fact, {}), known.untold});
    }
    return rows;
}

std::vector<WrittenPart> one_part(
    std::string_view heading, std::string_view comment, std::vector<WrittenRow> rows
) {
    std::vector<WrittenPart> parts;
    add_part(parts, heading, comment, std::move(rows));
    return parts;
}

void add_part(
    std::vector<WrittenPart>& parts,
    std::string_view heading,
    std::string_view comment,
    std::vector<WrittenRow> rows
) {
    parts.push_back({std::string(heading), std::string(comment), std::move(rows)});
}

}  // namespace muster
