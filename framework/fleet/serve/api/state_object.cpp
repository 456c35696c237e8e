#include "framework/fleet/serve/api/fields.hpp"
#include "framework/fleet/serve/api/objects.hpp"
#include "framework/fleet/serve/problems.hpp"
#include "framework/fleet/serve/standings.hpp"
#include "reporters/support/words.hpp"

#include <array>

namespace muster {

namespace {

struct StatePart {
    const Overview& overview;
    const WatchedTarget& watched;
    const State& state;

    const Result& result() const { return state.observation.result; }
};

constexpr std::array<std::string_view, 5> impact_words = {
    "none", "low", "medium", "high", "critical"};
Json evidence_of(const StatePart& part) {
    auto all = Json::Array{};
    for (const auto& [question, answer] : part.result().evidence)
        all.emplace_back(Json::Object{{"question", Json(question)}, {"answer", Json(answer)}});
    return Json(std::move(all));
}

/// Whether each of the last results was a problem, the newest last.
Json recent_of(const State& state) {
    auto all = Json::Array{};
    for (int age = std::min(state.results, 21) - 1; age >= 0; --age)
        all.emplace_back((state.recent >> static_cast<unsigned>(age) & 1U) != 0);
    return Json(std::move(all));
}

Json quiet_word(const StatePart& part) {
    const auto quiet = is_problem(shown_standing(part.state))
                           ? quiet_of(part.overview, part.watched, part.state)
                           : std::nullopt;
    return quiet ? Json(quiet->word) : Json();
}

Json evidence_shape() {
    return shape::list_of("Evidence");
}

Json flags_shape() {
    return Json(Json::Object{{"type", Json("array")}, {"items", shape::flag()}});
}

using StateField = ApiField<StatePart>;
constexpr auto state_sometimes = StateField::There::sometimes;

const std::array<StateField, 30> state_fields = {{
    {"target",
     "the name of its target",
     shape::text,
     [](const StatePart& part) { return Json(part.watched.target.name); }},
    {"id",
     "of the expectation; empty: whether the target can be reached",
     shape::text,
     [](const StatePart& part) { return Json(part.state.of.id); }},
    {"spec",
     "the title of its spec",
     shape::text,
     [](const StatePart& part) { return Json(part.state.observation.spec); }},
    {"headings",
     "the blocks around it, outermost first",
     shape::texts,
     [](const StatePart& part) { return json_texts(part.result().headings); }},
    {"statement",
     "what is expected of what",
     shape::text,
     [](const StatePart& part) { return Json(part.result().statement); }},
    {"standing",
     "by the last result",
     api_standing_shape,
     [](const StatePart& part) { return Json(name(part.state.standing)); }},
    {"settled",
     "when it was last settled",
     api_standing_shape,
     [](const StatePart& part) { return Json(name(part.state.settled)); }},
    {"attempt",
     "so many problems in a row, not settled yet",
     shape::count,
     [](const StatePart& part) { return Json(std::int64_t{part.state.attempt}); }},
    {"attempts",
     "so many in a row settle it",
     shape::count,
     [](const StatePart& part) { return Json(std::int64_t{part.overview.attempts}); }},
    {"flapping",
     "it goes to and fro",
     shape::flag,
     [](const StatePart& part) { return Json(part.state.flapping); }},
    {"since",
     "when what is settled began",
     shape::time,
     [](const StatePart& part) { return json_time(part.state.since); },
     state_sometimes},
    {"changed",
     "when its standing began",
     shape::time,
     [](const StatePart& part) { return json_time(part.state.changed); },
     state_sometimes},
    {"last",
     "when it was last asked",
     shape::time,
     [](const StatePart& part) { return json_time(part.state.last); },
     state_sometimes},
    {"recent",
     "whether each of the last results was a problem, the newest last",
     flags_shape,
     [](const StatePart& part) { return recent_of(part.state); }},
    {"quiet",
     "why nobody is told: silenced, acknowledged, waived, maintenance, behind",
     shape::text,
     quiet_word,
     state_sometimes},
    {"told",
     "somebody was told of the problem",
     shape::flag,
     [](const StatePart& part) { return Json(part.state.told); }},
    {"expected",
     "as a reader sees it",
     shape::text,
     [](const StatePart& part) { return Json(part.result().expected); }},
    {"actual",
     "as a reader sees it",
     shape::text,
     [](const StatePart& part) { return Json(part.result().actual); }},
    {"message",
     "what is wrong",
     shape::text,
     [](const StatePart& part) { return Json(part.result().message); }},
    {"hint",
     "what to do next",
     shape::text,
     [](const StatePart& part) { return json_text_if_any(part.result().hint); },
     state_sometimes},
    {"because",
     "why it is expected",
     shape::text,
     [](const StatePart& part) { return json_text_if_any(part.result().because); },
     state_sometimes},
    {"evidence", "the questions that the value came from", evidence_shape, evidence_of},
    {"impact",
     "how much it matters",
     [] { return shape::one_of(impact_words); },
     [](const StatePart& part) { return Json(name(part.result().impact)); }},
    {"owner",
     "whose spec it is",
     shape::text,
     [](const StatePart& part) { return json_text_if_any(part.state.observation.owner); },
     state_sometimes},
    {"runbook",
     "what to read",
     shape::text,
     [](const StatePart& part) { return json_text_if_any(part.state.observation.runbook); },
     state_sometimes},
    {"tags",
     "of its spec",
     shape::texts,
     [](const StatePart& part) { return json_texts(part.state.observation.tags); }},
    {"file",
     "where it is written",
     shape::text,
     [](const StatePart& part) { return Json(part.result().where.file); }},
    {"line",
     "0: not known",
     shape::count,
     [](const StatePart& part) { return Json(std::int64_t{part.result().where.line}); }},
    {"follow",
     "a change of its value is told",
     shape::flag,
     [](const StatePart& part) { return Json(part.result().follow); }},
    {"waived",
     "why its failure is let stand",
     shape::text,
     [](const StatePart& part) {
         return part.result().waived ? Json(words_of(*part.result().waived)) : Json();
     },
     state_sometimes},
}};

}  // namespace

Json api_state(const Overview& overview, const WatchedTarget& target, const State& state) {
    return object_from<StatePart>(state_fields, {overview, target, state});
}

void add_state_schemas(Json& schemas) {
    schemas.add(
        "Evidence",
        schema_from(
            "A question that a value came from.",
            {{"question", "what was asked", shape::text()},
             {"answer", "what it brought", shape::text()}}
        )
    );
    schemas.add(
        "State",
        schema_of<StatePart>("An expectation of a target, and how it stands.", state_fields)
    );
}

}  // namespace muster
