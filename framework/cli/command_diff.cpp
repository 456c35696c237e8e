#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/known_values.hpp"
#include "framework/cli/watch_store.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

/// `web1@2h`: what was known of a target at a moment.
struct Known {
    std::string title;
    KnownValues values;
};

Known known_at(const std::string& operand, const Store& store, Instant now) {
    const auto at = operand.rfind('@');
    const auto target = operand.substr(0, at);
    const auto moment =
        at == std::string::npos ? now : moment_from(operand.substr(at + 1), now, operand);
    const auto facts = store.facts_at(target, moment);
    if (not facts)
        throw Broken(
            fmt::format("nothing is known of {} at {}", escaped(target), shown_time(moment)),
            {},
            "muster history shows who was watched, and when"
        );
    return {fmt::format("{} at {}", escaped(target), shown_time(moment)), known_values(*facts)};
}

}  // namespace

int command_diff(const Invocation& invocation) {
    const auto& operands = invocation.arguments.operands;
    const auto store = store_of(invocation.arguments);
    const auto now = system_now();
    const auto one = known_at(operands[0], *store, now);
    if (operands.size() == 1 and operands[0].find('@') == std::string::npos)
        throw Broken(
            fmt::format("{} and itself, now, are never different", escaped(operands[0])),
            {},
            "write muster diff " + escaped(operands[0]) + "@2h"
        );
    const auto second =
        operands.size() > 1 ? operands[1] : operands[0].substr(0, operands[0].rfind('@'));
    const auto other = known_at(second, *store, now);
    invocation.out << fmt::format("--- {}\n+++ {}\n", one.title, other.title);
    return print_differences(one.values, other.values, "", invocation.out) == 0 ? 0 : 1;
}

}  // namespace muster
