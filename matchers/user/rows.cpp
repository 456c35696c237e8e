#include "matchers/user/rows.hpp"

#include "framework/model/match.hpp"
#include "framework/platform/accounts.hpp"

#include <algorithm>

namespace muster {

namespace {

/// `.where("local", true)`.
bool asks_for_local(const Qualifier& qualifier) {
    const auto is = [&](std::size_t index, const Value& wanted) {
        const auto& argument = qualifier.arguments.at(index);
        const auto* matcher = std::get_if<Matcher>(&argument);
        if (matcher == nullptr)
            return equal_values(wanted, std::get<Value>(argument));
        return matcher->word == "equals" and equal_values(wanted, matcher->values.at(0));
    };
    return qualifier.name == "where" and is(0, "local") and is(1, true);
}

}  // namespace

Task<std::vector<Subject>> account_rows(
    Host& host, Subject plural, std::string database, std::string singular
) {
    const bool local = std::ranges::any_of(plural.qualifiers, asks_for_local);
    auto asked = enumerated_names(host, database, local ? Reach::local : Reach::everywhere);
    const auto& names = co_await asked;
    std::vector<Subject> rows;
    rows.reserve(names.size());
    for (const auto& name : names)
        rows.push_back({singular, {Value(name)}});
    co_return rows;
}

}  // namespace muster
