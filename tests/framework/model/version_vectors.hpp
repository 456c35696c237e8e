// Reads the recorded version pairs of data/versions/ (tools/make-version-vectors writes them).

#pragma once

#include "tests/support/source_tree.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace muster::tests {

/// `1.0 < 1.1`, `1.2.3 in ^1.2 || 3` or `1_0 !`: a version, a sign, and the rest of the line.
struct VersionVector {
    std::string left;
    std::string sign;
    std::string right;
};

/// The lines of data/versions/NAME.txt without its comments.
inline std::vector<VersionVector> version_vectors(const std::string& name) {
    const auto path = source_file("tests/framework/model/data/versions/" + name + ".txt");
    std::ifstream file{path};
    if (not file)
        throw std::runtime_error{"cannot read " + path};
    std::vector<VersionVector> vectors;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() or line.starts_with('#'))
            continue;
        std::istringstream words{line};
        VersionVector vector;
        words >> vector.left >> vector.sign >> std::ws;
        std::getline(words, vector.right);
        vectors.push_back(vector);
    }
    return vectors;
}

}  // namespace muster::tests
