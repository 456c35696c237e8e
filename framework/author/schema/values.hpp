#pragma once

// Schemas of what stands behind an attribute: values, and maps of matchers, by the attribute's type.

#include "framework/base/json/json.hpp"
#include "framework/model/vocabulary.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace muster {

/// `{"$ref": "#/definitions/NAME"}`.
Json schema_ref(std::string_view definition);
/// `{"required": ["KEY"]}`.
Json schema_requires(std::string_view key);
/// A list of texts, as `enum` and `required` take them.
Json schema_words(std::span<const std::string> words);
/// An object with these members; any other is as `others` says.
Json closed_object(Json::Object properties, Json others = false);
Json non_empty(Json object);
Json one_member(Json object);
/// Any text, number or flag: all of them are texts to Muster until it knows the type.
Json schema_of_scalar();
/// true or false, quoted or not, or a template.
Json schema_of_flag();
/// One, or a list of them.
Json one_or_list_of(const Json& schema);
/// A schema with a description, which a reference of draft 7 cannot have beside it.
Json described_schema(std::string_view meaning, Json schema);

/// What decides which matchers there are: a type, of a list also that of its items.
struct ValueKind {
    Type type = Type::text;
    std::optional<Type> items = {};

    std::string name() const;  ///< "text", "list_of_number"
};
ValueKind kind_of_attribute(const AttributeEntry& attribute);

/// Definitions that are made as they are referred to, each once.
class ValueSchemas {
public:
    ValueSchemas();

    /// Behind an attribute: a value, or matchers, among them comparisons with other facts.
    Json expected(const ValueKind& kind);
    /// Within another matcher, or where an argument is one.
    Json matcher(const ValueKind& kind);
    /// A value alone.
    Json value(const ValueKind& kind);
    /// A matcher of a value whose type is known only when the data is seen.
    Json matcher_of_data();

    void define(const std::string& name, Json schema) { definitions_[name] = std::move(schema); }
    /// All of them, by name.
    Json definitions() const;

private:
    enum class Place { behind_attribute, within };

    Json matchers(const ValueKind& kind, Place place);
    Json operand(const MatcherWord& word, const ValueKind& kind, Place place);

    std::map<std::string, Json> definitions_;
};

}  // namespace muster
