#pragma once

#include "framework/base/sqlite/database.hpp"

namespace muster {

/// The version of the tables that this Muster writes. One that adds to them migrates older ones here.
constexpr int store_version = 1;

/// Sees to it that a file that was opened is a store of this version; with `create` makes one of an empty file. Throws
/// Broken for a database of something else, which it leaves as it is, and for a store of a newer version.
void prepare_store(Database& database, Database::Access access);

}  // namespace muster
