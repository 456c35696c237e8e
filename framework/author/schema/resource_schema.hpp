#pragma once

#include "framework/author/schema/values.hpp"

namespace muster {

/// What it can be asked; that alone; that with the words of a statement.
enum class AsWhat { facts, expectation, item };
/// The name of its definition.
std::string definition_of(const ResourceEntry& resource, AsWhat as = AsWhat::facts);

/// All three of a resource.
void define_resource(const ResourceEntry& resource, ValueSchemas& values);

}  // namespace muster
