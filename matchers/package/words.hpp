#pragma once

#include "framework/model/vocabulary.hpp"

#include <string_view>
#include <vector>

namespace muster {

/// The attributes of `package`, as its manual page has them.
std::vector<AttributeEntry> package_attributes();
/// How each manager is asked, and what it cannot tell.
extern const std::string_view how_packages_are_asked;

}  // namespace muster
