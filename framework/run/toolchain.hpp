#pragma once

#include <string>
#include <vector>

namespace muster {

/// What a spec file is compiled and linked with. Written by our build beside the command (a file of
/// `word value` lines), so that an installed command and one in its build folder both find theirs.
struct Toolchain {
    std::string compiler;                    ///< `CXX` of the environment wins
    std::vector<std::string> compile_flags;  ///< standard, warnings, include folders
    std::vector<std::string> link_flags;     ///< libraries of a collector program
    std::vector<std::string> suite_flags;    ///< libraries of a program with the whole command line
    std::string file;                        ///< where this was read
};

/// Throws Broken when the file is missing: a command without its libraries can only run suites.
Toolchain find_toolchain();

/// The compiler's absolute path, time and size: part of the cache key of a compiled spec. Throws Broken
/// when there is no such program: "no compiler; apt install g++, or use a suite made by muster build".
std::string compiler_identity(const Toolchain& toolchain);

}  // namespace muster
