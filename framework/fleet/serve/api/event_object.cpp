#include "framework/fleet/serve/api/fields.hpp"
#include "framework/fleet/serve/api/objects.hpp"

#include <array>

namespace muster {

namespace {

constexpr std::array<std::string_view, 14> event_words = {
    "problem",
    "recovery",
    "turned",
    "soft",
    "flapping",
    "steady",
    "followed",
    "appeared",
    "retired",
    "rebuilt",
    "silenced",
    "action",
    "mark",
    "trouble"};
constexpr std::array<std::string_view, 2> silence_words = {"silence", "ack"};

using EventField = ApiField<Event>;
constexpr auto event_sometimes = EventField::There::sometimes;

const std::array<EventField, 11> event_fields = {{
    {"number", "growing", shape::count, [](const Event& event) { return Json(event.number); }},
    {"at", "when", shape::text, [](const Event& event) { return Json(to_iso8601(event.at)); }},
    {"kind",
     "what happened",
     [] { return shape::one_of(event_words); },
     [](const Event& event) { return Json(name(event.kind)); }},
    {"target",
     "empty: the loop itself",
     shape::text,
     [](const Event& event) { return Json(event.of.target); }},
    {"id",
     "of the expectation; empty: the target itself",
     shape::text,
     [](const Event& event) { return Json(event.of.id); }},
    {"from",
     "how it stood",
     api_standing_shape,
     [](const Event& event) { return Json(name(event.from)); }},
    {"to",
     "how it stands since",
     api_standing_shape,
     [](const Event& event) { return Json(name(event.to)); }},
    {"was",
     "the old value of what is followed",
     shape::text,
     [](const Event& event) { return json_text_if_any(event.was); },
     event_sometimes},
    {"is",
     "the new value, the message, the text of a mark",
     shape::text,
     [](const Event& event) { return json_text_if_any(event.is); },
     event_sometimes},
    {"statement",
     "what is expected of what",
     shape::text,
     [](const Event& event) { return json_text_if_any(event.statement); },
     event_sometimes},
    {"who",
     "of marks and silences",
     shape::text,
     [](const Event& event) { return json_text_if_any(event.who); },
     event_sometimes},
}};

using SilenceField = ApiField<Silence>;

const std::array<SilenceField, 9> silence_fields = {{
    {"number",
     "names it when it is to end",
     shape::count,
     [](const Silence& silence) { return Json(silence.number); }},
    {"kind",
     "ack: of the problem that is there now",
     [] { return shape::one_of(silence_words); },
     [](const Silence& silence) {
         return Json(silence_words.at(silence.kind == Silence::Kind::ack ? 1 : 0));
     }},
    {"target",
     "a name or a glob; empty: any",
     shape::text,
     [](const Silence& silence) { return Json(silence.target); }},
    {"role", "empty: any", shape::text, [](const Silence& silence) { return Json(silence.role); }},
    {"id",
     "an id or a glob; empty: all, and the target itself",
     shape::text,
     [](const Silence& silence) { return Json(silence.id); }},
    {"from",
     "when it began",
     shape::text,
     [](const Silence& silence) { return Json(to_iso8601(silence.from)); }},
    {"until",
     "when it ends; without it an ack lasts as long as the problem",
     shape::time,
     [](const Silence& silence) { return json_time(silence.until); },
     ApiField<Silence>::There::sometimes},
    {"reason", "why", shape::text, [](const Silence& silence) { return Json(silence.reason); }},
    {"who", "by whom", shape::text, [](const Silence& silence) { return Json(silence.who); }},
}};
}  // namespace

Json api_event(const Event& event) {
    return object_from<Event>(event_fields, event);
}

Json api_silence(const Silence& silence) {
    return object_from<Silence>(silence_fields, silence);
}

void add_event_schemas(Json& schemas) {
    schemas.add("Event", schema_of<Event>("Something that happened.", event_fields));
    schemas.add("Silence", schema_of<Silence>("Somebody wants not to be told.", silence_fields));
}

}  // namespace muster
