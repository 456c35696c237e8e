#include "framework/fleet/serve/api/fields.hpp"
#include "framework/fleet/serve/api/objects.hpp"
#include "framework/fleet/serve/health.hpp"

#include <array>

namespace muster {

namespace {

using HealthField = ApiField<Overview>;
constexpr auto sometimes = HealthField::There::sometimes;

std::size_t not_retired(const Overview& overview) {
    std::size_t number = 0;
    for (const auto& target : overview.targets)
        number += target.target.retired ? 0U : 1U;
    return number;
}

Json told_of(const Overview& overview) {
    auto object = Json::object();
    for (const auto& [channel, number] : overview.health.told)
        object.add(channel, json_count(static_cast<std::size_t>(number)));
    return object;
}

Json counts_by_name() {
    return Json(Json::Object{{"type", Json("object")}, {"additionalProperties", shape::count()}});
}

Json status_shape() {
    static constexpr std::array<std::string_view, 2> words = {"ok", "stuck"};
    return shape::one_of(words);
}

const std::array<HealthField, 19> health_fields = {{
    {"status",
     "ok, or stuck: rounds do not begin when they are due, or do not end",
     status_shape,
     [](const Overview& overview) {
         return Json(loop_verdict(overview).is_well ? "ok" : "stuck");
     }},
    {"reason",
     "why it is stuck",
     shape::text,
     [](const Overview& overview) { return json_text_if_any(loop_verdict(overview).reason); },
     sometimes},
    {"title",
     "of the watch file",
     shape::text,
     [](const Overview& overview) { return Json(overview.title); }},
    {"version",
     "of Muster",
     shape::text,
     [](const Overview& overview) { return Json(overview.health.version); }},
    {"now",
     "when this was told",
     shape::text,
     [](const Overview& overview) { return Json(to_iso8601(overview.now)); }},
    {"started",
     "when the loop began",
     shape::time,
     [](const Overview& overview) { return json_time(overview.health.started); },
     sometimes},
    {"last_round",
     "when a target's round last ended",
     shape::time,
     [](const Overview& overview) { return json_time(overview.health.last_round); },
     sometimes},
    {"interval",
     "the usual one",
     shape::seconds,
     [](const Overview& overview) { return json_seconds(overview.interval); }},
    {"targets",
     "that are in the inventory",
     shape::count,
     [](const Overview& overview) { return json_count(not_retired(overview)); }},
    {"asking",
     "targets that are being asked",
     shape::count,
     [](const Overview& overview) { return json_count(overview.health.asking); }},
    {"sessions",
     "that are open",
     shape::count,
     [](const Overview& overview) { return json_count(overview.health.sessions); }},
    {"late_p50",
     "how much later than due rounds begin, half of them",
     shape::seconds,
     [](const Overview& overview) { return json_seconds(overview.health.late_p50); }},
    {"late_p99",
     "all but one of a hundred",
     shape::seconds,
     [](const Overview& overview) { return json_seconds(overview.health.late_p99); }},
    {"rounds",
     "since the start",
     shape::count,
     [](const Overview& overview) {
         return json_count(static_cast<std::size_t>(overview.health.rounds));
     }},
    {"exchanges",
     "since the start",
     shape::count,
     [](const Overview& overview) {
         return json_count(static_cast<std::size_t>(overview.health.exchanges));
     }},
    {"outbox",
     "messages that wait",
     shape::count,
     [](const Overview& overview) { return json_count(overview.health.outbox); }},
    {"told", "notices delivered, by channel", counts_by_name, told_of},
    {"blind",
     "it sees none of its targets",
     shape::flag,
     [](const Overview& overview) { return Json(is_problem(overview.monitor.standing)); }},
    {"troubles",
     "of the loop itself, that hold now",
     shape::texts,
     [](const Overview& overview) { return json_texts(overview.health.troubles); }},
}};

/// What everybody may know who can connect: no name of anything.
const std::array<HealthField, 4> liveness_fields = {{
    health_fields[0],
    health_fields[1],
    {"now",
     "when this was told",
     shape::text,
     [](const Overview& overview) { return Json(to_iso8601(overview.now)); }},
    {"last_round",
     "when a target's round last ended",
     shape::time,
     [](const Overview& overview) { return json_time(overview.health.last_round); },
     sometimes},
}};

/// A list as it is handed out: with the moment at which it was so.
Json list_schema(std::string_view member, std::string_view of) {
    return schema_from(
        "A list.",
        {{"now", "when it was so", shape::text()},
         {"left_out", "so many more there are: ask for less at a time", shape::count()},
         {member, "in their order", shape::list_of(of)}}
    );
}

}  // namespace

Json api_health(const Overview& overview) {
    return object_from<Overview>(health_fields, overview);
}

Json api_liveness(const Overview& overview) {
    return object_from<Overview>(liveness_fields, overview);
}

Json api_standing_shape() {
    static constexpr std::array<std::string_view, 6> words = {
        "pending", "conforms", "failed", "errored", "skipped", "stale"};
    return shape::one_of(words);
}

Json api_schemas() {
    auto schemas = Json::object();
    add_target_schemas(schemas);
    add_state_schemas(schemas);
    add_event_schemas(schemas);
    schemas.add("Health", schema_of<Overview>("The loop itself.", health_fields));
    schemas.add(
        "Liveness", schema_of<Overview>("Whether the loop does what it is for.", liveness_fields)
    );
    schemas.add("Targets", list_schema("targets", "Target"));
    schemas.add("Expectations", list_schema("expectations", "State"));
    schemas.add("Problems", list_schema("problems", "State"));
    schemas.add("Transitions", list_schema("transitions", "Event"));
    schemas.add("Silences", list_schema("silences", "Silence"));
    schemas.add("Slip", schema_from("Why there is no answer.", {{"error", "why", shape::text()}}));
    return schemas;
}

}  // namespace muster
