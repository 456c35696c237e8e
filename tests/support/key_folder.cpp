#include "tests/support/key_folder.hpp"

#include "framework/base/display.hpp"
#include "framework/base/file_descriptor.hpp"

#include <filesystem>
#include <stdexcept>

namespace muster::tests {

std::string KeyFolder::run(const std::string& line) const {
    auto ran = run_tool("cd " + shell_quoted(folder_.path("")) + " && " + line);
    if (ran.exit_status != 0)
        throw std::runtime_error(line + ": " + ran.output);
    return std::move(ran.output);
}

std::string KeyFolder::made(const std::string& line) const {
    // ssh-keygen would ask whether to write over it.
    std::filesystem::remove(folder_.path("key"));
    (void)run(line);
    return read_file(folder_.path("key")).value();
}

std::string KeyFolder::told(std::string_view key, const std::string& line) const {
    std::filesystem::remove(folder_.path("key"));
    write_file(folder_.path("key"), key, 0600);
    return run(line);
}

}  // namespace muster::tests
