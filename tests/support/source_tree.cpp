#include "tests/support/source_tree.hpp"

namespace muster::tests {

std::string source_file(const std::string& path) {
    // The one object that knows the folder, so that the others do not depend on it.
    return MUSTER_SOURCE_DIR "/" + path;
}

}  // namespace muster::tests
