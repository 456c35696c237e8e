#include "framework/run/toolchain.hpp"

#include "framework/base/error.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>

namespace muster {

namespace {

namespace fs = std::filesystem;

/// In the build folder the file lies beside the command, installed in ../lib/muster.
std::string toolchain_file() {
    const auto folder = fs::read_symlink("/proc/self/exe").parent_path();
    for (const auto& candidate :
         {folder / "muster.toolchain", folder / "../lib/muster/muster.toolchain"})
        if (fs::exists(candidate))
            return candidate.lexically_normal().string();
    throw Broken(
        "no muster.toolchain beside this command: it cannot compile specs",
        {},
        "install the whole package, or run a suite made by muster build"
    );
}

/// `{here}` is the folder of the file, so that an installed tree may be moved.
std::string placed(std::string_view text, const std::string& folder) {
    constexpr std::string_view here = "{here}";
    std::string whole(text);
    for (auto at = whole.find(here); at != std::string::npos;
         at = whole.find(here, at + folder.size()))
        whole.replace(at, here.size(), folder);
    return whole;
}

std::string from_environment(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets variables
    return value == nullptr ? "" : value;
}

}  // namespace

Toolchain find_toolchain() {
    Toolchain toolchain;
    toolchain.file = toolchain_file();
    const auto folder = fs::path(toolchain.file).parent_path().string();
    const auto content = read_file(toolchain.file).value_or("");
    for (const auto line : lines_of(content)) {
        const auto blank = line.find(' ');
        if (blank == std::string_view::npos)
            continue;
        const auto word = line.substr(0, blank);
        const auto value = placed(line.substr(blank + 1), folder);
        if (word == "compiler")
            toolchain.compiler = value;
        else if (word == "compile")
            toolchain.compile_flags.push_back(value);
        else if (word == "link")
            toolchain.link_flags.push_back(value);
        else if (word == "suite")
            toolchain.suite_flags.push_back(value);
    }
    if (const auto chosen = from_environment("CXX"); not chosen.empty())
        toolchain.compiler = chosen;
    return toolchain;
}

std::string compiler_identity(const Toolchain& toolchain) {
    std::vector<std::string> candidates = {toolchain.compiler};
    if (toolchain.compiler.find('/') == std::string::npos) {
        candidates.clear();
        for (const auto folder : split("/usr/local/bin:/usr/bin:/bin", ':'))
            candidates.push_back(fmt::format("{}/{}", folder, toolchain.compiler));
    }
    for (const auto& candidate : candidates) {
        struct stat status {};
        if (::stat(candidate.c_str(), &status) == 0)
            return fmt::format(
                "{} {} {}", fs::canonical(candidate).string(), status.st_size, status.st_mtime
            );
    }
    throw Broken(
        fmt::format("no compiler {}", toolchain.compiler),
        {},
        "apt install g++, or run a suite made by muster build elsewhere"
    );
}

}  // namespace muster
