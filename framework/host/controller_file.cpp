#include "framework/host/controller_file.hpp"

#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace muster {

std::string controller_file(const std::string& path) {
    const auto cannot_read = [&](Kind kind, const std::string& why) {
        return CannotTell{
            kind, fmt::format("reading {} on the controller: {}", escaped(path), why)};
    };
    if (::access(path.c_str(), R_OK) != 0)
        throw cannot_read(
            errno == EACCES ? Kind::denied : Kind::failed, std::generic_category().message(errno)
        );
    try {
        const auto content = read_file(path);
        if (not content)
            throw cannot_read(Kind::failed, "there is no such file");
        return *content;
    } catch (const Broken& broken) {
        throw cannot_read(Kind::failed, broken.what());
    }
}

}  // namespace muster
