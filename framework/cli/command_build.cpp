#include "framework/base/error.hpp"
#include "framework/cli/commands.hpp"
#include "framework/run/spec_program.hpp"

#include <fmt/format.h>

namespace muster {

int command_build(const Invocation& invocation) {
    const auto& arguments = invocation.arguments;
    if (invocation.built_in == BuiltIn::yes)
        throw Broken("this program has its specs built in; the command muster builds another");
    if (not arguments.has("--output"))
        throw Broken("build needs -o FILE: the executable to make");
    const auto files = find_spec_files(arguments.operands);
    for (const auto& file : files) {
        if (not file.lines.empty())
            throw Broken(
                "build takes whole files, not lines of them", {file.path, file.lines.front(), 0}
            );
        if (is_yaml(file.path))
            throw Broken(
                "build compiles C++, and YAML needs no compiler",
                {file.path, 0, 0},
                "muster run " + file.path
            );
    }
    build_suite(files, find_toolchain(), arguments.text("--output"));
    invocation.err << fmt::format(
        "{}: {} spec files and the whole command line; try {} list\n",
        arguments.text("--output"),
        files.size(),
        arguments.text("--output")
    );
    return 0;
}

}  // namespace muster
