#pragma once

#include <random>
#include <string>
#include <vector>

namespace muster::tests {

using Random = std::mt19937_64;

/// A few changes at random places: bytes turned, cut, doubled, moved in from another input, and texts that
/// parsers stumble over put in. At most `longest` bytes.
std::string mutated(std::string text, const std::vector<std::string>& others, Random& random);

constexpr std::size_t longest = 1U << 16;

}  // namespace muster::tests
