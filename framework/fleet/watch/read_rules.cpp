#include "framework/base/yaml/read.hpp"
#include "framework/fleet/watch/read_parts.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

void read_retry(const WatchReader& file, StateRules& rules) {
    file.with("retry", [&](const Yaml& node) {
        const WatchReader retry(node, "retry", file.slips());
        retry.read("after", rules.retry_after);
        retry.read("attempts", rules.attempts);
    });
}

/// `false`, `true`, or a map with bounds.
void read_flapping(const WatchReader& file, StateRules& rules) {
    file.with("flapping", [&](const Yaml& node) {
        if (node.as<Yaml::Scalar>() != nullptr) {
            rules.flapping = flag_of(node, "flapping");
            return;
        }
        const WatchReader flapping(node, "flapping", file.slips());
        flapping.read("low", rules.flapping_low);
        flapping.read("high", rules.flapping_high);
        if (rules.flapping_low > rules.flapping_high)
            throw Broken(
                fmt::format(
                    "low is {} and high is {}: what is between could be neither",
                    rules.flapping_low,
                    rules.flapping_high
                ),
                node.where,
                "low is at most high"
            );
    });
}

}  // namespace

WatchScope scope_of(const WatchReader& map) {
    WatchScope scope;
    map.read("target", scope.target);
    map.read("role", scope.role);
    map.read("spec", scope.spec);
    return scope;
}

void read_rules(const WatchReader& file, WatchFile& watch) {
    auto& rules = watch.rules;
    file.read("interval", rules.interval);
    file.read("stale_after", rules.stale_after);
    file.read("grace", rules.grace);
    read_retry(file, rules);
    read_flapping(file, rules);
    file.with_each("intervals", [&](const Yaml& item) {
        const WatchReader map(item, "interval", file.slips());
        IntervalRule rule{.scope = scope_of(map), .where = map.where()};
        map.read("every", rule.every);
        watch.intervals.push_back(std::move(rule));
    });
}

}  // namespace muster
