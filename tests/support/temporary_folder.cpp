#include "tests/support/temporary_folder.hpp"

#include "framework/base/display.hpp"
#include "framework/base/file_descriptor.hpp"

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>

namespace muster {

TemporaryFolder::TemporaryFolder()
    : path_((std::filesystem::temp_directory_path() / "muster-test-XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr)
        throw std::runtime_error("no temporary folder");
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;  // what is left in /tmp does no harm
    std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryFolder::write(const std::string& name, std::string_view content) const {
    const auto path = file(name);
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    write_file(path, content, 0600);
    return path;
}

Ended run_program(const std::vector<std::string>& words) {
    std::string line;
    for (const auto& word : words)
        line += shell_quoted(word) + " ";
    line += "</dev/null 2>&1";
    FILE* pipe = popen(line.c_str(), "r");
    if (pipe == nullptr)
        throw std::runtime_error("cannot run " + line);
    Ended ended;
    std::array<char, 4096> piece{};
    while (const auto got = fread(piece.data(), 1, piece.size(), pipe))
        ended.output.append(piece.data(), got);
    const int status = pclose(pipe);
    ended.status = WIFEXITED(status) ? WEXITSTATUS(status) : 255;
    return ended;
}

}  // namespace muster
