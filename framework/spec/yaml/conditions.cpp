#include "framework/spec/yaml/conditions.hpp"

#include "framework/base/yaml/read.hpp"
#include "framework/model/match.hpp"
#include "framework/spec/collector.hpp"
#include "framework/spec/members.hpp"
#include "framework/spec/yaml/keys.hpp"
#include "framework/spec/yaml/matchers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

struct PlatformWord {
    std::string_view key;
    std::string Platform::*text;
};

constexpr std::array<PlatformWord, 7> platform_words = {{
    {"family", &Platform::family},
    {"distribution", &Platform::distribution},
    {"codename", &Platform::codename},
    {"arch", &Platform::arch},
    {"kernel", &Platform::kernel},
    {"virtualization", &Platform::virtualization},
    {"init", &Platform::init},
}};

std::vector<std::string> known_keys() {
    std::vector<std::string> keys = {"version", "role", "address", "var", "not", "any_of"};
    keys.insert(keys.end(), condition_texts.begin(), condition_texts.end());
    return keys;
}

/// Every one is read, so that a wrong one is told wherever the target stands.
template<class Items, class Holds>
std::size_t count_holding(const Items& items, const Holds& holds_one) {
    std::size_t count = 0;
    for (const auto& item : items)
        count += holds_one(item) ? 1 : 0;
    return count;
}

/// A list is one of these.
bool fits(const Value& value, const Yaml& node, const ExpectedType& type, const Scope& scope) {
    const auto now = scope.surroundings().now;
    const auto one = [&](const Yaml& wanted) {
        try {
            const auto matcher = read_matcher(written_matcher(wanted, scope), type, now);
            return match(matcher, value, now).truth == Truth::yes;
        } catch (const Broken& broken) {
            throw broken.where().file.empty()
                ? Broken(broken.message(), wanted.where, broken.hint())
                : broken;
        }
    };
    const auto nodes = one_or_more(node);
    if (nodes.empty())
        throw Broken("one of nothing never holds", node.where);
    return count_holding(nodes, one) > 0;
}

/// What `is_set: true` or false alone asks; nothing for any other condition.
std::optional<bool> wants_set(const Yaml& node) {
    const auto* wanted = node.as<Yaml::Mapping>();
    const bool is_alone =
        wanted != nullptr and wanted->size() == 1 and wanted->front().key == "is_set";
    return is_alone ? std::optional(flag_of(wanted->front().value, "is_set")) : std::nullopt;
}

/// Nothing where the target has none; one that nobody can tell ends the body.
std::optional<Written> variable_named(const Yaml::Member& member, const Scope& scope) {
    const auto& target = scope.surroundings().target;
    const auto name = member.key.substr(0, member.key.find('.'));
    if (target.untold.contains(name))
        throw missing_variable(target, name, member.where);
    try {
        return scope.value_of("var." + member.key, member.where);
    } catch (const BodyEnds&) {
        return std::nullopt;  // the target has none
    }
}

bool variable_fits(const Yaml::Member& member, const Scope& scope) {
    const auto found = variable_named(member, scope);
    if (const auto wanted = wants_set(member.value))
        return found.has_value() == *wanted;
    const ExpectedType scalar{Type::scalar, {}, {}, {}};
    const ExpectedType list{Type::list, {.type = Type::scalar, .ordered = true}, {}, {}};
    if (not found)
        return fits(Value(), member.value, scalar, scope);  // nothing fits, and slips are told
    const auto& json = std::get<Json>(found->content);
    const auto* array = json.as<Json::Array>();
    const auto is_map = [](const Json& one) { return one.as<Json::Object>() != nullptr; };
    if (is_map(json) or (array != nullptr and std::ranges::any_of(*array, is_map)))
        throw Broken(
            "a map is not compared with anything", member.where, "when: {var: {name.member: …}}"
        );
    if (array != nullptr)
        return fits(read_value(*found, list, scope.surroundings().now), member.value, list, scope);
    return fits(
        Scalar{to_plain(read_value(*found, {}, scope.surroundings().now))},
        member.value,
        scalar,
        scope
    );
}

template<class Holds>
bool holds_all(const Yaml::Mapping& members, const Location& where, const Holds& holds_one) {
    if (members.empty())
        throw Broken("a condition of nothing", where);
    return count_holding(members, holds_one) == members.size();
}

const Yaml::Sequence& some_of(const Yaml::Member& member) {
    const auto& nodes = sequence_of(member.value, member.key);
    if (nodes.empty())
        throw Broken(member.key + " of nothing", member.where);
    return nodes;
}

/// Whether a condition asks what the target is; of the run there are variables alone.
bool asks_of_target(std::string_view key) {
    return key != "var" and key != "not" and key != "any_of";
}

bool one_holds(const Yaml::Member& member, const Scope& scope) {
    const auto& target = scope.surroundings().target;
    const auto& platform = scope.surroundings().platform;
    const ExpectedType text{};
    if (scope.surroundings().fleet and asks_of_target(member.key))
        throw no_one_target(member.where);
    const auto word = std::ranges::find(platform_words, member.key, &PlatformWord::key);
    if (word != platform_words.end())
        return fits(platform.*(word->text), member.value, text, scope);
    if (member.key == "version")
        return fits(
            Version{platform.version, VersionOrder::dotted},
            member.value,
            {Type::version, {}, {}, {}},
            scope
        );
    if (member.key == "name")
        return fits(target.name, member.value, text, scope);
    if (member.key == "role") {
        const auto roles = scalars_of(member.value, "role");
        if (roles.empty())
            throw Broken("role of nothing", member.where);
        for (const auto& role : roles)
            require_known_role(scope.surroundings(), role, member.value.where);
        return std::ranges::any_of(roles, [&](const std::string& role) {
            return std::ranges::count(target.roles, role) > 0;
        });
    }
    if (member.key == "address")
        return std::ranges::all_of(one_or_more(member.value), [&](const Yaml& network) {
            return target.addresses.contains(scope.text(network));
        });
    if (member.key == "var")
        return holds_all(
            mapping_of(member.value, "var"),
            member.where,
            [&](const Yaml::Member& one) { return variable_fits(one, scope); }
        );
    if (member.key == "not")
        return not holds(member.value, scope);
    if (member.key == "any_of")
        return count_holding(some_of(member), [&](const Yaml& one) { return holds(one, scope); })
               > 0;
    refuse_key(member, "when", known_keys());
}

}  // namespace

bool holds(const Yaml& when, const Scope& scope) {
    return holds_all(mapping_of(when, "when"), when.where, [&](const Yaml::Member& member) {
        return one_holds(member, scope);
    });
}

}  // namespace muster
