#include "framework/fleet/serve/page/frame.hpp"

#include "framework/fleet/serve/page/parts.hpp"

#include <fmt/format.h>

#include <array>

namespace muster {

namespace {

Markup head(const Overview& overview, const View& view) {
    const auto title = view.title + " · " + (overview.title.empty() ? "Muster" : overview.title);
    return tag(
        "head",
        lone_tag("meta", {{"charset", "utf-8"}})
            + lone_tag(
                "meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}}
            )
            + lone_tag("meta", {{"name", "color-scheme"}, {"content", "light dark"}})
            + tag("title", title)
            + lone_tag("link", {{"rel", "stylesheet"}, {"href", "/style.css"}})
            // An empty icon: nobody asks for /favicon.ico then.
            + lone_tag("link", {{"rel", "icon"}, {"href", "data:,"}})
            + tag("script", {{"src", "/script.js"}, {"defer", "defer"}}, {})
            + tag("noscript", lone_tag("meta", {{"http-equiv", "refresh"}, {"content", "30"}}))
    );
}

Markup navigation(const View& view) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 3> entries = {
        {{"/", "Fleet"}, {"/events", "Events"}, {"/silences", "Silences"}}};
    Markup items;
    for (const auto& [url, words] : entries) {
        MarkupAttributes attributes = {{"href", std::string(url)}};
        if (url == view.place)
            attributes.emplace_back("aria-current", "page");
        items += tag("li", tag("a", attributes, words));
    }
    return tag("nav", {{"aria-label", "views"}}, tag("ul", items));
}

Markup search_form(const View& view) {
    return tag(
        "form",
        {{"class", "search"}, {"action", "/search"}, {"role", "search"}},
        lone_tag(
            "input",
            {{"type", "search"},
             {"name", "q"},
             {"id", "q"},
             {"value", view.search},
             {"placeholder", "search targets, expectations, values"},
             {"aria-label", "search"},
             {"autocomplete", "off"},
             {"maxlength", "200"}}
        ) + tag("output", {{"id", "found"}, {"for", "q"}}, {})
    );
}

Markup header(const Overview& overview, const View& view) {
    const auto brand =
        tag("a",
            {{"class", "brand"}, {"href", "/"}},
            tag("span", {{"class", "logo"}, {"aria-hidden", "true"}}, "✓") + " "
                + tag("b", overview.title.empty() ? "Muster" : overview.title));
    const auto keys =
        tag("button",
            {{"type", "button"},
             {"id", "keys"},
             {"hidden", "hidden"},
             {"title", "keys"},
             {"aria-label", "which keys there are"}},
            "?");
    return tag(
        "header",
        {{"class", "top"}},
        tag("a", {{"class", "skip"}, {"href", "#main"}}, "to the content") + brand
            + navigation(view) + search_form(view) + keys
    );
}

/// Closed until the script opens it.
Markup help() {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> keys = {
        {{"j  ↓", "the next entry"},
         {"k  ↑", "the one before"},
         {"Enter", "open it"},
         {"x", "unfold or fold what is behind it"},
         {"/", "search; Enter searches everything"},
         {"f  e  s", "fleet, events, silences"},
         {"Esc", "leave the search, close this"},
         {"?", "this"}}};
    Markup rows;
    for (const auto& [key, sense] : keys)
        rows += tag("dt", tag("kbd", key)) + tag("dd", sense);
    return tag(
        "dialog",
        {{"id", "help"}, {"aria-labelledby", "help-title"}},
        tag("h2", {{"id", "help-title"}}, "Keys") + tag("dl", {{"class", "terms"}}, rows)
            + tag("form", {{"method", "dialog"}}, tag("button", "close"))
    );
}

Markup footer(const Overview& overview) {
    const auto& health = overview.health;
    const auto link = [](const char* url, const char* words) {
        return tag("a", {{"href", url}}, words);
    };
    return tag(
        "footer",
        tag("p",
            Markup("as of ")
                + tag(
                    "time",
                    {{"datetime", to_iso8601(overview.now)}},
                    to_iso8601(std::chrono::floor<std::chrono::seconds>(overview.now))
                )
                + fmt::format(" · Muster {} · up ", health.version)
                + to_words(std::max(Nanoseconds{0}, overview.now - health.started))
                + fmt::format(
                    " · {} rounds · {} asked now · {} sessions · late {} (median), {} (worst of a "
                    "hundred)",
                    health.rounds,
                    health.asking,
                    health.sessions,
                    to_words(health.late_p50),
                    to_words(health.late_p99)
                ))
            + tag(
                "p",
                link("/metrics", "metrics") + " · " + link("/api/v1/openapi.json", "API") + " · "
                    + link("/healthz", "health") + " · "
                    + link("/api/v1/report?format=junit", "JUnit") + " · "
                    + link("/api/v1/report?format=tap", "TAP")
            )
    );
}

}  // namespace

std::string framed(const Overview& overview, const View& view) {
    const auto body =
        header(overview, view)
        + tag("p", {{"id", "live"}, {"role", "status"}, {"hidden", "hidden"}}, {})
        + tag("main", {{"id", "main"}, {"tabindex", "-1"}}, view.main + footer(overview)) + help();
    return html_document(tag("html", {{"lang", "en"}}, head(overview, view) + tag("body", body)));
}

}  // namespace muster
