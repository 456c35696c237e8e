#include "tests/support/tool.hpp"

#include "framework/base/display.hpp"
#include "framework/base/file_descriptor.hpp"

#include <stdlib.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <stdexcept>

namespace muster::tests {

ToolRun run_tool(const std::string& line) {
    auto* pipe = ::popen(("{ " + line + "\n} 2>&1").c_str(), "r");
    if (pipe == nullptr)
        throw std::runtime_error("popen");
    ToolRun run;
    std::array<char, 4096> piece{};
    while (const auto got = std::fread(piece.data(), 1, piece.size(), pipe))
        run.output.append(piece.data(), got);
    const int status = ::pclose(pipe);
    run.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return run;
}

bool has_tool(const std::string& name) {
    return run_tool("command -v " + shell_quoted(name)).exit_status == 0;
}

ScratchFolder::ScratchFolder()
    : folder_((std::filesystem::temp_directory_path() / "muster-test.XXXXXX").string()) {
    if (::mkdtemp(folder_.data()) == nullptr)
        throw std::runtime_error("mkdtemp " + folder_);
}

ScratchFolder::~ScratchFolder() {
    std::error_code gone;
    std::filesystem::remove_all(folder_, gone);
}

std::string ScratchFolder::file(std::string_view name, std::string_view content) const {
    auto whole = path(name);
    write_file(whole, content);
    return whole;
}

}  // namespace muster::tests
