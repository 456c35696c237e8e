#include "framework/model/plan_codec.hpp"

#include "framework/base/json/fields.hpp"
#include "framework/model/value_codec.hpp"

#include <fmt/format.h>

namespace muster {

// Each struct is described once, for both ways; the descriptions stand beside their types' namespace,
// where `fields`, `written` and `read` are looked up.

constexpr Expression::Form last_of(Expression::Form) {
    return Expression::Form::any;
}
constexpr Spec::Kind last_of(Spec::Kind) {
    return Spec::Kind::fleet;
}
constexpr Impact last_of(Impact) {
    return Impact::critical;
}

static Json written(const Value& value) {
    return to_json(value);
}

static void read(const Json& from, Value& value) {
    value = value_from_json(from);
}

template<class Visitor>
void fields(Visitor& visit, Location& where) {
    visit("file", where.file);
    visit("line", where.line);
    visit("column", where.column);
}

template<class Visitor>
void fields(Visitor& visit, Matcher& matcher) {
    visit("word", matcher.word);
    visit("values", matcher.values);
    visit("parts", matcher.parts);
}

static Json written(const Argument& argument) {
    const auto* value = std::get_if<Value>(&argument);
    if (value != nullptr)
        return Json(Json::Object{{"value", to_json(*value)}});
    return Json(Json::Object{{"matcher", written(std::get<Matcher>(argument))}});
}

static void read(const Json& from, Argument& argument) {
    if (const auto* value = from.find("value")) {
        argument = value_from_json(*value);
        return;
    }
    Matcher matcher;
    const auto* found = from.find("matcher");
    if (found == nullptr)
        throw Broken("expected a value or a matcher");
    read(*found, matcher);
    argument = std::move(matcher);
}

template<class Visitor>
void fields(Visitor& visit, Qualifier& qualifier) {
    visit("name", qualifier.name);
    visit("arguments", qualifier.arguments);
    visit("is_secret", qualifier.is_secret);
}

template<class Visitor>
void fields(Visitor& visit, Subject& subject) {
    visit("resource", subject.resource);
    visit("names", subject.names);
    visit("qualifiers", subject.qualifiers);
    visit("view", subject.view);
}

template<class Visitor>
void fields(Visitor& visit, Derivation& derivation) {
    visit("word", derivation.word);
    visit("argument", derivation.argument);
}

template<class Visitor>
void fields(Visitor& visit, Fact& fact) {
    visit("subject", fact.subject);
    visit("attribute", fact.attribute);
    visit("parameters", fact.parameters);
    visit("derivations", fact.derivations);
}

template<class Visitor>
void fields(Visitor& visit, Expression& expression) {
    visit("form", expression.form);
    visit("fact", expression.fact);
    visit("matcher", expression.matcher);
    visit("other", expression.other);
    visit("parts", expression.parts);
}

template<class Visitor>
void fields(Visitor& visit, Guard& guard) {
    visit("expression", guard.expression);
    visit("where", guard.where);
}

template<class Visitor>
void fields(Visitor& visit, Row& row) {
    visit("id", row.id);
    visit("headings", row.headings);
    visit("where", row.where);
    visit("expression", row.expression);
    visit("guards", row.guards);
    visit("skip_reason", row.skip_reason);
    visit("broken", row.broken);
    visit("retry_for", row.retry_for);
    visit("because", row.because);
    visit("impact", row.impact);
    visit("given_id", row.given_id);
    visit("about", row.about);
    visit("follow", row.follow);
    visit("judged", row.judged);
}

template<class Visitor>
void fields(Visitor& visit, Spec& spec) {
    visit("kind", spec.kind);
    visit("title", spec.title);
    visit("where", spec.where);
    visit("roles", spec.roles);
    visit("tags", spec.tags);
    visit("owner", spec.owner);
    visit("runbook", spec.runbook);
    visit("rows", spec.rows);
}

template<class Visitor>
void fields(Visitor& visit, Problem& problem) {
    visit("where", problem.where);
    visit("message", problem.message);
    visit("hint", problem.hint);
    visit("warning", problem.warning);
}

template<class Visitor>
void fields(Visitor& visit, Plan& plan) {
    visit("target", plan.target);
    visit("specs", plan.specs);
    visit("left_out", plan.left_out);
    visit("problems", plan.problems);
}

template<class Visitor>
void fields(Visitor& visit, Platform& platform) {
    visit("family", platform.family);
    visit("distribution", platform.distribution);
    visit("version", platform.version);
    visit("codename", platform.codename);
    visit("arch", platform.arch);
    visit("kernel", platform.kernel);
    visit("virtualization", platform.virtualization);
    visit("init", platform.init);
    visit("machine_id", platform.machine_id);
}

template<class Visitor>
void fields(Visitor& visit, Target& target) {
    visit("name", target.name);
    visit("url", target.url);
    visit("roles", target.roles);
    visit("addresses", target.addresses);
    visit("variables", target.variables);
}

template<class Visitor>
void fields(Visitor& visit, Surroundings& surroundings) {
    visit("target", surroundings.target);
    visit("platform", surroundings.platform);
    visit("has_inventory", surroundings.has_inventory);
    visit("every_role", surroundings.every_role);
    visit("now", surroundings.now);
    visit("members", surroundings.members);
}

Json to_json(const Plan& plan) {
    auto json = written(plan);
    json.add("format", plan_format);
    return json;
}

Plan plan_from_json(const Json& json) {
    const auto* format = json.find("format");
    if (format == nullptr or *format != Json(plan_format))
        throw Broken(fmt::format("this is no plan of format {}", plan_format));
    Plan plan;
    read(json, plan);
    return plan;
}

Json to_json(const Surroundings& surroundings) {
    return written(surroundings);
}

Surroundings surroundings_from_json(const Json& json) {
    Surroundings surroundings;
    read(json, surroundings);
    return surroundings;
}

Json to_json(const Platform& platform) {
    return written(platform);
}

Platform platform_from_json(const Json& json) {
    Platform platform;
    read(json, platform);
    return platform;
}

}  // namespace muster
