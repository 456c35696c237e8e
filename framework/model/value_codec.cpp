#include "framework/model/value_codec.hpp"

#include "framework/base/json/fields.hpp"
#include "framework/base/overloaded.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

// Data of a value: a one-member object named after its type, so that "1" the text and 1 the number
// stay apart.

Json typed(std::string_view type, Json content) {
    return Json(Json::Object{{std::string(type), std::move(content)}});
}

Json list_json(const List& list) {
    auto json = Json::array();
    auto& items = std::get<Json::Array>(json.data);
    for (const auto& item : list.items)
        items.push_back(to_json(item));
    return typed(list.ordered ? "sequence" : "set", std::move(json));
}

Json map_json(const Map& map) {
    auto json = Json::array();
    auto& members = std::get<Json::Array>(json.data);
    for (const auto& [key, value] : map.members)
        members.push_back(Json(Json::Array{bytes_to_json(key), to_json(value)}));
    return typed("map", std::move(json));
}

Json number_json(Number number) {
    return std::visit([](auto amount) { return Json(amount); }, number.amount);
}

Json data_json(const Value& value) {
    if (not value.shown_as.empty())  // a secret never leaves
        return bytes_to_json(value.shown_as);
    return std::visit(
        Overloaded{
            [](const Nothing& nothing) {
                return typed(
                    "nothing", Json(Json::Array{written(nothing.why), bytes_to_json(nothing.text)})
                );
            },
            [](bool flag) { return Json(flag); },
            [](const std::string& text) { return bytes_to_json(text); },
            [](Number number) { return number_json(number); },
            [](const Scalar& scalar) { return typed("scalar", bytes_to_json(scalar.text)); },
            [](Mode mode) { return typed("mode", written(mode.bits)); },
            [](const List& list) { return list_json(list); },
            [](const Version& version) {
                return typed(
                    "version",
                    Json(Json::Array{written(version.order), bytes_to_json(version.text)})
                );
            },
            [](Instant time) { return typed("time", written(time)); },
            [](const Map& map) { return map_json(map); },
            [](const Range& range) {
                return typed(
                    "range", Json(Json::Array{range.low, range.high, bytes_to_json(range.reason)})
                );
            },
            [](const Term& term) {
                return typed(
                    "term", Json(Json::Array{written(term.kind), bytes_to_json(term.text)})
                );
            },
        },
        value.data
    );
}

const Json::Array& array_of(const Json& json, std::size_t least = 0) {
    const auto* array = json.as<Json::Array>();
    if (array == nullptr or array->size() < least)
        throw Broken("expected a list");
    return *array;
}

template<class Enum>
Enum enum_of(const Json& json, int last) {
    const auto number = read_integer(json);
    if (number < 0 or number > last)
        throw Broken("no such kind");
    return static_cast<Enum>(number);
}

List list_of(const Json& json, bool ordered) {
    List list{{}, ordered};
    for (const auto& item : array_of(json))
        list.items.push_back(value_from_json(item));
    return list;
}

Map map_of(const Json& json) {
    Map map;
    for (const auto& pair : array_of(json)) {
        const auto& member = array_of(pair, 2);
        map.members.emplace_back(bytes_from_json(member[0]), value_from_json(member[1]));
    }
    return map;
}

Value typed_value(const std::string& type, const Json& content) {
    if (type == "scalar")
        return Scalar{bytes_from_json(content)};
    if (type == "mode")
        return Mode{static_cast<std::uint16_t>(read_integer(content) & 07777)};
    if (type == "set" or type == "sequence")
        return list_of(content, type == "sequence");
    if (type == "time")
        return Instant(Nanoseconds(read_integer(content)));
    if (type == "map")
        return map_of(content);
    if (type == "base64")
        return bytes_from_json(Json(Json::Object{{type, content}}));
    const auto& pair = array_of(content, 2);
    if (type == "range")
        return Range{
            read_integer(pair[0]), read_integer(pair[1]), bytes_from_json(array_of(content, 3)[2])};
    if (type == "version")
        return Version{
            bytes_from_json(pair[1]),
            enum_of<VersionOrder>(pair[0], static_cast<int>(VersionOrder::text))};
    if (type == "term")
        return Term{
            enum_of<TermKind>(pair[0], static_cast<int>(TermKind::hexadecimal)),
            bytes_from_json(pair[1])};
    if (type == "nothing")
        return Nothing{
            enum_of<Nothing::Why>(pair[0], static_cast<int>(Nothing::Why::nothing_to_judge)),
            bytes_from_json(pair[1])};
    throw Broken(fmt::format("no such type of value: \"{}\"", type));
}

Value data_from(const Json& json) {
    if (const auto* flag = json.as<bool>())
        return *flag;
    if (const auto* number = json.as<std::int64_t>())
        return Number{*number};
    if (const auto* number = json.as<double>())
        return Number{*number};
    if (json.as<std::string>() != nullptr)
        return bytes_from_json(json);
    const auto* object = json.as<Json::Object>();
    if (object == nullptr or object->size() != 1)
        throw Broken("expected a value");
    return typed_value(object->front().first, object->front().second);
}

}  // namespace

Json to_json(const Value& value) {
    auto json = data_json(value);
    if (value.remark.empty())
        return json;
    return typed("remarked", Json(Json::Array{std::move(json), bytes_to_json(value.remark)}));
}

Value value_from_json(const Json& json) {
    const auto* remarked = json.find("remarked");
    if (remarked == nullptr)
        return data_from(json);
    const auto& pair = array_of(*remarked, 2);
    auto value = data_from(pair[0]);
    value.remark = bytes_from_json(pair[1]);
    return value;
}

}  // namespace muster
