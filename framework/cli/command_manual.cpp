#include "framework/base/error.hpp"
#include "framework/base/text.hpp"
#include "framework/cli/command_table.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/manual.hpp"

#include <fmt/format.h>

namespace muster {

int command_completion(const Invocation& invocation) {
    invocation.out << completion_script(invocation.arguments.operands.front());
    return 0;
}

int command_man(const Invocation& invocation) {
    const auto& operands = invocation.arguments.operands;
    const auto name = operands.empty() ? std::string() : operands.front();
    if (not name.empty() and find_command(name) == nullptr)
        throw Broken(fmt::format("no command \"{}\"", name), {}, "muster --help");
    invocation.out << manual_page(name);
    return 0;
}

}  // namespace muster
