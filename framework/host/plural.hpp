#pragma once

// Plurals: one resource over many things, a row a thing, a column an attribute (RESOURCES 1.5).
//
//     static const Resource users = plural_of(user, {.name = "users", .summary = "All accounts."}, all_users);
//
// gives `users()` the attributes names, count, list, duplicates, every, some, none, exactly, at_least and
// at_most, and the qualifiers `where` and those of the singular. A thing is read by the singular's own readers,
// so a column means what the attribute means.
//
// What is not known of a thing is not known of the plural only where it matters: a row that `where` cannot tell
// makes lists "cannot tell" and counts a Range.

#include "framework/host/resource.hpp"

#include <string_view>
#include <vector>

namespace muster {

/// What a plural says of itself; the rest comes from the singular.
struct PluralWords {
    std::string_view name;
    std::string_view summary;
    std::optional<InImage> in_image = {};      ///< nothing: as of a thing
    std::vector<ParameterEntry> subject = {};  ///< a pattern: `packages("xserver-*")`
    std::string_view example = {};
    std::string_view yaml_example = {};
    std::string_view details = {};
    bool members_end = false;  ///< see Resource::members_end
};

/// `thing` is the singular, or a resource that is only what the rows are; it outlives the plural. `members`
/// finds the things. More attributes of the plural's own may be added to what this gives.
Resource plural_of(const Resource& thing, PluralWords words, Members members);

}  // namespace muster
