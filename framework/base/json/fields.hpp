#pragma once

// One description of a struct serves both ways: `fields(visitor, value)` names every member once; a
// JsonWriter makes an object of them, a JsonReader fills them from one.
//
//     template<class Visitor> void fields(Visitor& visit, Guard& guard) {
//         visit("expression", guard.expression);
//         visit.if_any("where", guard.where);
//     }
//
// A member of `if_any` is left out where it is what it was made as: empty, false, zero.

#include "framework/base/clock.hpp"
#include "framework/base/error.hpp"
#include "framework/base/json/json.hpp"

#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

class JsonWriter;
class JsonReader;

/// A struct that `fields` describes.
template<class T>
concept Described = requires(JsonWriter& writer, T& value) {
    fields(writer, value);
};

Json written(const std::string& text);
Json written(bool flag);
Json written(const Json& value);
Json written(Nanoseconds duration);
Json written(Instant time);
template<class T>
    requires std::integral<T> or std::is_enum_v<T> Json written(T number) {
        return Json(static_cast<std::int64_t>(number));
    }
template<Described T>
Json written(const T& value);
template<class T>
Json written(const std::vector<T>& items);
template<class T>
Json written(const std::map<std::string, T>& members);
/// null where there is none.
template<class T>
Json written(const std::optional<T>& value);
/// A list of two.
template<class First, class Second>
Json written(const std::pair<First, Second>& pair);

void read(const Json& from, std::string& text);
void read(const Json& from, bool& flag);
void read(const Json& from, Json& value);
void read(const Json& from, Nanoseconds& duration);
void read(const Json& from, Instant& time);
std::int64_t read_integer(const Json& from);
template<std::integral T>
void read(const Json& from, T& number) {
    number = static_cast<T>(read_integer(from));
}
/// `last_of(T)` names the last enumerator: a number past it is no value of the type.
template<class T>
    requires std::is_enum_v<T>
void read(const Json& from, T& value) {
    const auto number = read_integer(from);
    if (number < 0 or number > static_cast<std::int64_t>(last_of(value)))
        throw Broken("no such kind");
    value = static_cast<T>(number);
}
template<Described T>
void read(const Json& from, T& value);
template<class T>
void read(const Json& from, std::vector<T>& items);
template<class T>
void read(const Json& from, std::map<std::string, T>& members);
template<class T>
void read(const Json& from, std::optional<T>& value);
template<class First, class Second>
void read(const Json& from, std::pair<First, Second>& pair);

class JsonWriter {
public:
    template<class T>
    void operator()(std::string_view name, const T& member) {
        object.add(std::string(name), written(member));
    }
    template<class T>
    void if_any(std::string_view name, const T& member) {
        if (auto json = written(member); not is_nothing(json))
            object.add(std::string(name), std::move(json));
    }
    Json object = Json::object();

private:
    static bool is_nothing(const Json& json);
};

/// A member that is missing keeps what it was; one of the wrong shape throws Broken.
class JsonReader {
public:
    explicit JsonReader(const Json& from) : from_(from) {}
    template<class T>
    void operator()(std::string_view name, T& member) {
        if (const auto* found = from_.find(name))
            read(*found, member);
    }
    template<class T>
    void if_any(std::string_view name, T& member) {
        (*this)(name, member);
    }

private:
    const Json& from_;
};

template<Described T>
Json written(const T& value) {
    JsonWriter writer;
    // `fields` names members for reading, too, and so takes no const; a writer changes none.
    fields(writer, const_cast<T&>(value));  // NOLINT(cppcoreguidelines-pro-type-const-cast)
    return std::move(writer.object);
}

template<class T>
Json written(const std::vector<T>& items) {
    Json::Array array;
    array.reserve(items.size());
    for (const auto& item : items)
        array.push_back(written(item));
    return Json(std::move(array));
}

template<class T>
Json written(const std::map<std::string, T>& members) {
    auto object = Json::object();
    for (const auto& [name, member] : members)
        object.add(name, written(member));
    return object;
}

template<class T>
Json written(const std::optional<T>& value) {
    return value ? written(*value) : Json();
}

template<class First, class Second>
Json written(const std::pair<First, Second>& pair) {
    return Json(Json::Array{written(pair.first), written(pair.second)});
}

template<Described T>
void read(const Json& from, T& value) {
    if (from.as<Json::Object>() == nullptr)
        throw Broken("expected an object");
    JsonReader reader(from);
    fields(reader, value);
}

template<class T>
void read(const Json& from, std::vector<T>& items) {
    const auto* array = from.as<Json::Array>();
    if (array == nullptr)
        throw Broken("expected a list");
    items.clear();
    for (const auto& item : *array)
        read(item, items.emplace_back());
}

template<class T>
void read(const Json& from, std::map<std::string, T>& members) {
    const auto* object = from.as<Json::Object>();
    if (object == nullptr)
        throw Broken("expected an object");
    members.clear();
    for (const auto& [name, member] : *object)
        read(member, members[name]);
}

template<class T>
void read(const Json& from, std::optional<T>& value) {
    value.reset();
    if (not from.is_null())
        read(from, value.emplace());
}

template<class First, class Second>
void read(const Json& from, std::pair<First, Second>& pair) {
    const auto* array = from.as<Json::Array>();
    if (array == nullptr or array->size() != 2)
        throw Broken("expected a list of two");
    read(array->front(), pair.first);
    read(array->back(), pair.second);
}

}  // namespace muster
