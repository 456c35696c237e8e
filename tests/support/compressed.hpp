#pragma once

#include <string>
#include <string_view>

namespace muster::tests {

/// As gzip(1) makes it.
std::string gzipped(std::string_view bytes);

}  // namespace muster::tests
