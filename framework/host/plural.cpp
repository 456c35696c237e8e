#include "framework/host/plural.hpp"

#include "framework/base/display.hpp"
#include "framework/host/plural_rows.hpp"
#include "framework/model/match.hpp"
#include "framework/model/value_identity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace muster {

namespace {

using plural::Column;
using plural::column_of_rows;
using plural::held;
using plural::matcher_of;
using plural::name_of;
using plural::Row;
using plural::rows_of;

[[noreturn]] void cannot_tell(const Row& row, const CannotTell& why) {
    throw CannotTell{why.kind, fmt::format("{}: {}", describe(row.thing), why.message), why.hint};
}

/// The values of a column; a row without one gives no item, a list each of its own.
std::vector<Value> values_in(const Column& column) {
    std::vector<Value> values;
    for (std::size_t i = 0; i < column.rows.size(); ++i) {
        const auto& row = column.rows[i];
        if (row.doubt)
            cannot_tell(row, *row.doubt);
        if (const auto* why = std::get_if<CannotTell>(&column.cells[i]))
            cannot_tell(row, *why);
        const auto& value = std::get<Value>(column.cells[i]);
        if (const auto* list = value.as<List>())
            values.insert(values.end(), list->items.begin(), list->items.end());
        else if (not value.is_nothing())
            values.push_back(value);
    }
    return values;
}

Task<Value> names(Host& host, Fact fact) {
    const std::string name = "name";
    auto asked = column_of_rows(host, fact.subject, name);
    const auto& column = co_await asked;
    co_return set_of(values_in(column));
}

Task<Value> list(Host& host, Fact fact) {
    auto asked = column_of_rows(host, fact.subject, fact.parameter());
    const auto& column = co_await asked;
    co_return set_of(values_in(column));
}

/// Values that stand in two rows, each once.
Task<Value> duplicates(Host& host, Fact fact) {
    auto asked = column_of_rows(host, fact.subject, fact.parameter());
    const auto& column = co_await asked;
    std::map<std::string, std::size_t> times;
    const auto values = values_in(column);
    for (const auto& value : values)
        ++times[identity_of(value)];
    std::vector<Value> twice;
    for (const auto& value : values)
        if (times[identity_of(value)] > 1)
            twice.push_back(value);
    co_return set_of(std::move(twice));
}

Value counted(std::size_t sure, std::size_t open, const std::optional<CannotTell>& why) {
    if (open == 0)
        return Value(sure);
    return Range{
        static_cast<std::int64_t>(sure),
        static_cast<std::int64_t>(sure + open),
        why ? why->message : ""};
}

Task<Value> count(Host& host, Fact fact) {
    auto asked = rows_of(host, fact.subject);
    const auto& rows = co_await asked;
    std::size_t open = 0;
    std::optional<CannotTell> why;
    for (const auto& row : rows) {
        if (not row.doubt)
            continue;
        ++open;
        why = why ? why : row.doubt;
    }
    co_return counted(rows.size() - open, open, why);
}

/// How the cells of a column hold against one matcher.
struct Tested {
    std::size_t rows = 0;
    std::size_t sure = 0;  ///< rows that are meant
    std::size_t fit = 0;
    std::vector<std::string> unfit;    ///< "root is 0"
    std::vector<std::string> without;  ///< things that have no such value
    std::size_t open_fit = 0;          ///< what may be meant, and fits; what is meant, and may fit
    std::optional<CannotTell> unfit_doubt;  ///< something may not fit
    std::optional<CannotTell> fit_doubt;    ///< something may fit
};

void test_row(
    Tested& tested, const Row& row, const Found& cell, const Matcher& matcher, Instant now
) {
    const auto result = held(matcher, cell, now);
    const auto& doubt = row.doubt ? row.doubt : result.why;
    tested.sure += row.doubt ? 0 : 1;
    if (doubt) {
        const bool may_fit = result.truth == Truth::yes or result.truth == Truth::unknown;
        tested.open_fit += may_fit ? 1 : 0;
        auto& place = may_fit ? tested.fit_doubt : tested.unfit_doubt;
        place = place ? place : doubt;
        if (result.truth == Truth::unknown and not tested.unfit_doubt)
            tested.unfit_doubt = doubt;
        return;
    }
    const auto name = to_shown(name_of(row.thing));
    switch (result.truth) {
    case Truth::yes: ++tested.fit; break;
    case Truth::absent: tested.without.push_back(name); break;
    default: tested.unfit.push_back(fmt::format("{} is {}", name, result.actual));
    }
}

Task<Tested> tested_column(Host& host, Subject plural, std::string column, Matcher matcher) {
    auto asked = column_of_rows(host, plural, column);
    const auto& chosen = co_await asked;
    Tested tested;
    tested.rows = chosen.rows.size();
    for (std::size_t i = 0; i < chosen.rows.size(); ++i)
        test_row(tested, chosen.rows[i], chosen.cells[i], matcher, host.now());
    co_return tested;
}

std::string first_few(const std::vector<std::string>& things) {
    constexpr std::size_t most = 10;
    std::string text;
    for (std::size_t i = 0; i < std::min(things.size(), most); ++i)
        text += (i == 0 ? "" : ", ") + things[i];
    return things.size() > most ? text + fmt::format(" and {} more", things.size() - most) : text;
}

/// Whether all rows fit, by the logic of `and`: one that does not, or has no value, decides. `verb` is what is
/// said of those that do not.
Value all_fit(const Tested& tested, std::string_view verb) {
    if (not tested.unfit.empty()) {
        Value no = false;
        no.remark = fmt::format(
            "{} of {} {}: {}", tested.unfit.size(), tested.rows, verb, first_few(tested.unfit)
        );
        return no;
    }
    if (not tested.without.empty())
        return wrong_kind("no value for " + first_few(tested.without));
    if (tested.unfit_doubt)
        throw *tested.unfit_doubt;
    return true;
}

Value nothing_to_judge() {
    return Nothing{Nothing::Why::nothing_to_judge, "nothing to judge"};
}

Task<Value> every(Host& host, Fact fact) {
    auto asked =
        tested_column(host, fact.subject, fact.parameter(), matcher_of(fact.parameters.at(1)));
    const auto& tested = co_await asked;
    if (tested.rows == 0)
        co_return nothing_to_judge();
    auto verdict = all_fit(tested, "do not");
    const bool may_be_nothing = tested.sure == 0 and verdict.as<bool>() != nullptr;
    if (may_be_nothing)
        throw *tested.fit_doubt;
    co_return verdict;
}

/// `none` is "every one does not", and holds over nothing.
Task<Value> none(Host& host, Fact fact) {
    auto opposite = negated(matcher_of(fact.parameters.at(1)));
    auto asked = tested_column(host, fact.subject, fact.parameter(), std::move(opposite));
    const auto& tested = co_await asked;
    co_return all_fit(tested, "do");
}

/// `some` is the opposite of `none`.
Task<Value> some(Host& host, Fact fact) {
    auto asked = none(host, fact);
    const auto& none_fits = co_await asked;
    const auto* verdict = none_fits.as<bool>();
    co_return verdict == nullptr ? none_fits : Value(not *verdict);
}

/// `exactly`, `at_least`, `at_most`: how many rows fit; one without a value does not.
Task<Value> number_fits(Host& host, Fact fact, std::string relation) {
    const auto wanted = std::get<Value>(fact.parameters.at(0));
    const auto column = to_plain(std::get<Value>(fact.parameters.at(1)));
    auto asked = tested_column(host, fact.subject, column, matcher_of(fact.parameters.at(2)));
    const auto& tested = co_await asked;
    const auto found = counted(tested.fit, tested.open_fit, tested.fit_doubt);
    const auto result = match(Matcher{relation, {wanted}, {}}, found, host.now());
    if (result.truth == Truth::unknown)
        throw CannotTell{tested.fit_doubt->kind, result.message, tested.fit_doubt->hint};
    Value verdict = result.truth == Truth::yes;
    verdict.remark = fmt::format("{} of {} do", to_plain(found), tested.rows);
    co_return verdict;
}

Task<Value> exactly(Host& host, Fact fact) {
    return number_fits(host, std::move(fact), "equals");
}

Task<Value> at_least(Host& host, Fact fact) {
    return number_fits(host, std::move(fact), "at_least");
}

Task<Value> at_most(Host& host, Fact fact) {
    return number_fits(host, std::move(fact), "at_most");
}

const ParameterEntry column_parameter{
    .name = "column", .meaning = "an attribute of the singular, or `name`", .column = true};
const ParameterEntry matcher_parameter{
    .name = "value", .meaning = "a value or a matcher", .matcher = true, .of_column = true};
const ParameterEntry number_parameter{.name = "n", .type = Type::number};

AttributeEntry flag_entry(std::string_view name, std::string_view meaning) {
    return {
        .name = name,
        .type = Type::flag,
        .meaning = meaning,
        .parameters = {column_parameter, matcher_parameter}};
}

AttributeEntry count_entry(std::string_view name, std::string_view meaning) {
    auto entry = flag_entry(name, meaning);
    entry.parameters.insert(entry.parameters.begin(), number_parameter);
    return entry;
}

AttributeEntry list_entry(std::string_view name, std::string_view meaning) {
    return {
        .name = name,
        .type = Type::list,
        .meaning = meaning,
        .when_absent = Value(List{}),
        .parameters = {column_parameter},
        .item = {.of_column = true}};
}

std::vector<AttributeEntry> attributes_of(const ResourceEntry& thing) {
    const bool by_number = not thing.subject.empty() and thing.subject[0].type == Type::number;
    return {
        {.name = "names",
         .type = Type::list,
         .meaning = "the things by what they are asked by",
         .when_absent = Value(List{}),
         .item = {.type = by_number ? Type::number : Type::text}},
        {.name = "count",
         .type = Type::number,
         .meaning = "how many there are",
         .when_absent = Value(0)},
        list_entry("list", "the values of a column, as a set; a row without one gives no item"),
        list_entry("duplicates", "values of a column that stand in two rows"),
        flag_entry("every", "all rows fit; over nothing there is no value"),
        flag_entry("some", "a row fits; over nothing false"),
        flag_entry("none", "no row fits; over nothing true"),
        count_entry("exactly", "n rows fit"),
        count_entry("at_least", "n rows or more fit"),
        count_entry("at_most", "n rows or fewer fit"),
    };
}

}  // namespace

Resource plural_of(const Resource& thing, PluralWords words, Members members) {
    auto qualifiers = thing.entry.qualifiers;
    qualifiers.insert(
        qualifiers.begin(),
        {.name = "where",
         .parameters = {column_parameter, matcher_parameter},
         .meaning = "only rows whose column fits; one without a value is left out"}
    );
    return {
        .entry =
            {.name = words.name,
             .summary = words.summary,
             .in_image = words.in_image.value_or(thing.entry.in_image),
             .subject = std::move(words.subject),
             .qualifiers = std::move(qualifiers),
             .attributes = attributes_of(thing.entry),
             .example = words.example,
             .yaml_example = words.yaml_example,
             .details = words.details,
             .columns = &thing.entry},
        .readers =
            {{"names", names},
             {"count", count},
             {"list", list},
             {"duplicates", duplicates},
             {"every", every},
             {"some", some},
             {"none", none},
             {"exactly", exactly},
             {"at_least", at_least},
             {"at_most", at_most}},
        .columns = &thing,
        .members = members,
        .members_end = words.members_end,
    };
}

}  // namespace muster
