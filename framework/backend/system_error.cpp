#include "framework/backend/system_error.hpp"

#include "framework/base/display.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace muster {

bool means_absent(int error) {
    // ESRCH: a file below /proc of a process that has ended since (proc(5)).
    return error == ENOENT or error == ENOTDIR or error == ELOOP or error == ESRCH;
}

CannotTell cannot(std::string_view doing, std::string_view what, int error) {
    // Root is denied, too, by a security module or a container: sudo changes nothing there.
    const auto* hint = ::geteuid() == 0 ? "" : "try --sudo";
    if (error == EACCES or error == EPERM)
        return {Kind::denied, fmt::format("permission denied {} {}", doing, escaped(what)), hint};
    return {Kind::failed, fmt::format("{} {}: {}", doing, escaped(what), error_text(error))};
}

std::string error_text(int error) {
    return std::generic_category().message(error);
}

bool has_nul(std::string_view text) {
    return text.find('\0') != std::string_view::npos;
}

}  // namespace muster
