#pragma once

// Small readers of YAML nodes, each with an error that names the place.

#include "framework/base/yaml/yaml.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// Throw Broken for anything else; `what` is what is read: "an item".
const Yaml::Mapping& mapping_of(const Yaml& node, std::string_view what);
const Yaml::Sequence& sequence_of(const Yaml& node, std::string_view what);
const std::string& scalar_of(const Yaml& node, std::string_view what);

/// One scalar or several.
std::vector<std::string> scalars_of(const Yaml& node, std::string_view what);
/// The items of a sequence; of anything else the node itself.
std::span<const Yaml> one_or_more(const Yaml& node);
/// true or false and no other word.
bool flag_of(const Yaml& node, std::string_view what);

/// nullptr when there is none.
const Yaml::Member* find_member(const Yaml::Mapping& mapping, std::string_view key);

/// "no key "x" here; did you mean …": at the key.
[[noreturn]] void refuse_key(
    const Yaml::Member& member, std::string_view of_what, std::span<const std::string> known
);

}  // namespace muster
