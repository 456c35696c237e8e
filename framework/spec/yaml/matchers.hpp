#pragma once

// Values and matchers as YAML has them. What they are read as is decided later, by the attribute's type.

#include "framework/spec/yaml/scope.hpp"

#include <vector>

namespace muster {

/// `443`, `[22, 443]`, `{ago: 30d}`, `{from_now: 30d}`, `{var: ports}`, `{from_file: names.txt}`, `{secret: name}`.
Written written_value(const Yaml& node, const Scope& scope);

/// A matcher within another one, for an item or a part: all keys of a map must hold.
Written written_matcher(const Yaml& node, const Scope& scope);

/// One word of a map, but for `not`, `any_of` and `all_of`: `{json: {a: 1, b: 2}}` is two matchers.
struct WordMatcher {
    WrittenMatcher matcher;
    bool negated = false;  ///< `is_empty: false`
};
std::vector<WordMatcher> word_matchers(const Yaml::Member& member, const Scope& scope);

/// Whether a map is a value (`{ago: 1d}`) and no matcher.
bool is_value(const Yaml& node);

}  // namespace muster
