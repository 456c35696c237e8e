#include "framework/base/error.hpp"
#include "framework/base/text.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/watch_store.hpp"
#include "framework/fleet/serve/nagios_line.hpp"
#include "framework/fleet/state/fleet_state.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

constexpr int unknown = 3;

/// A loop that has stopped still has its last results in the store: they are not what is now.
void make_stale(WatchedTarget& target, Instant now, Nanoseconds stale_after) {
    if (now - target.target.last_round <= stale_after)
        return;
    target.reach.standing = target.reach.settled = Standing::stale;
    for (auto& state : target.states)
        state.standing = state.settled = Standing::stale;
}

Overview known_to(const Store& store, Instant now, Nanoseconds stale_after) {
    const FleetState fleet(store.targets(), store.states());
    Overview overview;
    overview.now = now;
    for (const auto* of : fleet.all()) {
        WatchedTarget target{of->target, of->reach, of->expectations, false};
        make_stale(target, now, stale_after);
        overview.targets.push_back(std::move(target));
    }
    overview.silences = store.silences(now);
    return overview;
}

}  // namespace

int command_nagios(const Invocation& invocation) {
    const auto& arguments = invocation.arguments;
    const auto& target = arguments.operands.front();
    const auto say_unknown = [&](const char* why) {
        invocation.out << "MUSTER UNKNOWN - " << why << "\n";
        return unknown;
    };
    try {  // a plugin that fails is UNKNOWN, and says why on standard output
        const auto store = store_of(arguments);
        const auto answer = nagios_line(
            known_to(*store, system_now(), arguments.duration("--stale-after")), target
        );
        invocation.out << answer.text << (answer.text.ends_with('\n') ? "" : "\n");
        return answer.status;
    } catch (const StoreTrouble& trouble) {
        return say_unknown(trouble.what());
    } catch (const Broken& broken) {
        return say_unknown(broken.what());
    }
}

}  // namespace muster
