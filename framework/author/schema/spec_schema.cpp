#include "framework/author/schema/spec_schema.hpp"

#include "framework/author/schema/resource_schema.hpp"
#include "framework/author/schema/values.hpp"
#include "framework/spec/yaml/keys.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

using Object = Json::Object;
using Array = Json::Array;

Json if_then(Json condition, Json then) {
    return Json(Object{{"if", std::move(condition)}, {"then", std::move(then)}});
}

class SpecSchema {
public:
    explicit SpecSchema(const Lexicon& lexicon) : lexicon_(lexicon) {}

    Json done() {
        for (const auto* resource : lexicon_.all())
            define_resource(*resource, values_);
        values_.define("fact", fact());
        values_.define("expectation", expectation());
        values_.define("item", item());
        values_.define("items", Json(Object{{"type", "array"}, {"items", schema_ref("item")}}));
        values_.define("group", group());
        values_.define("include", include());
        values_.define("followed", followed());
        values_.define("joined", joined());
        values_.define("each", each());
        values_.define("members", members());
        values_.define("from", from());
        values_.define("when", when());
        define_statements();
        const auto is_document = Json(Object{
            {"type", "object"},
            {"anyOf",
             Json(Array{schema_requires("spec"), schema_requires("fleet"), schema_requires("roles")}
             )}});
        return Json(Object{
            {"$schema", "http://json-schema.org/draft-07/schema#"},
            {"title", "a spec of Muster"},
            {"if", Json(Object{{"type", "array"}})},
            {"then", schema_ref("items")},
            {"else",
             Json(Object{{"if", is_document}, {"then", document()}, {"else", included_document()}}
             )},
            {"definitions", values_.definitions()}});
    }

private:
    // --- what stands before and around items

    Json document() {
        auto schema = closed_object({
            {"spec", described_schema("the title", schema_of_scalar())},
            {"fleet", described_schema("the title; said once for a run", schema_of_scalar())},
            {"roles",
             described_schema("only targets of these roles", one_or_list_of(schema_of_scalar()))},
            {"tags", described_schema("for --tag", one_or_list_of(schema_of_scalar()))},
            {"owner", schema_of_scalar()},
            {"runbook", schema_of_scalar()},
            {"vars", vars()},
            {"when", schema_ref("when")},
            {"only_if", schema_ref("expectation")},
            {"skip", reason()},
            {"expect", schema_ref("items")},
        });
        schema.add("required", Json(Array{"expect"}));
        schema.add("oneOf", Json(Array{schema_requires("spec"), schema_requires("fleet")}));
        return schema;
    }

    static Json included_document() {
        auto schema = closed_object({{"vars", vars()}, {"expect", schema_ref("items")}});
        schema.add("required", Json(Array{"expect"}));
        return schema;
    }

    static Json vars() {
        return described_schema(
            "names for {{ … }}, for which the target has no variable",
            Json(Object{
                {"type", "object"},
                {"propertyNames", Json(Object{{"pattern", "^(?!(var|target)$)[^.]*$"}})}})
        );
    }

    static Json reason() {
        return described_schema(
            "why it is not asked",
            Json(Object{
                {"type", Json(Array{"string", "number"})},
                {"not", Json(Object{{"enum", Json(Array{"true", "false"})}})}})
        );
    }

    static Object guards() {
        return {
            {"when", schema_ref("when")},
            {"each", schema_ref("each")},
            {"only_if", described_schema("asked of the target", schema_ref("expectation"))},
            {"skip", reason()}};
    }

    static Object row_words() {
        const Json duration(Object{{"type", "string"}});
        return {
            {"because", described_schema("why it matters", schema_of_scalar())},
            {"id", described_schema("a stable name of the row", schema_of_scalar())},
            {"impact",
             described_schema(
                 "how much a failure matters",
                 Json(Object{
                     {"anyOf",
                      Json(Array{
                          Json(Object{
                              {"enum", Json(Array{"none", "low", "medium", "high", "critical"})}}),
                          template_text()})}})
             )},
            {"retry_for", described_schema("ask again for so long what has not passed", duration)},
            {"about",
             described_schema("the member of a fleet that it is about", schema_of_scalar())},
            {"follow",
             described_schema("in the loop, tell every change of the value", schema_of_flag())}};
    }

    static Json template_text() { return Json(Object{{"type", "string"}, {"pattern", R"(\{\{)"}}); }

    void define_statements() {
        auto words = guards();
        const auto more = row_words();
        words.insert(words.end(), more.begin(), more.end());
        values_.define("statements", Json(Object{{"properties", Json(std::move(words))}}));
    }

    static Json with_guards(Object own) {
        const auto more = guards();
        own.insert(own.end(), more.begin(), more.end());
        return closed_object(std::move(own));
    }

    static Json group() {
        auto schema = with_guards({{"it", schema_of_scalar()}, {"expect", schema_ref("items")}});
        schema.add("required", Json(Array{"expect"}));
        return schema;
    }

    static Json include() { return with_guards({{"include", one_or_list_of(schema_of_scalar())}}); }

    static Json followed() {
        return with_guards({
            {"follow", schema_ref("fact")},
            {"because", schema_of_scalar()},
            {"id", schema_of_scalar()},
            {"about", schema_of_scalar()},
        });
    }

    static Json joined() {
        Object own = {{"any_of", parts()}, {"all_of", parts()}, {"not", schema_ref("expectation")}};
        const auto words = row_words();
        own.insert(own.end(), words.begin(), words.end());
        return with_guards(std::move(own));
    }

    static Json parts() {
        return Json(Object{{"type", "array"}, {"items", schema_ref("expectation")}, {"minItems", 1}}
        );
    }

    /// `{hosts: app, except: app1}`: whom a loop goes through, or what is looked from.
    static Json members() {
        const Json nothing(Object{{"type", "null"}});
        Json hosts = closed_object(
            {{"hosts",
              Json(Object{{"anyOf", Json(Array{nothing, one_or_list_of(schema_of_scalar())})}})},
             {"except", one_or_list_of(schema_of_scalar())},
             {"or_none", schema_of_flag()}}
        );
        hosts.add("required", Json(Array{Json("hosts")}));
        return hosts;
    }

    static Json from() {
        return Json(Object{
            {"properties",
             Json(Object{
                 {"from",
                  described_schema(
                      "of a FLEET: the members from whose places it is looked at",
                      Json(Object{
                          {"if", Json(Object{{"type", "object"}})},
                          {"then", schema_ref("members")},
                          {"else", schema_of_scalar()}})
                  )}})}});
    }

    Json each() {
        const Json range = closed_object(
            {{"range",
              Json(Object{
                  {"type", "array"},
                  {"items", schema_of_scalar()},
                  {"minItems", 2},
                  {"maxItems", 2}})}}
        );
        const Json source(Object{
            {"if", Json(Object{{"type", "object"}})},
            {"then",
             Json(Object{
                 {"anyOf", Json(Array{schema_ref("members"), range, schema_ref("value_word")})}})},
            {"else",
             Json(Object{{"anyOf", Json(Array{Json(Object{{"type", "array"}}), template_text()})}}
             )}});
        return described_schema(
            "once for each of a list: {port: [80, 443]}, {site: {var: sites}}",
            one_member(Json(Object{{"type", "object"}, {"additionalProperties", source}}))
        );
    }

    Json when() {
        const auto text = one_or_list_of(values_.matcher({Type::text, {}}));
        Object keys;
        for (const auto key : condition_texts)
            keys.emplace_back(key, text);
        keys.emplace_back("version", one_or_list_of(values_.matcher({Type::version, {}})));
        keys.emplace_back("role", one_or_list_of(schema_of_scalar()));
        keys.emplace_back("address", one_or_list_of(schema_of_scalar()));
        keys.emplace_back(
            "var",
            non_empty(Json(Object{
                {"type", "object"},
                {"additionalProperties", one_or_list_of(values_.matcher_of_data())}}))
        );
        keys.emplace_back("not", schema_ref("when"));
        keys.emplace_back(
            "any_of",
            Json(Object{{"type", "array"}, {"items", schema_ref("when")}, {"minItems", 1}})
        );
        return described_schema(
            "decided before anything is asked", non_empty(closed_object(std::move(keys)))
        );
    }

    // --- items

    /// Whether an item is about a resource: its key is there, and is no word of another resource that is.
    Json is_about(const ResourceEntry& resource) const {
        Array others;
        for (const auto* other : lexicon_.all())
            if (other != &resource and knows(*other, resource.name))
                others.push_back(schema_requires(other->name));
        auto condition = schema_requires(resource.name);
        if (not others.empty())
            condition.add("not", Json(Object{{"anyOf", Json(std::move(others))}}));
        return condition;
    }

    static bool knows(const ResourceEntry& resource, std::string_view word) {
        return std::ranges::count(words_of(resource), word) > 0;
    }

    /// Two resources that know each other's name: it is about either.
    void add_pairs(AsWhat as, Array& rules) const {
        for (const auto* one : lexicon_.all())
            for (const auto* other : lexicon_.all())
                if (one->name < other->name and knows(*one, other->name)
                    and knows(*other, one->name))
                    rules.push_back(if_then(
                        Json(Object{{"required", Json(Array{one->name, other->name})}}),
                        Json(Object{
                            {"anyOf",
                             Json(Array{
                                 schema_ref(definition_of(*one, as)),
                                 schema_ref(definition_of(*other, as))})}})
                    ));
    }

    static Json joins() {
        return Json(Object{
            {"anyOf",
             Json(Array{
                 schema_requires("any_of"), schema_requires("all_of"), schema_requires("not")})}});
    }

    /// What a guard or a part of something joined is.
    Json expectation() const {
        Array rules{if_then(
            joins(),
            one_member(closed_object(
                {{"any_of", parts()}, {"all_of", parts()}, {"not", schema_ref("expectation")}}
            ))
        )};
        auto first = std::vector<std::string>{"any_of", "all_of", "not"};
        return of_resources(AsWhat::expectation, std::move(rules), std::move(first));
    }

    /// Where `follow` is a word of the statement.
    Json is_a_row() const {
        Array any{joins()};
        for (const auto* resource : lexicon_.all())
            any.push_back(schema_requires(resource->name));
        return Json(std::move(any));
    }

    Json item() const {
        const Json follows_alone(Object{
            {"required", Json(Array{"follow"})}, {"not", Json(Object{{"anyOf", is_a_row()}})}});
        Array rules{
            if_then(schema_requires("expect"), schema_ref("group")),
            if_then(schema_requires("it"), schema_ref("group")),
            if_then(schema_requires("include"), schema_ref("include")),
            if_then(follows_alone, schema_ref("followed")),
            if_then(joins(), schema_ref("joined"))};
        return of_resources(
            AsWhat::item,
            std::move(rules),
            {"it", "expect", "include", "follow", "any_of", "all_of", "not"}
        );
    }

    Json of_resources(AsWhat as, Array rules, const std::vector<std::string>& other_keys) const {
        Array known;
        Object properties;
        for (const auto& key : other_keys) {
            known.push_back(schema_requires(key));
            properties.emplace_back(key, Json(true));
        }
        for (const auto* resource : lexicon_.all()) {
            known.push_back(schema_requires(resource->name));
            properties.emplace_back(
                resource->name, Json(Object{{"description", resource->summary}})
            );
            rules.push_back(if_then(is_about(*resource), schema_ref(definition_of(*resource, as))));
        }
        add_pairs(as, rules);
        return Json(Object{
            {"type", "object"},
            {"properties", Json(std::move(properties))},
            {"anyOf", Json(std::move(known))},
            {"allOf", Json(std::move(rules))}});
    }

    /// A fact on the right of a comparison: `{file: /b, fact: ctime}`.
    Json fact() const {
        std::vector<std::string> keys = {"fact"};
        Array known;
        for (const auto* resource : lexicon_.all()) {
            keys.emplace_back(resource->name);
            known.push_back(schema_requires(resource->name));
            for (const auto& qualifier : resource->qualifiers)
                keys.emplace_back(qualifier.name);
        }
        return Json(Object{
            {"type", "object"},
            {"anyOf", Json(std::move(known))},
            {"propertyNames", Json(Object{{"enum", schema_words(keys)}})}});
    }

    const Lexicon& lexicon_;
    ValueSchemas values_;
};

}  // namespace

Json spec_schema(const Lexicon& lexicon) {
    return SpecSchema(lexicon).done();
}

}  // namespace muster
