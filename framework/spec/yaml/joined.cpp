// Items joined to one expectation: any_of, all_of, not, and what is asked of each member of a fleet.
#include "framework/base/yaml/read.hpp"
#include "framework/spec/yaml/keys.hpp"
#include "framework/spec/yaml/things.hpp"

#include <fmt/format.h>

namespace muster {

bool joins_items(std::string_view key) {
    return key == "any_of" or key == "all_of" or key == "not";
}

std::uint32_t Things::joined_items(const Yaml::Member& first) {
    if (first.key == "not")
        return collector_.joined(Expression::Form::negation, {single(first.value)});
    std::vector<std::uint32_t> parts;
    for (const auto& part : sequence_of(first.value, first.key))
        parts.push_back(whole(part));
    if (parts.empty())
        throw Broken(first.key + " of nothing", first.where);
    return joined(
        first.key == "any_of" ? Expression::Form::any : Expression::Form::all, std::move(parts)
    );
}

/// What `not` stands before: of several expectations it would hold where one of them fails.
std::uint32_t Things::single(const Yaml& item) {
    const auto& members = mapping_of(item, "an item");
    if (not members.empty() and joins_items(members.front().key))
        return whole(item);
    const auto said = expectations(item, Statements::refused);
    if (said.size() > 1)
        throw Broken(
            fmt::format("not stands before one expectation, and these are {}", said.size()),
            item.where,
            "write not: {all_of: […]}, or false for each"
        );
    return said.front().expectation;
}

std::uint32_t Things::whole(const Yaml& item) {
    const auto& members = mapping_of(item, "an item");
    if (not members.empty() and joins_items(members.front().key)) {
        if (members.size() > 1)
            refuse_key(members[1], members.front().key, {});
        return joined_items(members.front());
    }
    std::vector<std::uint32_t> parts;
    for (const auto& said : expectations(item, Statements::refused))
        parts.push_back(said.expectation);
    return joined(Expression::Form::all, std::move(parts));
}

}  // namespace muster
