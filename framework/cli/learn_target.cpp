#include "framework/cli/learn_target.hpp"

#include "framework/base/display.hpp"
#include "framework/cli/workbench.hpp"
#include "framework/platform/detect.hpp"

#include <fmt/format.h>

namespace muster {

Learnt learn_target(
    const Target& target,
    const LearnWish& wish,
    const Vocabulary& vocabulary,
    const Invocation& invocation
) {
    const auto& arguments = invocation.arguments;
    std::vector<std::string> notices;
    const auto backend = opener_of(arguments, secrets_of(arguments))(target, notices);
    const Deadline deadline(arguments.duration("--timeout"));
    Gatherer asking(vocabulary, *backend, {});
    Gatherer gatherer(vocabulary, *backend, asking.ask(detect_platform, deadline));
    auto steady = learn(gatherer, wish, target.name, arguments.duration("--pause"), deadline);
    const auto tell = [&](const std::string& text) {
        invocation.err << fmt::format("muster: {}: {}\n", escaped(target.name), text);
    };
    for (const auto& notice : notices)
        invocation.err << notice << "\n";
    for (const auto& fact : steady.moving)
        tell("left out, it changed meanwhile: " + fact);
    for (const auto& [reason, count] : steady.untold)
        tell(fmt::format(
            "not told, {} {}: {}", count, count == 1 ? "fact" : "facts", escaped(reason)
        ));
    return std::move(steady.learnt);
}

}  // namespace muster
