// json, yaml, xpath: a text as data, and a matcher held against what stands at one place of it.
#include "framework/base/display.hpp"
#include "framework/base/json/path.hpp"
#include "framework/base/xml/xpath.hpp"
#include "framework/base/yaml/content.hpp"
#include "framework/model/judges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster::judges {

namespace {

/// A number, a flag or a text of data, as the Scalar that a file says; nothing of what has parts.
std::optional<std::string> scalar_text(const Json& data) {
    if (const auto* text = data.as<std::string>())
        return *text;
    if (const auto* number = data.as<std::int64_t>())
        return std::to_string(*number);
    if (const auto* number = data.as<double>())
        return fmt::format("{}", *number);
    if (const auto* flag = data.as<bool>())
        return *flag ? "true" : "false";
    return std::nullopt;
}

/// An item or a member: one that has parts itself is its JSON.
Value inner_value(const Json& data) {
    return Scalar{scalar_text(data).value_or(to_text(data))};
}

List list_of(const std::vector<const Json*>& items) {
    List list{{}, true};
    for (const auto* item : items)
        list.items.push_back(inner_value(*item));
    return list;
}

/// null says that there is no value.
Value value_of(const Json& data) {
    if (data.is_null())
        return not_set;
    if (const auto* items = data.as<Json::Array>()) {
        std::vector<const Json*> all;
        for (const auto& item : *items)
            all.push_back(&item);
        return list_of(all);
    }
    if (const auto* members = data.as<Json::Object>()) {
        Map map;
        for (const auto& [name, member] : *members)
            map.members.emplace_back(name, inner_value(member));
        return map;
    }
    return inner_value(data);
}

Value value_at(const DataPath& path, const Json& data) {
    const auto found = path.values_in(data);
    if (path.is_of_many())
        return path.leads_somewhere(data) ? Value(list_of(found)) : not_set;
    return found.empty() ? not_set : value_of(*found.front());
}

Judged held_at(const Matcher& matcher, const Value& found, Instant now) {
    const auto place = escaped(to_plain(matcher.values.at(0)));
    const auto& part = matcher.parts.at(0);
    const auto result = match(part, found, now);
    const auto opposite = match(negated(part), found, now);
    return {
        result.truth,
        fmt::format("{} at {}", result.actual, place),
        fmt::format("at {}: {}", place, result.message),
        fmt::format("at {}: {}", place, opposite.message)};
}

Judged no_data(const std::string& kind, const std::string& fault) {
    return {Truth::absent, "", fmt::format("is no {}: {}", kind, escaped(fault, 200))};
}

Judged in_data(
    const Matcher& matcher,
    const Value& value,
    Instant now,
    const std::string& kind,
    DataContent (*read)(std::string_view)
) {
    const auto* text = value.as<std::string>();
    if (text == nullptr)
        return wrong_kind(value, "a text");
    const auto content = read(*text);
    if (not content.data)
        return no_data(kind, content.fault);
    const auto path = DataPath::parse(to_plain(matcher.values.at(0)));
    return held_at(matcher, value_at(path, *content.data), now);
}

/// Whether a matcher speaks of items, so that it means all nodes and not the first.
bool speaks_of_items(const Matcher& matcher) {
    constexpr std::array<std::string_view, 9> words = {
        "has_length",
        "is_subset_of",
        "contains_in_order",
        "contains_run",
        "consists_of",
        "every",
        "some",
        "none",
        "exactly"};
    const bool joins = matcher.word == "and" or matcher.word == "or" or matcher.word == "not";
    if (joins)
        return std::ranges::any_of(matcher.parts, speaks_of_items);
    const bool counts =
        (matcher.word == "at_least" or matcher.word == "at_most") and not matcher.parts.empty();
    return counts or std::ranges::find(words, matcher.word) != words.end();
}

}  // namespace

Judged json(const Matcher& matcher, const Value& value, Instant now) {
    return in_data(matcher, value, now, "JSON", json_content);
}

Judged yaml(const Matcher& matcher, const Value& value, Instant now) {
    return in_data(matcher, value, now, "YAML", yaml_content);
}

Judged xpath(const Matcher& matcher, const Value& value, Instant now) {
    const auto* text = value.as<std::string>();
    if (text == nullptr)
        return wrong_kind(value, "a text");
    const auto found = xpath_found(*text, to_plain(matcher.values.at(0)));
    if (not found.fault.empty())
        return no_data("XML", found.fault);
    if (not speaks_of_items(matcher.parts.at(0)))
        return held_at(
            matcher, found.texts.empty() ? not_set : Value(Scalar{found.texts.front()}), now
        );
    List all{{}, true};
    for (const auto& one : found.texts)
        all.items.emplace_back(Scalar{one});
    return held_at(matcher, all, now);
}

}  // namespace muster::judges
