#include "framework/base/display.hpp"
#include "framework/fleet/watch/read_parts.hpp"
#include "framework/fleet/watch/watch_values.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

void read_actions(const WatchReader& file, WatchFile& watch) {
    file.with_each("actions", [&](const Yaml& item) {
        const WatchReader map(item, "action", file.slips());
        ActionRule action{.where = map.where()};
        map.read("name", action.name);
        map.read("role", action.role);
        map.read("problem", action.on);
        map.with("command", [&](const Yaml& node) { action.command = command_words(node); });
        map.read("at_most", action.at_most);
        map.read("per", action.per);
        map.read("unless_percent", action.unless_percent);
        map.read("after", action.after);
        map.read("dry_run", action.dry_run);
        map.read("timeout", action.timeout);
        const bool is_known = std::ranges::count(watch.actions, action.name, &ActionRule::name) > 0;
        if (is_known and not action.name.empty())
            file.slips().add(Broken(
                fmt::format("the action {} is named twice", quoted(action.name)),
                map.find("name")->where
            ));
        watch.actions.push_back(std::move(action));
    });
}

}  // namespace muster
