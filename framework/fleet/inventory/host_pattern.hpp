#pragma once

#include "framework/model/target.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace muster {

/// The targets that a pattern names, as places in the inventory and in its order. The language is Ansible's: terms
/// joined by `:` or `,`; `&web` keeps only what is in web, too, `!web` takes it away, whatever the order in which they
/// stand. A term is `all` or `*`, `ungrouped` (no role), a role, a name, a glob over both (`web*.example.net`), `~` and a regular expression
/// (RE2), or `@` and a file with a term a line; `[0]`, `[-1]` and `[0:4]` behind a role or a glob take some of it, both
/// ends included; where nobody is called so, `db[01-20]` is a range of names. Throws Broken for a term that names nobody, and for a pattern of which nothing is left.
std::vector<std::size_t> targets_named(std::string_view pattern, const Inventory& inventory);
/// The terms of several patterns together: what one of them takes away no other brings back.
std::vector<std::size_t> targets_named(
    const std::vector<std::string>& patterns, const Inventory& inventory
);

}  // namespace muster
