#include "framework/model/plan_codec.hpp"

#include "framework/base/json/fields.hpp"
#include "framework/model/value_codec.hpp"

#include <fmt/format.h>

namespace muster {

// Each struct is described once, for both ways; the descriptions stand beside their types' namespace,
// where `fields`, `written` and `read` are looked up.

constexpr Expression::Form last_of(Expression::Form) {
    return Expression::Form::fact;
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
    visit.if_any("file", where.file);
    visit.if_any("line", where.line);
    visit.if_any("column", where.column);
}

template<class Visitor>
void fields(Visitor& visit, Matcher& matcher) {
    visit.if_any("word", matcher.word);
    visit.if_any("values", matcher.values);
    visit.if_any("parts", matcher.parts);
}

template<class Visitor>
void fields(Visitor& visit, Expression& expression);

static Json written(const Argument& argument) {
    if (const auto* value = std::get_if<Value>(&argument))
        return Json(Json::Object{{"value", to_json(*value)}});
    if (const auto* asked = std::get_if<OfEach>(&argument))
        return Json(Json::Object{{"of_each", written(asked->expression())}});
    return Json(Json::Object{{"matcher", written(std::get<Matcher>(argument))}});
}

static void read(const Json& from, Argument& argument) {
    if (const auto* value = from.find("value")) {
        argument = value_from_json(*value);
        return;
    }
    if (const auto* asked = from.find("of_each")) {
        Expression expression;
        read(*asked, expression);
        argument = OfEach(std::move(expression));
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
    visit.if_any("arguments", qualifier.arguments);
    visit.if_any("is_secret", qualifier.is_secret);
    visit.if_any("secret", qualifier.secret);
}

template<class Visitor>
void fields(Visitor& visit, Subject& subject) {
    visit.if_any("resource", subject.resource);
    visit.if_any("names", subject.names);
    visit.if_any("qualifiers", subject.qualifiers);
    visit.if_any("view", subject.view);
    visit.if_any("view_names", subject.view_names);
    visit.if_any("from", subject.from);
}

template<class Visitor>
void fields(Visitor& visit, Derivation& derivation) {
    visit.if_any("word", derivation.word);
    visit.if_any("argument", derivation.argument);
}

template<class Visitor>
void fields(Visitor& visit, Fact& fact) {
    visit.if_any("subject", fact.subject);
    visit.if_any("attribute", fact.attribute);
    visit.if_any("parameters", fact.parameters);
    visit.if_any("derivations", fact.derivations);
}

template<class Visitor>
void fields(Visitor& visit, Expression& expression) {
    visit("form", expression.form);
    visit.if_any("fact", expression.fact);
    visit.if_any("matcher", expression.matcher);
    visit.if_any("other", expression.other);
    visit.if_any("parts", expression.parts);
}

template<class Visitor>
void fields(Visitor& visit, Guard& guard) {
    visit("expression", guard.expression);
    visit.if_any("where", guard.where);
}

template<class Visitor>
void fields(Visitor& visit, Row& row) {
    visit("id", row.id);
    visit.if_any("headings", row.headings);
    visit.if_any("where", row.where);
    visit("expression", row.expression);
    visit.if_any("guards", row.guards);
    visit.if_any("skip_reason", row.skip_reason);
    visit.if_any("broken", row.broken);
    visit.if_any("retry_for", row.retry_for);
    visit.if_any("because", row.because);
    visit("impact", row.impact);
    visit.if_any("given_id", row.given_id);
    visit.if_any("about", row.about);
    visit.if_any("follow", row.follow);
    visit("judged", row.judged);
    visit.if_any("of_target", row.of_target);
}

template<class Visitor>
void fields(Visitor& visit, EmptyBlock& block) {
    visit.if_any("where", block.where);
    visit("headings", block.headings);
}

template<class Visitor>
void fields(Visitor& visit, Spec& spec) {
    visit("kind", spec.kind);
    visit("title", spec.title);
    visit.if_any("where", spec.where);
    visit.if_any("roles", spec.roles);
    visit.if_any("tags", spec.tags);
    visit.if_any("owner", spec.owner);
    visit.if_any("runbook", spec.runbook);
    visit("rows", spec.rows);
    visit.if_any("empty_blocks", spec.empty_blocks);
}

template<class Visitor>
void fields(Visitor& visit, Problem& problem) {
    visit.if_any("where", problem.where);
    visit("message", problem.message);
    visit.if_any("hint", problem.hint);
    visit.if_any("warning", problem.warning);
    visit.if_any("rule", problem.rule);
}

template<class Visitor>
void fields(Visitor& visit, Plan& plan) {
    visit("target", plan.target);
    visit("specs", plan.specs);
    visit.if_any("left_out", plan.left_out);
    visit.if_any("problems", plan.problems);
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
    visit.if_any("untold", target.untold);
    visit.if_any("vaults", target.vaults);
}

template<class Visitor>
void fields(Visitor& visit, Inventory& inventory) {
    visit("targets", inventory.targets);
    visit("roles", inventory.roles);
}

template<class Visitor>
void fields(Visitor& visit, Surroundings& surroundings) {
    visit("target", surroundings.target);
    visit("platform", surroundings.platform);
    visit("platform_assumed", surroundings.platform_assumed);
    visit("every_role", surroundings.every_role);
    visit.if_any("fleet", surroundings.fleet);
    visit("now", surroundings.now);
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

Json to_json(const Inventory& inventory) {
    return written(inventory);
}

Inventory inventory_from_json(const Json& json) {
    Inventory inventory;
    read(json, inventory);
    return inventory;
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
