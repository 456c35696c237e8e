#include "tests/support/compressed.hpp"

#include "tests/support/temporary_folder.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace muster::tests {

std::string gzipped(std::string_view bytes) {
    const TemporaryFolder folder;
    const auto path = folder.write("bytes", bytes);
    if (const auto gzip = run_program({"gzip", "-1n", path}); gzip.status != 0)
        throw std::runtime_error("gzip: " + gzip.output);
    std::ifstream file(path + ".gz", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace muster::tests
