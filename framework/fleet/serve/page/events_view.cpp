#include "framework/base/text.hpp"
#include "framework/fleet/alert/silencing.hpp"
#include "framework/fleet/serve/page/event_list.hpp"
#include "framework/fleet/serve/page/links.hpp"
#include "framework/fleet/serve/page/parts.hpp"
#include "framework/fleet/serve/standings.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace muster {

namespace {

constexpr std::size_t most_events = 500;

constexpr std::array all_kinds = {
    Event::Kind::problem,
    Event::Kind::recovery,
    Event::Kind::turned,
    Event::Kind::soft,
    Event::Kind::flapping,
    Event::Kind::steady,
    Event::Kind::followed,
    Event::Kind::appeared,
    Event::Kind::retired,
    Event::Kind::rebuilt,
    Event::Kind::silenced,
    Event::Kind::action,
    Event::Kind::mark,
    Event::Kind::trouble};

bool fits_pattern(const std::string& pattern, const std::string& text) {
    return pattern.empty() or names_text(pattern, text);
}

/// What a reader sees first: what it came to.
Standing colour_of(const Event& event) {
    switch (event.kind) {
    case Event::Kind::problem:
    case Event::Kind::turned: return event.to;
    case Event::Kind::recovery:
    case Event::Kind::steady: return Standing::conforms;
    case Event::Kind::flapping:
    case Event::Kind::trouble: return Standing::errored;
    default: return Standing::skipped;
    }
}

std::string words_of_event(const Event& event) {
    if (event.kind == Event::Kind::followed)
        return fmt::format("was {}, is {}", event.was, event.is);
    if (event.from != event.to)
        return fmt::format(
            "{} → {}{}{}",
            standing_word(event.from),
            standing_word(event.to),
            event.is.empty() ? "" : ": ",
            event.is
        );
    return event.is;
}

Markup target_of(const Event& event) {
    return event.of.target.empty() ? tag("span", {{"class", "dim"}}, "the loop")
                                   : target_anchor(event.of.target);
}

Markup thing_of(const Event& event) {
    if (not event.of.is_expectation())
        return {};
    return tag(
        "a",
        {{"href", expectation_url(event.of.id)}, {"title", event.of.id}},
        event.statement.empty() ? event.of.id : event.statement
    );
}

Markup event_row(const Event& event) {
    const auto at = std::chrono::floor<std::chrono::seconds>(event.at);
    const auto text = to_iso8601(at);
    return tag(
        "tr",
        {{"data-find",
          lower_case(fmt::format(
              "{} {} {} {} {} {} {}",
              name(event.kind),
              event.of.target,
              event.of.id,
              event.statement,
              event.was,
              event.is,
              event.who
          ))}},
        tag("td",
            {{"class", "when"}},
            tag("time", {{"datetime", text}, {"title", text}}, text.substr(11, 8)))
            + tag(
                "td",
                tag("a",
                    {{"class", fmt::format("badge item {}", name(colour_of(event)))},
                     {"href", url_of("/events", {{"kind", std::string(name(event.kind))}})}},
                    name(event.kind))
            )
            + tag("td", target_of(event)) + tag("td", thing_of(event))
            + tag(
                "td",
                {{"class", "said"}},
                Markup(words_of_event(event))
                    + (event.who.empty() ? Markup()
                                         : tag("span", {{"class", "dim"}}, " by " + event.who))
            )
    );
}

Markup day_table(const std::string& day, const Markup& rows) {
    return tag("h3", day)
           + tag(
               "table",
               {{"class", "events"}, {"aria-label", "events of " + day}},
               tag("tbody", rows)
           );
}

Markup filter_form(const EventFilter& filter) {
    auto options = tag("option", {{"value", ""}}, "any kind");
    for (const auto kind : all_kinds) {
        MarkupAttributes attributes = {{"value", std::string(name(kind))}};
        if (filter.kind == name(kind))
            attributes.emplace_back("selected", "selected");
        options += tag("option", attributes, name(kind));
    }
    const auto input = [](std::string_view field, const std::string& value, const char* words) {
        return tag(
            "label",
            Markup(field) + " "
                + lone_tag(
                    "input",
                    {{"name", std::string(field)},
                     {"value", value},
                     {"placeholder", words},
                     {"maxlength", "400"},
                     {"id", "filter-" + std::string(field)}}
                )
        );
    };
    return tag(
        "form",
        {{"class", "filter"}, {"action", "/events"}},
        tag("label",
            Markup("kind ") + tag("select", {{"name", "kind"}, {"id", "filter-kind"}}, options))
            + input("target", filter.target, "web*")
            + input("id", filter.id, "an id, or a part: *ssh*") + tag("button", "show") + " "
            + tag("a", {{"href", "/events"}}, "all")
    );
}

}  // namespace

bool EventFilter::fits(const Event& event) const {
    return (kind.empty() or kind == name(event.kind)) and fits_pattern(target, event.of.target)
           and fits_pattern(id, event.of.id);
}

Markup event_list(const Overview& overview, const EventFilter& filter, std::size_t most) {
    Markup days;
    Markup rows;
    std::string day;
    std::size_t shown = 0;
    for (auto left = overview.recent.size(); left > 0; --left) {
        const auto& event = overview.recent[left - 1];
        if (not filter.fits(event))
            continue;
        if (shown++ == most)
            break;
        const auto of = to_iso8601(event.at).substr(0, 10);
        if (of != day and not rows.is_empty())
            days += day_table(day, std::exchange(rows, {}));
        day = of;
        rows += event_row(event);
    }
    if (not rows.is_empty())
        days += day_table(day, rows);
    return days.is_empty() ? tag("p", {{"class", "dim"}}, "nothing that is remembered here") : days;
}

View events_view(const Overview& overview, const EventFilter& filter) {
    return {
        .title = "events",
        .place = "/events",
        .main = tag("h1", "Events") + filter_form(filter)
                + tag(
                    "p",
                    {{"class", "dim"}},
                    "The newest first, times in UTC. Older ones: muster history."
                )
                + event_list(overview, filter, most_events)};
}

}  // namespace muster
