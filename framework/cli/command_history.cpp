#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/watch_store.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

std::vector<Event::Kind> kinds_of(const Arguments& arguments) {
    std::vector<Event::Kind> kinds;
    for (const auto& word : arguments.all("--kind")) {
        const auto kind = event_kind_named(word);
        if (not kind)
            throw Broken(
                fmt::format("--kind {}: no kind of event", escaped(word)),
                {},
                "there are problem, recovery, turned, soft, flapping, steady, followed, appeared, "
                "retired, rebuilt, silenced, action, mark and trouble"
            );
        kinds.push_back(*kind);
    }
    return kinds;
}

HistoryQuery query_of(const Arguments& arguments, Instant now) {
    HistoryQuery query;
    if (not arguments.operands.empty())
        query.target = arguments.operands[0];
    if (arguments.operands.size() > 1)
        query.id = arguments.operands[1];
    if (arguments.has("--since"))
        query.since = moment_from(arguments.text("--since"), now, "--since");
    if (arguments.has("--until"))
        query.until = moment_from(arguments.text("--until"), now, "--until");
    query.kinds = kinds_of(arguments);
    query.most = arguments.number("--most");
    return query;
}

Json event_json(const Event& event) {
    Json json(Json::Object{
        {"number", event.number},
        {"at", to_iso8601(event.at)},
        {"kind", name(event.kind)},
        {"target", bytes_to_json(event.of.target)},
        {"id", bytes_to_json(event.of.id)},
        {"from", name(event.from)},
        {"to", name(event.to)}});
    for (const auto& [member, text] :
         {std::pair("statement", &event.statement),
          std::pair("was", &event.was),
          std::pair("is", &event.is),
          std::pair("who", &event.who)})
        if (not text->empty())
            json.add(member, bytes_to_json(*text));
    return json;
}

std::string told(const Event& event) {
    if (event.kind == Event::Kind::followed)
        return fmt::format("was {}, is {}", printable(event.was), printable(event.is));
    if (event.kind == Event::Kind::mark and not event.who.empty())
        return fmt::format("{} ({})", printable(event.is), printable(event.who));
    return printable(event.is);
}

void print_event(const Event& event, std::ostream& out) {
    const auto subject = event.statement.empty() ? event.of.id : event.statement;
    auto line = fmt::format(
        "{}  {}  {}",
        shown_time(event.at),
        padded(name(event.kind), 9),
        event.of.target.empty() ? "-" : printable(event.of.target)
    );
    if (not subject.empty())
        line += "  " + printable(subject);
    const auto text = told(event);
    out << line << (text.empty() ? "" : ": " + text) << "\n";
}

}  // namespace

int command_history(const Invocation& invocation) {
    const auto& arguments = invocation.arguments;
    const auto form = arguments.one_of("--format", {"text", "json"});
    const auto events = store_of(arguments)->history(query_of(arguments, system_now()));
    if (form == "json") {
        Json::Array all;
        std::ranges::transform(events, std::back_inserter(all), event_json);
        invocation.out << to_text(Json(std::move(all)), 2) << "\n";
        return 0;
    }
    for (const auto& event : events)
        print_event(event, invocation.out);
    if (events.empty())
        invocation.err << "muster: nothing of the kind has happened\n";
    return 0;
}

}  // namespace muster
