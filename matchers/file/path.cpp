#include "matchers/file/path.hpp"

namespace muster {

std::string broken_path(const Subject& subject) {
    const auto path = subject.name();
    if (path.find('\0') != std::string::npos)
        return "holds a NUL, which no path can";
    if (path.starts_with('~'))
        return "a path begins with /; ~ is not expanded";
    return path.starts_with('/') ? "" : "a path begins with /";
}

}  // namespace muster
