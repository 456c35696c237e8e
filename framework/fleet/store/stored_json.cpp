#include "framework/fleet/store/stored_json.hpp"

#include "framework/base/display.hpp"
#include "framework/base/json/fields.hpp"
#include "framework/base/text.hpp"
#include "framework/model/plan_codec.hpp"
#include "framework/model/report_codec.hpp"

#include <algorithm>

namespace muster {

namespace {

constexpr const char* escape = "base64";

// JSON is UTF-8, and what is found on machines need not be. A text that is none is an object of one member, "base64",
// as everywhere in Muster. An object that could be taken for that, or with a name that is no text, becomes a list of
// its members: {"base64": [[NAME, VALUE], …]}.

bool needs_escape(const Json::Object& object) {
    const bool is_alike = object.size() == 1 and object.front().first == escape;
    return is_alike or not std::ranges::all_of(object, [](const auto& member) {
               return is_utf8(member.first);
           });
}

Json escaped(const Json& value);

Json escaped_object(const Json::Object& object) {
    if (needs_escape(object)) {
        Json::Array members;
        for (const auto& [name, member] : object)
            members.emplace_back(Json::Array{bytes_to_json(name), escaped(member)});
        return Json(Json::Object{{escape, Json(std::move(members))}});
    }
    Json::Object result;
    for (const auto& [name, member] : object)
        result.emplace_back(name, escaped(member));
    return Json(std::move(result));
}

Json escaped_array(const Json::Array& items) {
    Json::Array result;
    for (const auto& item : items)
        result.push_back(escaped(item));
    return Json(std::move(result));
}

Json escaped(const Json& value) {
    if (const auto* text = value.as<std::string>())
        return bytes_to_json(*text);
    if (const auto* items = value.as<Json::Array>())
        return escaped_array(*items);
    if (const auto* object = value.as<Json::Object>())
        return escaped_object(*object);
    return value;
}

Json unescaped(const Json& value);

Json unescaped_members(const Json::Array& members) {
    Json::Object result;
    for (const auto& member : members) {
        const auto* pair = member.as<Json::Array>();
        if (pair == nullptr or pair->size() != 2)
            throw Broken("a member has a name and a value");
        result.emplace_back(bytes_from_json(pair->front()), unescaped(pair->back()));
    }
    return Json(std::move(result));
}

Json unescaped_object(const Json& value, const Json::Object& object) {
    if (object.size() == 1 and object.front().first == escape) {
        const auto* members = object.front().second.as<Json::Array>();
        return members == nullptr ? Json(bytes_from_json(value)) : unescaped_members(*members);
    }
    Json::Object result;
    for (const auto& [name, member] : object)
        result.emplace_back(name, unescaped(member));
    return Json(std::move(result));
}

Json unescaped(const Json& value) {
    if (const auto* items = value.as<Json::Array>()) {
        Json::Array result;
        for (const auto& item : *items)
            result.push_back(unescaped(item));
        return Json(std::move(result));
    }
    if (const auto* object = value.as<Json::Object>())
        return unescaped_object(value, *object);
    return value;
}

/// A result as it stands in reports.
struct ResultMember {
    Result& result;
};

Json written(const ResultMember& member) {
    return to_json(member.result);
}

void read(const Json& from, ResultMember& member) {
    member.result = result_from_json(from);
}

struct StoredObservation {
    Observation& observation;
};

template<class Visitor>
void fields(Visitor& visit, StoredObservation& stored) {
    auto& [spec, roles, tags, owner, runbook, of_fleet, result] = stored.observation;
    ResultMember member{result};
    visit.if_any("spec", spec);
    visit.if_any("roles", roles);
    visit.if_any("tags", tags);
    visit.if_any("owner", owner);
    visit.if_any("runbook", runbook);
    visit.if_any("of_fleet", of_fleet);
    visit("result", member);
}

}  // namespace

std::string stored_json(const Json& value) {
    return to_text(escaped(value));
}

Json json_from_store(const std::string& text) {
    return unescaped(parse_json(text));
}

std::string stored_words(const std::vector<std::string>& words) {
    return to_text(written(words));
}

std::vector<std::string> words_from_store(const std::string& text) {
    std::vector<std::string> words;
    read(parse_json(text), words);
    return words;
}

std::string stored_platform(const Platform& platform) {
    return to_text(to_json(platform));
}

Platform platform_from_store(const std::string& text) {
    return platform_from_json(parse_json(text));
}

std::string stored_observation(const Observation& observation) {
    auto copy = observation;  // `fields` takes no const
    return to_text(written(StoredObservation{copy}));
}

Observation observation_from_store(const std::string& text) {
    Observation observation;
    StoredObservation stored{observation};
    read(parse_json(text), stored);
    return observation;
}

Standing standing_from_store(const std::string& word) {
    if (const auto standing = standing_named(word))
        return *standing;
    throw Broken("no standing is called " + quoted(word));
}

}  // namespace muster
