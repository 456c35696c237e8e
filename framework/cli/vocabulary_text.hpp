#pragma once

#include "framework/base/json/json.hpp"
#include "framework/model/vocabulary.hpp"

#include <string>

namespace muster {

/// All resources, one a line.
std::string resources_text(const Lexicon& lexicon);
/// One resource with its attributes, for a terminal.
std::string resource_text(const ResourceEntry& entry);
/// The same as a page of the manual (docs/resources/NAME.md).
std::string resource_markdown(const ResourceEntry& entry);
/// The same for machines.
Json resource_json(const ResourceEntry& entry);

/// "Number, bytes", "List of Address, in order".
std::string type_text(const AttributeEntry& attribute);

}  // namespace muster
