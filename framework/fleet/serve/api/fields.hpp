#pragma once

// One table of fields says what an answer of the API has: the answer is written from it, and the schema that describes
// the answer is made from it. So neither can say what the other does not.

#include "framework/base/clock.hpp"
#include "framework/base/json/json.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// What a JSON value is, in the words of OpenAPI 3.0: `{"type": "string"}`.
namespace shape {
Json text();
Json count();
Json number();
Json flag();
Json time();     ///< RFC 3339, in UTC
Json seconds();  ///< as a number
Json texts();
Json one_of(std::span<const std::string_view> words);
Json list_of(std::string_view schema);  ///< of a schema by its name
Json reference_to(std::string_view schema);
}  // namespace shape

/// One member of an object that is made of a T.
template<class T>
struct ApiField {
    std::string_view name;
    std::string_view meaning;
    Json (*shape)() = nullptr;
    Json (*value)(const T& from) = nullptr;  ///< null: the member is left out, where it may be
    enum class There { always, sometimes } there = There::always;
};

template<class T>
Json object_from(std::span<const ApiField<T>> fields, const T& from) {
    auto object = Json::object();
    for (const auto& field : fields) {
        auto value = field.value(from);
        if (field.there == ApiField<T>::There::always or not value.is_null())
            object.add(std::string(field.name), std::move(value));
    }
    return object;
}

/// One row of a schema: the part of a field that knows no T.
struct FieldShape {
    std::string_view name;
    std::string_view meaning;
    Json shape;
    bool is_required = true;
};
Json schema_from(std::string_view description, const std::vector<FieldShape>& fields);

template<class T>
Json schema_of(std::string_view description, std::span<const ApiField<T>> fields) {
    std::vector<FieldShape> shapes;
    for (const auto& field : fields)
        shapes.push_back(
            {field.name, field.meaning, field.shape(), field.there == ApiField<T>::There::always}
        );
    return schema_from(description, shapes);
}

// Values in the form of the shapes above.
Json json_count(std::size_t number);
Json json_seconds(Nanoseconds duration);
/// null for a moment that never was.
Json json_time(Instant at);
Json json_texts(const std::vector<std::string>& texts);
/// null for an empty one.
Json json_text_if_any(const std::string& text);

}  // namespace muster
