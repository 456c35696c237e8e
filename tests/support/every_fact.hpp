#pragma once

// Everything that can be asked of a thing, as the tables have it: no attribute can be forgotten.

#include "framework/model/fact.hpp"
#include "framework/model/vocabulary.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster::tests {

/// The thing of a name; nothing where the resource takes no such name.
std::optional<Subject> subject_of(const ResourceEntry& entry, const std::string& name);

/// All facts of a thing and of its views. Numbers that they are given are 1, texts "name".
std::vector<Fact> every_fact(const ResourceEntry& entry, Subject subject);

}  // namespace muster::tests
