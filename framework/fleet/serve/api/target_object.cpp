#include "framework/fleet/serve/api/fields.hpp"
#include "framework/fleet/serve/api/objects.hpp"
#include "framework/fleet/serve/standings.hpp"
#include "reporters/support/words.hpp"

#include <array>

namespace muster {

namespace {

struct TargetPart {
    const Overview& overview;
    const WatchedTarget& watched;
};

Json counts_of(const WatchedTarget& target) {
    const auto count = count_of(target);
    auto object = Json::object();
    for (const auto standing : standings_worst_first)
        object.add(std::string(name(standing)), json_count(count.of(standing)));
    object.add("waived", json_count(count.waived));
    return object;
}

Json states_of(const TargetPart& part) {
    auto all = Json::Array{};
    for (const auto& state : part.watched.states)
        all.push_back(api_state(part.overview, part.watched, state));
    return Json(std::move(all));
}

using TargetField = ApiField<TargetPart>;
constexpr auto sometimes = TargetField::There::sometimes;

const std::array<TargetField, 18> target_fields = {{
    {"name",
     "what it is called in the inventory",
     shape::text,
     [](const TargetPart& part) { return Json(part.watched.target.name); }},
    {"url",
     "how it is reached",
     shape::text,
     [](const TargetPart& part) { return Json(part.watched.target.url); }},
    {"roles",
     "its roles",
     shape::texts,
     [](const TargetPart& part) { return json_texts(part.watched.target.roles); }},
    {"reach",
     "conforms: it can be reached; errored: it cannot",
     api_standing_shape,
     [](const TargetPart& part) { return Json(name(shown_standing(part.watched.reach))); }},
    {"reach_message",
     "why it cannot be reached",
     shape::text,
     [](const TargetPart& part) {
         return json_text_if_any(part.watched.reach.observation.result.message);
     },
     sometimes},
    {"worst",
     "the worst standing of its expectations",
     api_standing_shape,
     [](const TargetPart& part) { return Json(name(count_of(part.watched).worst())); }},
    {"counts",
     "its expectations by standing",
     [] { return shape::reference_to("Counts"); },
     [](const TargetPart& part) { return counts_of(part.watched); }},
    {"platform",
     "distribution, version, architecture and init",
     shape::text,
     [](const TargetPart& part) { return Json(platform_words(part.watched.target.platform)); }},
    {"identity",
     "its host key",
     shape::text,
     [](const TargetPart& part) { return json_text_if_any(part.watched.target.identity); },
     sometimes},
    {"behind",
     "the target on its way",
     shape::text,
     [](const TargetPart& part) { return json_text_if_any(part.watched.target.behind); },
     sometimes},
    {"first_seen",
     "when it came into the inventory",
     shape::time,
     [](const TargetPart& part) { return json_time(part.watched.target.first_seen); },
     sometimes},
    {"last_round",
     "when it was last asked",
     shape::time,
     [](const TargetPart& part) { return json_time(part.watched.target.last_round); },
     sometimes},
    {"took",
     "how long that round took",
     shape::seconds,
     [](const TargetPart& part) { return json_seconds(part.watched.target.took); }},
    {"exchanges",
     "of that round, after login",
     shape::count,
     [](const TargetPart& part) { return json_count(part.watched.target.exchanges); }},
    {"late",
     "how much later than due it began",
     shape::seconds,
     [](const TargetPart& part) { return json_seconds(part.watched.target.late); }},
    {"in_maintenance",
     "a maintenance window is open",
     shape::flag,
     [](const TargetPart& part) { return Json(part.watched.in_maintenance); }},
    {"retired",
     "it left the inventory",
     shape::flag,
     [](const TargetPart& part) { return Json(part.watched.target.retired); }},
    {"notices",
     "what is to be known of how it was asked",
     shape::texts,
     [](const TargetPart& part) { return json_texts(part.watched.target.notices); }},
}};

Json counts_schema() {
    std::vector<FieldShape> fields;
    for (const auto standing : standings_worst_first)
        fields.push_back({name(standing), "expectations", shape::count()});
    fields.push_back({"waived", "failed, and let stand", shape::count()});
    return schema_from("Expectations by how they have settled.", fields);
}

}  // namespace

Json api_target(const Overview& overview, const WatchedTarget& target) {
    return object_from<TargetPart>(target_fields, {overview, target});
}

Json api_whole_target(const Overview& overview, const WatchedTarget& target) {
    auto object = api_target(overview, target);
    object.add("expectations", states_of({overview, target}));
    return object;
}

void add_target_schemas(Json& schemas) {
    schemas.add("Counts", counts_schema());
    auto target = schema_of<TargetPart>("A target and how it stands.", target_fields);
    schemas.add("Target", target);
    auto whole = Json::object();
    whole.add("description", "A target with all that is expected of it.");
    whole.add(
        "allOf",
        Json(Json::Array{
            shape::reference_to("Target"),
            schema_from(
                "its expectations",
                {{"expectations", "in the order of its specs", shape::list_of("State")}}
            )})
    );
    schemas.add("WholeTarget", std::move(whole));
}

}  // namespace muster
