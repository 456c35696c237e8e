#pragma once

#include "framework/model/plan.hpp"
#include "framework/model/target.hpp"
#include "framework/run/spec_files.hpp"
#include "framework/run/toolchain.hpp"
#include "framework/spec/entries.hpp"

#include <string>
#include <vector>

namespace muster {

/// A spec file compiled to a program whose only job is to say its rows, or one of YAML, which needs none.
struct SpecProgram {
    SpecFile file;
    std::vector<std::string> words;       ///< how it is started
    std::vector<SpecEntry> entries = {};  ///< of a YAML file
};

/// Where compiled specs are kept: $XDG_CACHE_HOME/muster/specs, else ~/.cache/muster/specs.
std::string spec_cache_folder();

/// Compiles what is not in the cache, side by side. A program is used again only if the file, everything
/// it includes, the flags, the compiler and our own libraries are what they were. Runs at the same time
/// do not disturb each other. Throws Broken with the compiler's own message, then our hint.
std::vector<SpecProgram> compile_specs(
    const std::vector<SpecFile>& files, const Toolchain& toolchain
);

/// Compiles and links specs with the whole command line into one executable. Throws Broken.
void build_suite(
    const std::vector<SpecFile>& files, const Toolchain& toolchain, const std::string& output
);

/// Our hint for the commonest slips in a compiler's message, or nothing.
std::string compile_hint(const std::string& compiler_message);

/// The rows that a spec file says for each target. Throws Broken when its program it crashes, hangs past its deadline
/// (10 s), ends early or says nothing. Its environment has no agent, and it has no network.
std::vector<Plan> collect_from(
    const SpecProgram& program, const Lexicon& lexicon, const std::vector<Surroundings>& targets
);

}  // namespace muster
