#include "tests/support/golden.hpp"

#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace muster::tests {

std::string golden_difference(const std::string& path, std::string_view text) {
    const char* update =
        std::getenv("MUSTER_UPDATE_GOLDEN");  // NOLINT(concurrency-mt-unsafe): nobody sets it
    if (update != nullptr and std::string_view(update) == "1") {
        write_file(path, text);
        return "";
    }
    const auto golden = read_file(path);
    if (not golden)
        return path + " does not exist; make it with MUSTER_UPDATE_GOLDEN=1";
    const auto wanted = lines_of(*golden);
    const auto found = lines_of(text);
    for (std::size_t i = 0; i < std::max(wanted.size(), found.size()); ++i) {
        const auto left = i < wanted.size() ? wanted[i] : "(no such line)";
        const auto right = i < found.size() ? found[i] : "(no such line)";
        if (left != right)
            return fmt::format("{}:{}:\n  golden: {}\n  is:     {}", path, i + 1, left, right);
    }
    return *golden == text ? "" : path + ": differs in its last newline";
}

}  // namespace muster::tests
