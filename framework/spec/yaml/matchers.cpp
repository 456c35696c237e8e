#include "framework/spec/yaml/matchers.hpp"

#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"
#include "framework/base/yaml/read.hpp"
#include "framework/spec/collector.hpp"
#include "framework/spec/yaml/keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

Nanoseconds duration_of(const Yaml& node, const Scope& scope) {
    const auto text = scope.text(node);
    const auto duration = duration_from(text);
    if (not duration)
        throw Broken(
            fmt::format("\"{}\" is no duration", text), node.where, "write 90s, 5m or 30d"
        );
    return *duration;
}

/// Lines without blanks at their ends, but empty ones and those that begin with `#`. A relative path begins at the
/// folder of the spec.
Written lines_of_file(const Yaml& node, const Scope& scope) {
    auto path = scope.text(node);
    const auto slash = node.where.file.rfind('/');
    if (not path.starts_with('/') and slash != std::string::npos)
        path = node.where.file.substr(0, slash + 1) + path;
    const auto content = read_file(path);
    if (not content)
        throw Broken(fmt::format("there is no file \"{}\"", path), node.where);
    Json::Array items;
    for (const auto line : lines_of(*content))
        if (const auto item = trimmed(line); not item.empty() and not item.starts_with('#'))
            items.emplace_back(item);
    return {Json(std::move(items))};
}

Written value_of_word(const Yaml::Member& member, const Scope& scope) {
    if (member.key == "var")
        return scope.value_of("var." + scope.text(member.value), member.value.where);
    if (member.key == "secret")
        return {WrittenSecret{scope.text(member.value)}};
    if (member.key == "from_file")
        return lines_of_file(member.value, scope);
    const auto duration = duration_of(member.value, scope);
    return {WrittenMoment{member.key == "ago" ? -duration : duration}};
}

std::vector<Written> written_matchers(std::span<const Yaml> nodes, const Scope& scope) {
    std::vector<Written> matchers;
    for (const auto& node : nodes)
        matchers.push_back(written_matcher(node, scope));
    return matchers;
}

std::vector<Written> written_values(std::span<const Yaml> nodes, const Scope& scope) {
    std::vector<Written> values;
    for (const auto& node : nodes)
        values.push_back(written_value(node, scope));
    return values;
}

/// `between: [1, 5]`, `exactly: [2, {starts_with: a}]`.
const Yaml::Sequence& pair_of(const Yaml::Member& member, std::string_view what) {
    const auto& pair = sequence_of(member.value, member.key);
    if (pair.size() != 2)
        throw Broken(
            fmt::format("{} takes a list of two, {}, not of {}", member.key, what, pair.size()),
            member.value.where
        );
    return pair;
}

std::vector<WordMatcher> at_places(
    std::string_view word, const Yaml::Member& member, const Scope& scope
) {
    std::vector<WordMatcher> matchers;
    for (const auto& place : mapping_of(member.value, member.key)) {
        const auto path = scope.fill({Yaml::Scalar{place.key, true}, place.where});
        matchers.push_back({{std::string(word), {path, written_matcher(place.value, scope)}}});
    }
    return matchers;
}

std::vector<Written> operands_of(
    const MatcherWord& word, const Yaml::Member& member, const Scope& scope
) {
    const auto& value = member.value;
    const auto* sequence = value.as<Yaml::Sequence>();
    const bool counts = word.name == "at_least" or word.name == "at_most";
    if (word.operands == "number part" or (counts and sequence != nullptr)) {
        const auto& pair = pair_of(member, "how many and what fits");
        return {written_value(pair[0], scope), written_matcher(pair[1], scope)};
    }
    if (word.operands == "value value")
        return written_values(pair_of(member, "the least and the most"), scope);
    if (word.operands == "values")
        return written_values(one_or_more(value), scope);
    if (word.operands == "part")
        return {written_matcher(value, scope)};
    if (word.operands != "parts")
        return {written_value(value, scope)};
    // An empty list is a list: nothing beyond nothing.
    if (sequence != nullptr and sequence->empty())
        return {Written{WrittenList{}}};
    return written_matchers(one_or_more(value), scope);
}

std::vector<std::string> known_words() {
    std::vector<std::string> known = {"not", "any_of", "all_of"};
    for (const auto& word : matcher_words())
        known.emplace_back(word.name);
    return known;
}

/// A member of a map within a matcher, where `not`, `any_of` and `all_of` are words, too.
std::vector<Written> inner_matchers(const Yaml::Member& member, const Scope& scope) {
    if (member.key == "not")
        return {{WrittenMatcher{"not", {written_matcher(member.value, scope)}}}};
    if (member.key == "any_of" or member.key == "all_of") {
        const auto& nodes = sequence_of(member.value, member.key);
        return {{WrittenMatcher{
            member.key == "any_of" ? "or" : "and", written_matchers(nodes, scope)}}};
    }
    std::vector<Written> matchers;
    for (auto& [matcher, negated] : word_matchers(member, scope)) {
        Written one{std::move(matcher)};
        matchers.push_back(negated ? Written{WrittenMatcher{"not", {std::move(one)}}} : one);
    }
    return matchers;
}

}  // namespace

bool is_value(const Yaml& node) {
    const auto* mapping = node.as<Yaml::Mapping>();
    return mapping == nullptr
           or (mapping->size() == 1
               and std::ranges::find(value_words, mapping->front().key) != value_words.end());
}

Written written_value(const Yaml& node, const Scope& scope) {
    if (node.as<Yaml::Scalar>() != nullptr)
        return scope.fill(node);
    if (const auto* sequence = node.as<Yaml::Sequence>())
        return {WrittenList{written_values(*sequence, scope)}};
    if (node.as<std::monostate>() != nullptr)
        throw Broken("there is no value", node.where, "write \"\" for the empty text");
    if (not is_value(node))
        throw Broken(
            "expected a value, not a map",
            node.where,
            "a matcher stands at the attribute: {at_least: 3}"
        );
    return value_of_word(node.as<Yaml::Mapping>()->front(), scope);
}

Written written_matcher(const Yaml& node, const Scope& scope) {
    if (is_value(node))
        return written_value(node, scope);
    std::vector<Written> all;
    for (const auto& member : *node.as<Yaml::Mapping>())
        for (auto& matcher : inner_matchers(member, scope))
            all.push_back(std::move(matcher));
    if (all.empty())
        throw Broken("an empty map expects nothing", node.where);
    return all.size() == 1 ? std::move(all.front())
                           : Written{WrittenMatcher{"and", std::move(all)}};
}

std::vector<WordMatcher> word_matchers(const Yaml::Member& member, const Scope& scope) {
    const auto* word = find_matcher_word(member.key);
    if (word == nullptr)
        throw Broken(
            fmt::format("no matcher \"{}\"{}", member.key, did_you_mean(member.key, known_words())),
            member.where
        );
    const std::string name(word->name);
    if (word->operands == "path part" or word->operands == "xpath part")
        return at_places(name, member, scope);
    if (word->operands.empty())
        return {{{name, {}}, not flag_of(member.value, member.key)}};
    return {{{name, operands_of(*word, member, scope)}}};
}

}  // namespace muster
