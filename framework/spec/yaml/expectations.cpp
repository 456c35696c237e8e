// What stands behind an attribute: a value, or a map of matchers.
#include "framework/base/text.hpp"
#include "framework/base/yaml/read.hpp"
#include "framework/spec/yaml/matchers.hpp"
#include "framework/spec/yaml/things.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

/// RESOURCES 1.2: a second fact is of the same type and unit; a Scalar on the left takes a Text, a Number or a Version,
/// too.
void require_comparable(
    const MatcherWord& relation,
    Type left,
    std::string_view unit,
    const AttributeEntry& right,
    const Location& where
) {
    const bool loose =
        left == Type::scalar
        and (right.type == Type::text or right.type == Type::number or right.type == Type::version);
    if (std::ranges::find(relation.types, left) == relation.types.end())
        throw Broken(fmt::format("a {} has no \"{}\"", name(left), relation.name), where);
    if (not loose and (left != right.type or unit != right.unit))
        throw Broken(
            fmt::format(
                "a {} is not compared with {}, a {}",
                name(left),
                right.name,
                right.unit.empty() ? std::string(name(right.type))
                                   : fmt::format("{} of {}", name(right.type), right.unit)
            ),
            where
        );
}

}  // namespace

std::uint32_t Things::joined(Expression::Form form, std::vector<std::uint32_t> parts) {
    return parts.size() == 1 and form != Expression::Form::negation
               ? parts.front()
               : collector_.joined(form, parts);
}

std::uint32_t Things::judged(const Asked& asked, const Yaml& node) {
    if (is_value(node))
        return plain(asked, node);
    std::vector<std::uint32_t> parts;
    for (const auto& member : *node.as<Yaml::Mapping>())
        parts.push_back(by_key(asked, member));
    if (parts.empty())
        throw Broken("an empty map expects nothing", node.where);
    return joined(Expression::Form::all, std::move(parts));
}

/// `installed: false` is what C++ says as `not`.
std::uint32_t Things::plain(const Asked& asked, const Yaml& node) {
    auto value = written_value(node, scope_);
    const bool is_flag = asked.attribute.type == Type::flag and asked.derivations.empty();
    const auto* json = std::get_if<Json>(&value.content);
    if (is_flag and json != nullptr and (*json == Json("false") or *json == Json(false)))
        return joined(
            Expression::Form::negation,
            {collector_.expectation(named(asked), {"equals", {{Json(true)}}})}
        );
    return collector_.expectation(named(asked), {"equals", {std::move(value)}});
}

std::uint32_t Things::by_key(const Asked& asked, const Yaml::Member& member) {
    if (member.key == "not")
        return joined(Expression::Form::negation, {judged(asked, member.value)});
    if (member.key == "any_of" or member.key == "all_of") {
        std::vector<std::uint32_t> parts;
        for (const auto& node : sequence_of(member.value, member.key))
            parts.push_back(judged(asked, node));
        if (parts.empty())
            throw Broken(member.key + " of nothing", member.where);
        return joined(
            member.key == "any_of" ? Expression::Form::any : Expression::Form::all, std::move(parts)
        );
    }
    if (member.key == "same_as")
        return compared(asked, "equals", member.value);
    if (member.key == "fits") {
        auto written = written_matcher(member.value, scope_);
        auto* matcher = std::get_if<WrittenMatcher>(&written.content);
        return collector_.expectation(
            named(asked),
            matcher != nullptr ? std::move(*matcher)
                               : WrittenMatcher{"equals", {std::move(written)}}
        );
    }
    const bool is_map = asked.attribute.type == Type::map and asked.derivations.empty();
    if (member.key == "captured" or (is_map and member.key == "member"))
        return derived(asked, member.key, member);
    if (is_map and member.key == "has") {
        auto has = asked;
        has.derivations.push_back({"has", scope_.text(member.value)});
        return collector_.expectation(named(has), {"equals", {{Json(true)}}});
    }
    if (is_map and find_matcher_word(member.key) == nullptr) {
        auto inner = asked;
        inner.derivations.push_back({"member", member.key});
        return judged(inner, member.value);
    }
    return by_word(asked, member);
}

/// `captured: {"^port (\\d+)": {">=": 1024}}`.
std::uint32_t Things::derived(
    const Asked& asked, const std::string& word, const Yaml::Member& member
) {
    const auto type = asked.attribute.type;
    if (word == "captured" and type != Type::text and type != Type::scalar)
        throw Broken(
            fmt::format("a {} has no \"captured\"", name(type)), member.where, "a text has it"
        );
    std::vector<std::uint32_t> parts;
    for (const auto& inner : mapping_of(member.value, member.key)) {
        auto one = asked;
        one.derivations.push_back({word, scope_.text({Yaml::Scalar{inner.key, true}, inner.where})}
        );
        parts.push_back(judged(one, inner.value));
    }
    if (parts.empty())
        throw Broken(member.key + " of nothing", member.where);
    return joined(Expression::Form::all, std::move(parts));
}

/// A fact on the right is named by a map that begins with a resource.
bool Things::is_fact(const Yaml& node) const {
    const auto* mapping = node.as<Yaml::Mapping>();
    return mapping != nullptr and not mapping->empty()
           and collector_.lexicon().find(mapping->front().key) != nullptr;
}

std::uint32_t Things::by_word(const Asked& asked, const Yaml::Member& member) {
    const auto* word = find_matcher_word(member.key);
    if (word != nullptr and not word->symbol.empty() and is_fact(member.value))
        return compared(asked, std::string(word->name), member.value);
    std::vector<std::uint32_t> parts;
    for (auto& [matcher, negated] : word_matchers(member, scope_)) {
        const auto one = collector_.expectation(named(asked), std::move(matcher));
        parts.push_back(negated ? joined(Expression::Form::negation, {one}) : one);
    }
    if (parts.empty())
        throw Broken(member.key + " of nothing", member.where);
    return joined(Expression::Form::all, std::move(parts));
}

std::uint32_t Things::compared(const Asked& asked, const std::string& relation, const Yaml& other) {
    const Chosen same{asked.thing.view, std::string(asked.attribute.name)};
    const auto right = fact(other, same);
    const bool is_derived = not asked.derivations.empty();
    require_comparable(
        *find_matcher_word(relation),
        is_derived ? Type::scalar : asked.attribute.type,
        is_derived ? "" : asked.attribute.unit,
        right.attribute,
        other.where
    );
    return collector_.expectation(named(asked), relation, right.named);
}

}  // namespace muster
