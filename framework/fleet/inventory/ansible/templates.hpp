#pragma once

#include "framework/fleet/inventory/ansible/groups.hpp"

#include <string>
#include <vector>

namespace muster {

/// Replaces what Jinja would: `{{ name }}`, `{{ name.member }}`, `{{ name['member'] }}`, `{{ list[0] }}` of the host's
/// own variables, and inventory_hostname, inventory_hostname_short, group_names. A template that is the whole of a text
/// keeps the kind of what it names. Anything else of Jinja (filters, lookups, conditions) makes the variable one that
/// cannot be told, with the expression and its place; it is never taken as a text.
void fill_templates(
    const std::string& host, const std::vector<std::string>& groups, Variables& variables
);

}  // namespace muster
