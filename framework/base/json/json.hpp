#pragma once

// JSON as a plain value of ours: what a collector program says, what a recording keeps, what the JSON
// reporter writes. The only folder that knows nlohmann-json.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace muster {

class Json {
public:
    using Array = std::vector<Json>;
    /// Members in the order in which they were added, so that equal input gives byte-equal output.
    using Object = std::vector<std::pair<std::string, Json>>;
    using Data =
        std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Array, Object>;

    Json() : data(nullptr) {}
    template<class T>
        requires std::
            constructible_from<Data, T> and(not std::same_as<std::remove_cvref_t<T>, Json>)
                Json(T value)
            : data(std::move(value)) {}  // NOLINT(google-explicit-constructor): a value of it
        Json(const char* text) : data(std::string(text)) {}  // NOLINT(google-explicit-constructor)
        Json(std::string_view text)
            : data(std::string(text)) {}                  // NOLINT(google-explicit-constructor)
        Json(int number) : data(std::int64_t{number}) {}  // NOLINT(google-explicit-constructor)

        static Json array() {
            return Json(Array{});
        }
        static Json object() {
            return Json(Object{});
        }

        bool is_null() const {
            return std::holds_alternative<std::nullptr_t>(data);
        }
        template<class T>
        const T* as() const {
            return std::get_if<T>(&data);
        }

        /// Adds a member at the end of an object; the name must be new.
        Json& add(std::string name, Json value);
        /// The member of this name, or nothing (also when this is no object).
        const Json* find(std::string_view name) const;

        Data data;

        friend bool operator==(const Json&, const Json&) = default;
};

/// The text of a member; empty where there is none, or one of another type.
std::string text_at(const Json& object, std::string_view name);

/// Throws Broken with line and column when `text` is not one JSON value, is nested deeper than 200
/// levels, or has the same member twice.
Json parse_json(std::string_view text, const std::string& file = "");

/// Compact, or indented by `indent` blanks. Bytes that are no UTF-8 become U+FFFD: use `bytes_to_json`
/// for what must come back.
std::string to_text(const Json& value, int indent = -1);

/// Any bytes: a string where they are UTF-8, else {"base64": "…"}.
Json bytes_to_json(std::string_view bytes);
/// Throws Broken when `value` is neither.
std::string bytes_from_json(const Json& value);

}  // namespace muster
