#pragma once

// Where the tests' data lie.

#include <string>

namespace muster::tests {

/// The path of a file of the source tree: `source_file("docs/report.schema.json")`.
std::string source_file(const std::string& path);

}  // namespace muster::tests
