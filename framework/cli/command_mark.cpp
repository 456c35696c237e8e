#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/watch_store.hpp"

namespace muster {

int command_mark(const Invocation& invocation) {
    const auto& arguments = invocation.arguments;
    Event mark;
    mark.at = system_now();
    mark.kind = Event::Kind::mark;
    mark.is = arguments.operands.front();
    mark.who = who_asks();
    if (arguments.has("--target"))
        mark.of.target = arguments.text("--target");
    if (mark.is.empty())
        throw Broken("an empty mark says nothing", {}, "muster mark \"deploy 123\"");
    (void)store_of(arguments)->add(mark);
    invocation.out << shown_time(mark.at) << "  " << printable(mark.is) << "\n";
    return 0;
}

}  // namespace muster
