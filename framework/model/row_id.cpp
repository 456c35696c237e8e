#include "framework/model/row_id.hpp"

#include "framework/base/display.hpp"

#include <fmt/format.h>

#include <map>

namespace muster {

namespace {

/// What the row asks, without the values it expects.
std::string words_of(const Expression& expression) {
    using Form = Expression::Form;
    if (expression.form == Form::match)
        return describe(expression.fact, words_of) + " / "
               + words_without_values(expression.matcher);
    if (expression.form == Form::fact)
        return describe(expression.fact, words_of);
    if (expression.form == Form::compare)
        return fmt::format(
            "{} / {} / {}",
            describe(expression.fact, words_of),
            expression.matcher.word,
            describe(expression.other, words_of)
        );
    std::string text = expression.form == Form::negation ? "not" : "";
    const auto* between = expression.form == Form::all ? " and " : " or ";
    for (const auto& part : expression.parts)
        text += (text.empty()                        ? ""
                 : expression.form == Form::negation ? " "
                                                     : between)
                + words_of(part);
    return text;
}

/// One line of a spec may have a row for each member that it looks from.
std::string vantage_of(const Expression& expression) {
    std::string text;
    for_each_fact(expression, [&](const Fact& fact) {
        if (text.empty() and not fact.subject.from.empty())
            text = " / from " + escaped(fact.subject.from);
    });
    return text;
}

std::string unnumbered(const Spec& spec, const Row& row) {
    auto id = escaped(spec.title);
    if (not row.given_id.empty())
        return id + " / " + id_after_title(row);
    for (const auto& heading : row.headings)
        id += " / " + escaped(heading);
    return id + " / " + (row.broken.empty() ? words_of(row.expression) : std::string("broken"));
}

}  // namespace

std::string id_after_title(const Row& row) {
    return escaped(row.given_id) + vantage_of(row.expression);
}

void set_row_ids(Spec& spec) {
    std::map<std::string, int> seen;
    for (auto& row : spec.rows) {
        row.id = unnumbered(spec, row);
        const int nth = ++seen[row.id];
        if (nth > 1)
            row.id += fmt::format(" / {}", nth);
    }
}

}  // namespace muster
