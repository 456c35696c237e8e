// What the loop is told: its file, and the system's files of time zones.

#include "framework/base/error.hpp"
#include "framework/base/time_zone.hpp"
#include "framework/fleet/schedule/maintenance.hpp"
#include "framework/fleet/schedule/schedule.hpp"
#include "framework/fleet/watch/watch_file.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <fmt/format.h>

namespace muster::fuzz {

namespace {

/// What is read can be used: windows end, and intervals make a schedule that goes on.
void check_watch(const WatchFile& watch) {
    const auto now = *from_iso8601("2026-11-28T12:00:00Z");
    const std::vector<std::string> roles = {"db"};
    const auto found = Maintenance(watch.maintenance).ongoing({"db1", roles, "mysql"}, now);
    FUZZ_ASSERT(not found or found->until > now);
    Schedule schedule(watch.rules, watch.intervals);
    schedule.plan({{"db1", roles, {{"mysql"}, {"patches", now}}, 0.25}}, now);
    auto moment = now;
    for (int i = 0; i < 4; ++i) {
        const auto next = schedule.next();
        FUZZ_ASSERT(next and *next >= moment and *next - moment <= std::chrono::hours(24 * 366));
        moment = *next;
        FUZZ_ASSERT(schedule.take_due(moment, 1).size() == 1);
        if (i % 2 == 0)
            schedule.not_reached("db1", moment);
        else
            schedule.done("db1", {}, moment);
    }
}

void watch_file(std::string_view input) {
    try {
        check_watch(watch_file_from(input, "fleet.yaml"));
    } catch (const Broken& slip) {
        FUZZ_ASSERT(std::string_view(slip.what()).starts_with("fleet.yaml"));
    }
}

/// What clocks show leads back to the moment, or to its twin when they are put back.
void time_zone(std::string_view input) {
    const auto zone = time_zone_from(input);
    if (not zone)
        return;
    for (std::int64_t second = -2'000'000'000; second < 8'000'000'000; second += 123'456'789) {
        const auto moment = instant_from_unix(second);
        const auto shown = zone->local(moment);
        const auto first = zone->instant_of(shown, TimeZone::Repeated::first);
        FUZZ_ASSERT(first <= zone->instant_of(shown, TimeZone::Repeated::second));
    }
}

void time_zone_rule(std::string_view input) {
    const auto rule = time_zone_rule_from(input);
    if (not rule)
        return;
    constexpr std::chrono::hours furthest(26);
    for (std::int64_t second = -9'000'000'000; second < 9'000'000'000; second += 123'456'789) {
        const auto offset = rule->offset_at(std::chrono::sys_seconds(std::chrono::seconds(second)));
        FUZZ_ASSERT(offset > -furthest and offset < furthest);
    }
}

std::string small_zone() {
    std::string header = "TZif2" + std::string(15, '\0');
    const auto counts = [](char times) {
        return std::string(12, '\0') + std::string(3, '\0') + times + std::string("\0\0\0\1", 4)
               + std::string("\0\0\0\4", 4);
    };
    const std::string type = std::string("\0\0\x0e\x10\0\0", 6) + std::string("CET\0", 4);
    return header + counts('\0') + type + header + counts('\1') + std::string(7, '\0') + '\1'
           + std::string(1, '\0') + type + "\nCET-1CEST,M3.5.0,M10.5.0/3\n";
}

}  // namespace

}  // namespace muster::fuzz

namespace muster {

std::vector<fuzz::Target> watch_targets() {
    using namespace fuzz;
    return {
        {"watch_file",
         watch_file,
         {"watch: x\nspecs: [s/]\ninventory: [i.yaml, \"a,b\"]\ninterval: 30s\nintervals: [{role: "
          "db, spec: 'p*', every: 1h}]\nretry: {after: 5s, attempts: 2}\nflapping: {low: 20, high: "
          "50}\nmaintenance:\n- {target: d*, days: [sat, sun], from: '22:00', to: '02:30', zone: "
          "Europe/Berlin}\n- {from: 2026-11-28T10:00:00Z, to: 2026-11-28T13:00:00+00:00}\n",
          "watch: x\nspecs: s\ninventory: i\nsecrets: {a: {env: A}}\nkeep: {age: 9d, size: 2GiB}\n"
          "listen: {address: '[::]:1', certificate: c, key: k, user: u, password: a, token: a}\n"
          "notify:\n- {name: a, webhook: 'https://x/y', token: a, form: slack, impact: high, "
          "hours: "
          "08:00-18:00}\n- {name: b, mail: [a@b.c], from: d@e.f, repeat: 2m}\nheartbeat: {url: "
          "http://h, every: 5s}\nactions: [{name: a, role: r, problem: 'x / *', command: [a, "
          "b]}]\n"}},
        {"time_zone", time_zone, {small_zone()}},
        {"time_zone_rule",
         time_zone_rule,
         {"CET-1CEST,M3.5.0,M10.5.0/3",
          "<+0545>-5:45",
          "EST5EDT,0/0,J365/25",
          "<-02>2<-01>,M3.5.0/-1,M10.5.0/0"}}};
}

}  // namespace muster
