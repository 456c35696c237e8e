#include "framework/spec/yaml/conditions.hpp"

#include "framework/model/match.hpp"
#include "framework/spec/collector.hpp"
#include "framework/spec/yaml/matchers.hpp"
#include "framework/spec/yaml/read.hpp"

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
    std::vector<std::string> keys = {"version", "name", "role", "address", "var", "not", "any_of"};
    for (const auto& word : platform_words)
        keys.emplace_back(word.key);
    return keys;
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
    return std::ranges::any_of(one_or_more(node), one);
}

bool variables_fit(const Yaml& node, const Scope& scope) {
    return std::ranges::all_of(mapping_of(node, "var"), [&](const Yaml::Member& member) {
        try {
            const auto found = scope.value_of("var." + member.key, member.where);
            const bool is_list = std::get<Json>(found.content).as<Json::Array>() != nullptr;
            const ExpectedType type{
                is_list ? Type::list : Type::scalar,
                {.type = Type::scalar, .ordered = true},
                {},
                {}};
            const auto value = read_value(found, type, scope.surroundings().now);
            return fits(is_list ? value : Scalar{to_plain(value)}, member.value, type, scope);
        } catch (const BodyEnds&) {
            const auto* wanted = member.value.as<Yaml::Mapping>();
            const auto* is_set = wanted == nullptr ? nullptr : find_member(*wanted, "is_set");
            return is_set != nullptr and not flag_of(is_set->value, "is_set");
        }
    });
}

bool one_holds(const Yaml::Member& member, const Scope& scope) {
    const auto& target = scope.surroundings().target;
    const auto& platform = scope.surroundings().platform;
    const ExpectedType text{};
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
    if (member.key == "role")
        return std::ranges::any_of(target.roles, [&](const std::string& role) {
            return fits(role, member.value, text, scope);
        });
    if (member.key == "address")
        return std::ranges::all_of(one_or_more(member.value), [&](const Yaml& network) {
            return target.addresses.contains(scope.text(network));
        });
    if (member.key == "var")
        return variables_fit(member.value, scope);
    if (member.key == "not")
        return not holds(member.value, scope);
    if (member.key == "any_of")
        return std::ranges::any_of(sequence_of(member.value, "any_of"), [&](const Yaml& one) {
            return holds(one, scope);
        });
    refuse_key(member, "when", known_keys());
}

}  // namespace

bool holds(const Yaml& when, const Scope& scope) {
    const auto& members = mapping_of(when, "when");
    if (members.empty())
        throw Broken("when of nothing", when.where);
    // Every key is read, so that a wrong one is told wherever the target stands.
    bool all = true;
    for (const auto& member : members)
        all = one_holds(member, scope) and all;
    return all;
}

}  // namespace muster
