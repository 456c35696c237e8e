#pragma once

// The items below `expect:`, said to a collector.

#include "framework/spec/collector.hpp"
#include "framework/spec/yaml/scope.hpp"

#include <map>
#include <string>
#include <vector>

namespace muster {

/// Files that specs include, by the path under which they were found; read once.
using Included = std::map<std::string, std::vector<Yaml>>;

/// One document that is said for one target.
struct Telling {
    const Included& included;
    Collector& collector;
    std::size_t most_items = 200'000;  ///< loops and includes multiply
    std::size_t items = 0;             ///< said so far
};

/// Says every item. What is wrong with one is told at its place, and the others go on.
void say_items(const Yaml& items, const Scope& scope, Telling& telling);

/// Guards of a map (`when`, `only_if`, `skip`) for the block that is open. False where `when` does not hold.
bool enter(const Yaml::Mapping& members, const Scope& scope, Collector& collector);

/// Where an `include:` leads, in its shortest spelling: beside the file in which it stands, unless it begins with `/`.
std::string included_path(const Yaml& include);

/// What an included file says: its own `vars` as defaults, and its items.
struct IncludedItems {
    const Yaml* vars = nullptr;
    const Yaml* items = nullptr;
};
IncludedItems items_of(const Yaml& document);

void add_defaults(const Yaml& vars, Scope& scope);

}  // namespace muster
