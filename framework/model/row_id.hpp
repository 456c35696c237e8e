#pragma once

#include "framework/model/plan.hpp"

#include <string>
#include <vector>

namespace muster {

/// Gives every row of a spec its stable id: title / headings / subject and qualifiers / attribute /
/// matcher words without values / nth. Values may differ by host; history and folding must not, and a
/// row that moves to another line keeps its history. `.id("name")` replaces all after the title.
void set_row_ids(Spec& spec);

/// What `.id("name")` comes to: the name, and from where the row looks.
std::string id_after_title(const Row& row);

}  // namespace muster
