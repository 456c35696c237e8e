#include "framework/fleet/watch/watch_schema.hpp"

#include "framework/base/error.hpp"
#include "framework/base/text.hpp"
#include "framework/fleet/watch/watch_keys.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

using Object = Json::Object;
using Array = Json::Array;

Json of_type(std::string_view type) {
    return Json(Object{{"type", type}});
}

/// To Muster every scalar is the text that stands there; editors by YAML 1.1 take `22:00` for a number and `off` for a flag.
Json scalar() {
    return Json(Object{{"type", Json(Array{"string", "number", "boolean"})}});
}

/// A text of this pattern, or what an editor may have made of it.
Json text_like(std::string_view pattern, std::string_view other) {
    return Json(Object{{"type", Json(Array{"string", Json(other)})}, {"pattern", pattern}});
}

Json list_of(const Json& items) {
    return Json(Object{{"type", "array"}, {"items", items}, {"minItems", 1}});
}

Json any_of(Array schemas) {
    return Json(Object{{"anyOf", Json(std::move(schemas))}});
}

Json one_or_more_of(const Json& schema) {
    return any_of({schema, list_of(schema)});
}

Json choice_of(const WatchKey& key) {
    Array words;
    for (const auto word : key.words) {
        words.emplace_back(word);
        if (word == "yes")
            words.emplace_back(true);  // by YAML 1.1
    }
    return Json(Object{{"enum", Json(std::move(words))}});
}

Json number_of(const WatchKey& key) {
    auto schema = text_like("^[0-9]+$", "integer");
    const auto least = whole_number(key.least);
    const auto most = whole_number(key.most);
    MUSTER_ASSERT(least and most);
    schema.add("minimum", *least);
    schema.add("maximum", *most);
    return schema;
}

Json required(const std::vector<std::string_view>& keys) {
    Array names;
    for (const auto key : keys)
        names.emplace_back(key);
    return Json(std::move(names));
}

/// Of the secrets of secret_sources.hpp each has one place.
Json secrets() {
    const auto place = [](Object keys) {
        std::vector<std::string_view> names;
        for (const auto& [name, schema] : keys)
            names.push_back(name);
        auto needed = required(names);
        return Json(Object{
            {"type", "object"},
            {"properties", Json(std::move(keys))},
            {"additionalProperties", false},
            {"required", std::move(needed)}});
    };
    const auto source = any_of(
        {place({{"env", scalar()}}),
         place({{"file", scalar()}}),
         place({{"credential", scalar()}}),
         place({{"command", list_of(scalar())}}),
         place({{"vault", scalar()}, {"key", scalar()}})}
    );
    return Json(Object{{"type", "object"}, {"additionalProperties", source}});
}

Json section(std::string_view name) {
    return Json(Object{{"$ref", fmt::format("#/definitions/{}", name)}});
}

Json form_of_words(const WatchKey& key) {
    switch (key.form) {
    case WatchForm::choice: return choice_of(key);
    case WatchForm::choices: return one_or_more_of(choice_of(key));
    case WatchForm::section: return section(key.words.front());
    case WatchForm::text_or_section: return any_of({scalar(), section(key.words.front())});
    case WatchForm::flag_or_section:
        return any_of({text_like("^(true|false)$", "boolean"), section(key.words.front())});
    default: return Json(Object{{"type", "array"}, {"items", section(key.words.front())}});
    }
}

Json form_of(const WatchKey& key) {
    switch (key.form) {
    case WatchForm::text: return scalar();
    case WatchForm::texts: return one_or_more_of(scalar());
    case WatchForm::command: return list_of(scalar());
    case WatchForm::number: return number_of(key);
    case WatchForm::flag: return text_like("^(true|false)$", "boolean");
    case WatchForm::duration:
        return Json(Object{{"type", "string"}, {"pattern", "^[0-9]+(ms|s|m|min|h|d)$"}});
    case WatchForm::size:
        return Json(Object{{"type", "string"}, {"pattern", "^[0-9]+(KiB|MiB|GiB)$"}});
    case WatchForm::url:
        return Json(Object{{"type", "string"}, {"pattern", "^[Hh][Tt][Tt][Pp][Ss]?://[^\\s]+$"}});
    case WatchForm::moment: return text_like("[0-9]:[0-9]", "number");
    case WatchForm::hours:
        return Json(Object{{"type", "string"}, {"pattern", "^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$"}}
        );
    case WatchForm::variables: return of_type("object");
    case WatchForm::secrets: return secrets();
    default: return form_of_words(key);
    }
}

/// With what it means; a reference of draft 7 can have nothing beside it.
Json described(const WatchKey& key) {
    auto schema = form_of(key);
    if (schema.find("$ref") != nullptr)
        schema = Json(Object{{"allOf", Json(Array{std::move(schema)})}});
    schema.add(
        "description",
        key.usual.empty() ? std::string(key.meaning)
                          : fmt::format("{} (without it {})", key.meaning, key.usual)
    );
    return schema;
}

/// `{"required": ["webhook"]}`, `{"required": ["mail"]}`, …
Json each_required(const std::vector<std::string_view>& keys) {
    Array all;
    for (const auto key : keys)
        all.emplace_back(Object{{"required", required({key})}});
    return Json(std::move(all));
}

Object members_of(const WatchSection& section) {
    Object properties;
    for (const auto& key : section.keys)
        properties.emplace_back(key.name, described(key));
    Object members = {
        {"type", "object"},
        {"properties", Json(std::move(properties))},
        {"additionalProperties", false}};
    if (not section.needed.empty())
        members.emplace_back("required", required(section.needed));
    if (not section.one_of.empty())
        members.emplace_back("oneOf", each_required(section.one_of));
    if (not section.at_least_one_of.empty())
        members.emplace_back("anyOf", each_required(section.at_least_one_of));
    return members;
}

}  // namespace

Json watch_schema() {
    const auto& sections = watch_sections();
    Object definitions;
    for (std::size_t i = 1; i < sections.size(); ++i)
        definitions.emplace_back(sections[i].name, Json(members_of(sections[i])));
    Object schema = {
        {"$schema", "http://json-schema.org/draft-07/schema#"},
        {"title", "a watch file of Muster"}};
    for (auto& member : members_of(sections.front()))
        schema.push_back(std::move(member));
    schema.emplace_back("definitions", Json(std::move(definitions)));
    return Json(std::move(schema));
}

}  // namespace muster
