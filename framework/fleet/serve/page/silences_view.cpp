#include "framework/base/text.hpp"
#include "framework/fleet/serve/page/links.hpp"
#include "framework/fleet/serve/page/parts.hpp"
#include "framework/fleet/serve/page/views.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

Markup scope_of(const Silence& silence) {
    Markup scope;
    const auto add = [&](std::string_view word, const std::string& value) {
        if (not value.empty())
            scope += tag("span", {{"class", "dim"}}, word) + " " + tag("b", value) + " ";
    };
    add("target", silence.target);
    add("role", silence.role);
    add("expectation", silence.id);
    return scope.is_empty() ? tag("b", "everything") : scope;
}

Markup end_form(const Silence& silence) {
    return tag(
        "form",
        {{"method", "post"}, {"action", "/api/v1/silences/end"}},
        lone_tag(
            "input",
            {{"type", "hidden"}, {"name", "number"}, {"value", fmt::format("{}", silence.number)}}
        ) + tag("button", {{"aria-label", fmt::format("end number {}", silence.number)}}, "end")
    );
}

Markup silence_row(const Overview& overview, const Silence& silence, bool may_change) {
    const auto words = fmt::format(
        "{} {} {} {} {}", silence.target, silence.role, silence.id, silence.reason, silence.who
    );
    auto cells = tag("td", silence.kind == Silence::Kind::ack ? "acknowledged" : "silence")
                 + tag("td", scope_of(silence)) + tag("td", {{"class", "said"}}, silence.reason)
                 + tag("td", silence.who) + tag("td", moment_ago(silence.from, overview.now))
                 + tag(
                     "td",
                     silence.until == Instant{} ? Markup("with the problem")
                                                : moment_ago(silence.until, overview.now)
                 );
    if (may_change)
        cells += tag("td", end_form(silence));
    return tag("tr", {{"data-find", lower_case(words)}}, cells);
}

Markup silence_table(const Overview& overview, bool may_change) {
    if (overview.silences.empty())
        return tag(
            "p", {{"class", "dim"}}, "Nothing is silenced: of every problem somebody is told."
        );
    Markup titles;
    for (const auto* title : {"kind", "of", "reason", "who", "since", "ends"})
        titles += tag("th", {{"scope", "col"}}, title);
    if (may_change)
        titles += tag("td", {});
    Markup rows;
    for (const auto& silence : overview.silences)
        rows += silence_row(overview, silence, may_change);
    return tag(
        "div",
        {{"class", "wide"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", "silences"}},
        tag("table", {{"class", "plain"}}, tag("thead", tag("tr", titles)) + tag("tbody", rows))
    );
}

Markup choice(
    std::string_view field,
    const std::string& chosen,
    std::span<const std::pair<std::string_view, std::string_view>> choices
) {
    Markup options;
    for (const auto& [value, words] : choices) {
        MarkupAttributes attributes = {{"value", std::string(value)}};
        if (value == chosen)
            attributes.emplace_back("selected", "selected");
        options += tag("option", attributes, words);
    }
    return tag(
        "select", {{"name", std::string(field)}, {"id", "new-" + std::string(field)}}, options
    );
}

Markup input(
    std::string_view field, const std::string& value, const std::string& words, bool needed = false
) {
    MarkupAttributes attributes = {
        {"name", std::string(field)},
        {"id", "new-" + std::string(field)},
        {"value", value},
        {"placeholder", words},
        {"maxlength", "400"}};
    if (needed)
        attributes.emplace_back("required", "required");
    return lone_tag("input", attributes);
}

Markup labelled(std::string_view words, const Markup& field) {
    return tag("label", tag("span", words) + " " + field);
}

Markup new_form(const SilenceDraft& draft) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kinds = {
        {{"silence", "silence: whatever comes"},
         {"ack", "acknowledge: the problem that is there now"}}};
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> times = {
        {{"1h", "an hour"},
         {"4h", "4 hours"},
         {"24h", "a day"},
         {"3d", "3 days"},
         {"7d", "a week"},
         {"30d", "30 days"},
         {"", "as long as an acknowledged problem lasts"}}};
    constexpr bool needed = true;
    return tag(
        "form",
        {{"class", "new"}, {"method", "post"}, {"action", "/api/v1/silences"}},
        labelled("kind", choice("kind", draft.kind, kinds))
            + labelled("target", input("target", draft.target, "web-03, web*; empty: any"))
            + labelled("role", input("role", draft.role, "empty: any"))
            + labelled("expectation", input("id", draft.id, "an id or a glob; empty: all"))
            + labelled("for", choice("for", "4h", times))
            + labelled("reason", input("reason", "", "why, and what is being done", needed))
            + labelled("who", input("who", "", "your name", needed)) + tag("button", "silence")
    );
}

}  // namespace

View silences_view(const Overview& overview, const SilenceDraft& draft, bool may_change) {
    auto main = tag("h1", "Silences") + silence_table(overview, may_change);
    if (may_change)
        main += tag("h2", {{"id", "new"}}, "A new one") + new_form(draft);
    else
        main +=
            tag("p",
                {{"class", "dim"}},
                "Who logs in here, or has the token, may silence; so may muster silence and muster "
                "ack on "
                "the monitor.");
    return {.title = "silences", .place = "/silences", .main = main};
}

}  // namespace muster
