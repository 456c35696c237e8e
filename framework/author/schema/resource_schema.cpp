#include "framework/author/schema/resource_schema.hpp"

#include "framework/spec/yaml/keys.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

using Object = Json::Object;
using Array = Json::Array;

std::string meaning_of(const AttributeEntry& attribute) {
    return fmt::format("{}{}", attribute.meaning, attribute.needs_root ? " (needs root)" : "");
}

Json all_of(Array schemas) {
    return Json(Object{{"allOf", Json(std::move(schemas))}});
}

Json only_keys(const std::vector<std::string>& keys) {
    return Json(Object{{"propertyNames", Json(Object{{"enum", schema_words(keys)}})}});
}

class ResourceSchema {
public:
    ResourceSchema(const ResourceEntry& resource, ValueSchemas& values)
        : resource_(resource), values_(values) {}

    void define() {
        Object words{{std::string(resource_.name), described_schema(resource_.summary, subject())}};
        for (const auto& qualifier : resource_.qualifiers)
            words.emplace_back(
                qualifier.name, described_schema(qualifier.meaning, narrowed(qualifier))
            );
        for (const auto& view : resource_.views)
            if (find_attribute(resource_, "", view.name) == nullptr)
                words.emplace_back(view.name, described_schema(view.meaning, view_of(view)));
        add_attributes(resource_.attributes, words);
        std::vector<std::string> keys{std::string(resource_.name)};
        for (const auto& word : words_of(resource_))
            keys.push_back(word);
        values_.define(
            definition_of(resource_),
            Json(Object{{"properties", Json(std::move(words))}, {"anyOf", an_attribute()}})
        );
        const auto facts = schema_ref(definition_of(resource_));
        const auto from = schema_ref("from");
        auto in_expectation = keys;
        if (resource_.from_anywhere)
            in_expectation.emplace_back("from");
        values_.define(
            definition_of(resource_, AsWhat::expectation),
            all_of({facts, from, only_keys(in_expectation)})
        );
        keys.insert(keys.end(), statement_keys.begin(), statement_keys.end());
        if (not resource_.from_anywhere)
            std::erase(keys, "from");
        values_.define(
            definition_of(resource_, AsWhat::item),
            all_of({facts, from, schema_ref("statements"), only_keys(keys)})
        );
    }

private:
    /// A subject with qualifiers alone expects nothing.
    Json an_attribute() const {
        Array any;
        for (const auto& attribute : resource_.attributes)
            any.push_back(schema_requires(attribute.name));
        for (const auto& view : resource_.views)
            any.push_back(schema_requires(view.name));
        return Json(std::move(any));
    }

    void add_attributes(const std::vector<AttributeEntry>& attributes, Object& words) {
        for (const auto& attribute : attributes)
            words.emplace_back(
                attribute.name,
                described_schema(meaning_of(attribute), attribute_or_view(attribute))
            );
    }

    /// `readable: true`, and `readable: {by_others: true}`.
    Json attribute_or_view(const AttributeEntry& attribute) {
        auto plain = behind_parameters(attribute, 0, nullptr);
        const auto view = std::ranges::find(resource_.views, attribute.name, &ViewEntry::name);
        if (view == resource_.views.end() or view->attributes.data() == nullptr
            or &attribute < resource_.attributes.data()
            or &attribute >= resource_.attributes.data() + resource_.attributes.size())
            return plain;
        return Json(Object{{"anyOf", Json(Array{std::move(plain), view_of(*view)})}});
    }

    Json view_of(const ViewEntry& view) {
        Object words;
        add_attributes(view.attributes.empty() ? resource_.attributes : view.attributes, words);
        auto schema = non_empty(closed_object(std::move(words)));
        for (std::size_t i = 0; i < view.parameters.size(); ++i)
            schema = non_empty(Json(Object{{"type", "object"}, {"additionalProperties", schema}}));
        return schema;
    }

    /// `package: nginx`, `package: [curl, jq]`, `tcp: {host: db, port: 5432}`, `listening_ports: `.
    Json subject() {
        const Json nothing(Object{{"type", "null"}});
        if (resource_.subject.empty())
            return nothing;
        if (resource_.subject.back().repeated)
            return Json(Object{{"anyOf", Json(Array{nothing, one_or_list_of(schema_of_scalar())})}}
            );
        Object by_name;
        for (const auto& parameter : resource_.subject)
            by_name.emplace_back(parameter.name, argument(parameter, nullptr));
        const Json words(Object{
            {"anyOf",
             Json(Array{schema_ref("value_word"), non_empty(closed_object(std::move(by_name)))})}});
        const Json one(Object{
            {"if", Json(Object{{"type", "object"}})}, {"then", words}, {"else", schema_of_scalar()}}
        );
        const auto some = one_or_list_of(one);
        return resource_.subject.front().optional
                   ? Json(Object{{"anyOf", Json(Array{nothing, some})}})
                   : some;
    }

    Json narrowed(const QualifierEntry& qualifier) {
        const auto& parameters = qualifier.parameters;
        if (parameters.empty())
            return schema_of_flag();
        const auto last = [&](const AttributeEntry* column) {
            auto schema = argument(parameters.back(), column);
            const bool takes = qualifier.secret or qualifier.may_be_secret;
            return takes ? or_secret(std::move(schema)) : schema;
        };
        return parameters.size() == 1 ? one_or_list_of(last(nullptr)) : keyed(parameters[0], last);
    }

    /// `{secret: api}` in the place of a password.
    static Json or_secret(Json schema) {
        auto secret = closed_object({{"secret", schema_of_scalar()}});
        secret.add("required", Json(Array{Json("secret")}));
        return Json(Object{{"anyOf", Json(Array{std::move(schema), std::move(secret)})}});
    }

    /// A map from what the first parameter is given; where it names a column, to what that column takes.
    template<class Behind>
    Json keyed(const ParameterEntry& parameter, const Behind& behind) {
        if (not parameter.column or resource_.columns == nullptr)
            return non_empty(Json(Object{
                {"type", "object"}, {"additionalProperties", behind(nullptr)}}));
        Object columns;
        for (const auto& name : column_names(resource_))
            columns.emplace_back(name, behind(find_column(resource_, name)));
        return non_empty(closed_object(std::move(columns)));
    }

    Json argument(const ParameterEntry& parameter, const AttributeEntry* column) {
        if (parameter.of_each != ParameterEntry::OfEach::nothing)
            return schema_ref(
                parameter.of_each == ParameterEntry::OfEach::fact ? "fact" : "expectation"
            );
        if (parameter.of_column and column == nullptr)
            return values_.matcher_of_data();
        const ValueKind kind =
            parameter.of_column ? kind_of_attribute(*column) : ValueKind{parameter.type, {}};
        return parameter.matcher ? values_.matcher(kind) : values_.value(kind);
    }

    /// What stands behind an attribute's name; `column` is the one that a parameter before named.
    Json behind_parameters(
        const AttributeEntry& attribute, std::size_t place, const AttributeEntry* column
    ) {
        const auto& parameters = attribute.parameters;
        if (place == parameters.size())
            return values_.expected(kind_behind(attribute, column));
        const auto& parameter = parameters[place];
        if (parameters.back().of_each != ParameterEntry::OfEach::nothing)
            return relation(attribute);
        if (place + 1 == parameters.size() and parameter.matcher)
            return argument(parameter, column);
        return keyed(parameter, [&](const AttributeEntry* named) {
            return behind_parameters(attribute, place + 1, named == nullptr ? column : named);
        });
    }

    /// `every: {…}`, `at_least: [2, {…}]`, `list: [{…}, what is expected of it]`.
    Json relation(const AttributeEntry& attribute) {
        Array parts;
        for (const auto& parameter : attribute.parameters)
            parts.push_back(argument(parameter, nullptr));
        const bool is_flag = attribute.type == Type::flag;
        if (is_flag and parts.size() == 1)
            return parts.front();
        if (not is_flag)
            parts.push_back(values_.expected({attribute.type, Type::scalar}));
        const auto count = static_cast<std::int64_t>(parts.size());
        return Json(Object{
            {"type", "array"},
            {"items", Json(std::move(parts))},
            {"minItems", count},
            {"maxItems", count}});
    }

    static ValueKind kind_behind(const AttributeEntry& attribute, const AttributeEntry* column) {
        if (attribute.type == Type::list and attribute.item.of_column and column != nullptr)
            return {Type::list, column->type == Type::list ? column->item.type : column->type};
        return kind_of_attribute(attribute);
    }

    const ResourceEntry& resource_;
    ValueSchemas& values_;
};

}  // namespace

std::string definition_of(const ResourceEntry& resource, AsWhat as) {
    const auto suffix = as == AsWhat::facts         ? ""
                        : as == AsWhat::expectation ? "_expectation"
                                                    : "_item";
    return fmt::format("resource_{}{}", resource.name, suffix);
}

void define_resource(const ResourceEntry& resource, ValueSchemas& values) {
    ResourceSchema(resource, values).define();
}

}  // namespace muster
