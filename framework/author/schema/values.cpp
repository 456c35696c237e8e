#include "framework/author/schema/values.hpp"

#include "framework/model/matcher.hpp"
#include "framework/spec/yaml/keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

using Object = Json::Object;
using Array = Json::Array;

/// Whatever the type, `{{ name }}` may stand there.
std::string or_template(std::string_view pattern) {
    return fmt::format(R"({}|\{{\{{)", pattern);
}

Json texts(std::string_view pattern, std::initializer_list<std::string_view> more_types = {}) {
    Array types{Json("string")};
    for (const auto type : more_types)
        types.emplace_back(type);
    return Json(Object{{"type", Json(std::move(types))}, {"pattern", or_template(pattern)}});
}

/// An editor reads 0644 as 644 or as 420: digits alone are all that can be asked of it.
Json mode_schema() {
    constexpr int most = 7777;
    auto schema = texts("^[0-7]{1,5}$|^[ugoa]+=[rwxst]*(,[ugoa]+=[rwxst]*)*$", {"integer"});
    schema.add("minimum", 0);
    schema.add("maximum", most);
    return schema;
}

Json plain_value(Type type) {
    switch (type) {
    case Type::flag: return schema_of_flag();
    case Type::mode: return mode_schema();
    case Type::time: return texts("^[0-9]{4}-[0-9]{2}-[0-9]{2}");
    case Type::scalar:
        return Json(Object{
            {"type", Json(Array{"string", "number", "boolean", "array"})},
            {"items", schema_of_scalar()}});
    case Type::number:
        return texts(R"(^-?[0-9]*\.?[0-9]+$|^[0-9]+([KMGT]iB|ms|s|m|min|h|d)$)", {"number"});
    default: return schema_of_scalar();
    }
}

/// `{"if": …, "then": …, "else": …}`.
Json choice(Json condition, Json then, Json otherwise) {
    return Json(Object{
        {"if", std::move(condition)}, {"then", std::move(then)}, {"else", std::move(otherwise)}});
}

Json is_type(std::string_view type) {
    return Json(Object{{"type", type}});
}

Json pair_of(Json first, Json second) {
    return Json(Object{
        {"type", "array"},
        {"items", Json(Array{std::move(first), std::move(second)})},
        {"minItems", 2},
        {"maxItems", 2}});
}

Json list_of(Json schema) {
    return Json(Object{{"type", "array"}, {"items", std::move(schema)}});
}

Json some_of(Json schema) {
    auto list = list_of(std::move(schema));
    list.add("minItems", 1);
    return list;
}

/// A map whose keys are the author's.
Json map_to(Json schema) {
    return Json(Object{
        {"type", "object"}, {"minProperties", 1}, {"additionalProperties", std::move(schema)}});
}

/// `{ago: 30d}`: a map that is a value, wherever one is shown.
Json value_word_schema() {
    const auto duration = texts("^[0-9]+(ms|s|m|min|h|d)$");
    Object words;
    for (const auto word : value_words)
        if (word != "secret")
            words.emplace_back(
                word, word == "ago" or word == "from_now" ? duration : schema_of_scalar()
            );
    auto schema = closed_object(std::move(words));
    schema.add("minProperties", 1);
    schema.add("maxProperties", 1);
    return schema;
}

Json is_value_word() {
    Array any;
    for (const auto word : value_words)
        any.push_back(schema_requires(word));
    return Json(Object{{"type", "object"}, {"maxProperties", 1}, {"anyOf", Json(std::move(any))}});
}

/// A map, and no value: matchers.
Json is_map_of_matchers() {
    return Json(Object{{"type", "object"}, {"not", schema_ref("is_value_word")}});
}

bool knows(const MatcherWord& word, Type type) {
    return std::ranges::find(word.types, type) != word.types.end();
}

/// Words that are written `all_of`, `any_of` and `not` in YAML.
bool joins(const MatcherWord& word) {
    return word.name == "and" or word.name == "or" or word.name == "not";
}

ValueKind item_kind(const ValueKind& kind) {
    return {kind.items.value_or(Type::text), {}};
}

}  // namespace

Json schema_ref(std::string_view definition) {
    return Json(Object{{"$ref", fmt::format("#/definitions/{}", definition)}});
}

Json schema_requires(std::string_view key) {
    return Json(Object{{"required", Json(Array{Json(key)})}});
}

Json schema_of_scalar() {
    return Json(Object{{"type", Json(Array{"string", "number", "boolean"})}});
}

Json schema_of_flag() {
    return texts("^(true|false)$", {"boolean"});
}

Json non_empty(Json schema) {
    schema.add("minProperties", 1);
    return schema;
}

Json one_member(Json schema) {
    schema.add("minProperties", 1);
    schema.add("maxProperties", 1);
    return schema;
}

Json schema_words(std::span<const std::string> words) {
    Array list;
    for (const auto& word : words)
        list.emplace_back(word);
    return Json(std::move(list));
}

Json closed_object(Object properties, Json others) {
    return Json(Object{
        {"type", "object"},
        {"properties", Json(std::move(properties))},
        {"additionalProperties", std::move(others)}});
}

Json one_or_list_of(const Json& schema) {
    return choice(is_type("array"), some_of(schema), schema);
}

Json described_schema(std::string_view meaning, Json schema) {
    if (schema.find("$ref") != nullptr)
        schema = Json(Object{{"allOf", Json(Array{std::move(schema)})}});
    schema.add("description", meaning);
    return schema;
}

std::string ValueKind::name() const {
    return std::string(items ? "list_of_" : "") + std::string(muster::name(items.value_or(type)));
}

ValueKind kind_of_attribute(const AttributeEntry& attribute) {
    if (attribute.type == Type::list)
        return {Type::list, attribute.item.of_column ? Type::scalar : attribute.item.type};
    return {attribute.type, {}};
}

Json ValueSchemas::definitions() const {
    auto all = Json::object();
    for (const auto& [name, schema] : definitions_)
        all.add(name, schema);
    return all;
}

ValueSchemas::ValueSchemas() {
    define("value_word", value_word_schema());
    define("is_value_word", is_value_word());
}

Json ValueSchemas::value(const ValueKind& kind) {
    const auto name = "value_of_" + kind.name();
    if (not definitions_.contains(name)) {
        const auto plain =
            kind.items ? choice(is_type("array"), list_of(value(item_kind(kind))), texts("^$"))
                       : plain_value(kind.type);
        define(name, choice(is_type("object"), schema_ref("value_word"), plain));
    }
    return schema_ref(name);
}

Json ValueSchemas::matcher(const ValueKind& kind) {
    const auto name = "matcher_of_" + kind.name();
    if (not definitions_.contains(name)) {
        define(name, Json());  // its words refer to it
        auto schema = choice(is_map_of_matchers(), matchers(kind, Place::within), value(kind));
        define(name, std::move(schema));
    }
    return schema_ref(name);
}

Json ValueSchemas::expected(const ValueKind& kind) {
    const auto name = "expected_" + kind.name();
    if (not definitions_.contains(name)) {
        define(name, Json());
        auto schema =
            choice(is_map_of_matchers(), matchers(kind, Place::behind_attribute), value(kind));
        define(name, std::move(schema));
    }
    return schema_ref(name);
}

Json ValueSchemas::matcher_of_data() {
    if (not definitions_.contains("matcher_of_data")) {
        std::vector<std::string> words = {"not", "any_of", "all_of"};
        for (const auto& word : matcher_words()) {
            if (joins(word) or not(knows(word, Type::scalar) or knows(word, Type::list)))
                continue;
            words.emplace_back(word.name);
            if (not word.symbol.empty() and word.symbol != word.name)
                words.emplace_back(word.symbol);
        }
        define(
            "matcher_of_data",
            choice(
                is_map_of_matchers(),
                Json(Object{
                    {"minProperties", 1},
                    {"propertyNames", Json(Object{{"enum", schema_words(words)}})}}),
                Json(true)
            )
        );
    }
    return schema_ref("matcher_of_data");
}

Json ValueSchemas::matchers(const ValueKind& kind, Place place) {
    const bool behind = place == Place::behind_attribute;
    const auto again =
        behind ? schema_ref("expected_" + kind.name()) : schema_ref("matcher_of_" + kind.name());
    Object words;
    for (const auto& word : matcher_words()) {
        if (joins(word) or not knows(word, kind.type))
            continue;
        const auto schema = described_schema(word.meaning, operand(word, kind, place));
        words.emplace_back(word.name, schema);
        if (not word.symbol.empty() and word.symbol != word.name)
            words.emplace_back(word.symbol, schema);
    }
    words.emplace_back("not", described_schema("the opposite", again));
    words.emplace_back("any_of", described_schema("one of these holds", some_of(again)));
    words.emplace_back("all_of", described_schema("all of these hold", some_of(again)));
    if (behind) {
        words.emplace_back(
            "same_as", described_schema("equal to another fact", schema_ref("fact"))
        );
        words.emplace_back(
            "fits", described_schema("several matchers, judged as one", matcher(kind))
        );
        const auto inner = [&] { return map_to(expected({Type::scalar, {}})); };
        if (kind.type == Type::text or kind.type == Type::scalar)
            words.emplace_back(
                "captured", described_schema("the first group of a regex's first match", inner())
            );
        if (kind.type == Type::map) {
            words.emplace_back("has", described_schema("there is such a key", schema_of_scalar()));
            words.emplace_back("member", described_schema("what stands under a key", inner()));
        }
    }
    const bool has_members = behind and kind.type == Type::map;  // any other key is a member's
    auto schema =
        closed_object(std::move(words), has_members ? expected({Type::scalar, {}}) : Json(false));
    schema.add("minProperties", 1);
    return schema;
}

Json ValueSchemas::operand(const MatcherWord& word, const ValueKind& kind, Place place) {
    const bool is_list = kind.type == Type::list;
    const auto counted = [&] {
        return pair_of(value({Type::number, {}}), matcher(item_kind(kind)));
    };
    if (word.operands.empty())
        return schema_of_flag();
    if (word.operands == "number part")
        return counted();
    if (word.operands == "value value")
        return pair_of(value(kind), value(kind));
    if (word.operands == "values")
        return one_or_list_of(value(kind));
    if (word.operands == "path part" or word.operands == "xpath part")
        return map_to(matcher_of_data());
    if (word.operands == "part")
        return word.name == "has_length" ? matcher({Type::number, {}}) : matcher(item_kind(kind));
    if (word.operands == "parts") {
        const auto part = matcher(is_list ? item_kind(kind) : ValueKind{Type::text, {}});
        const auto parts = choice(is_type("array"), list_of(part), part);
        const bool takes_facts = place == Place::behind_attribute and not word.symbol.empty();
        return takes_facts ? Json(Object{{"anyOf", Json(Array{parts, schema_ref("fact")})}})
                           : parts;
    }
    if (word.operands == "duration")
        return texts("^[0-9]+(ms|s|m|min|h|d)?$", {"number"});
    if (word.operands != "value")
        return value({Type::text, {}});
    if (is_list and (word.name == "at_least" or word.name == "at_most"))
        return counted();
    if (place == Place::within or word.symbol.empty())
        return value(kind);
    return choice(is_map_of_matchers(), schema_ref("fact"), value(kind));
}

}  // namespace muster
