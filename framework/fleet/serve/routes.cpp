#include "framework/fleet/serve/routes.hpp"

#include "framework/fleet/serve/api/answers.hpp"
#include "framework/fleet/serve/metrics.hpp"
#include "framework/fleet/serve/nagios_line.hpp"
#include "framework/fleet/serve/page/assets.hpp"
#include "framework/fleet/serve/page/views.hpp"

#include <fmt/format.h>

#include <array>

namespace muster {

namespace {

constexpr std::string_view html = "text/html; charset=utf-8";
constexpr std::string_view json = "application/json";
constexpr std::string_view plain = "text/plain; charset=utf-8";
constexpr std::string_view exposition = "text/plain; version=0.0.4; charset=utf-8";
constexpr std::string_view form = "application/x-www-form-urlencoded";

PageAnswer page(const Overview& overview, const View& view) {
    return {view.status, std::string(html), framed(overview, view)};
}

PageAnswer fixed(std::string_view type, std::string_view content) {
    return {200, std::string(type), std::string(content), true};
}

PageAnswer fleet_page(const Overview& overview, const PageRequest&, const std::string&) {
    return page(overview, fleet_view(overview));
}

PageAnswer target_page(
    const Overview& overview, const PageRequest& request, const std::string& rest
) {
    return page(overview, target_view(overview, rest, request.may_change));
}

PageAnswer
expectation_page(const Overview& overview, const PageRequest& request, const std::string&) {
    return page(overview, expectation_view(overview, request.asked("id"), request.may_change));
}

PageAnswer events_page(const Overview& overview, const PageRequest& request, const std::string&) {
    const EventFilter filter{request.asked("kind"), request.asked("target"), request.asked("id")};
    return page(overview, events_view(overview, filter));
}

PageAnswer silences_page(const Overview& overview, const PageRequest& request, const std::string&) {
    const SilenceDraft draft{
        request.asked("kind"), request.asked("target"), request.asked("role"), request.asked("id")};
    return page(overview, silences_view(overview, draft, request.may_change));
}

PageAnswer search_page(const Overview& overview, const PageRequest& request, const std::string&) {
    return page(overview, search_view(overview, request.asked("q")));
}

PageAnswer style_file(const Overview&, const PageRequest&, const std::string&) {
    return fixed("text/css; charset=utf-8", page_style());
}

PageAnswer script_file(const Overview&, const PageRequest&, const std::string&) {
    return fixed("text/javascript; charset=utf-8", page_script());
}

PageAnswer metrics_page(const Overview& overview, const PageRequest& request, const std::string&) {
    const auto series = request.asked("all") == "1" ? Series::all : Series::problems;
    return {200, std::string(exposition), metrics_text(overview, series)};
}

/// The status of a plugin goes along as a header, and as a status of HTTP for who looks at nothing else.
PageAnswer probe_page(const Overview& overview, const PageRequest& request, const std::string&) {
    const auto answer = nagios_line(overview, request.asked("target"));
    return {
        answer.status <= 1 ? 200 : 503,
        std::string(plain),
        answer.text,
        false,
        {{"Muster-Plugin-Status", fmt::format("{}", answer.status)}}};
}

PageAnswer openapi_file(const Overview& overview, const PageRequest&, const std::string&) {
    return {200, std::string(json), openapi_text(overview)};
}

constexpr std::array target_filter = {
    RouteParameter{"role", "targets of this role"},
    RouteParameter{"standing", "whose worst standing is this"}};
constexpr std::array state_filter = {
    RouteParameter{"target", "a name or a glob"},
    RouteParameter{"role", "of the target"},
    RouteParameter{"id", "an id or a glob"},
    RouteParameter{"standing", "as it has settled"}};
constexpr std::array problem_filter = {
    RouteParameter{"target", "a name or a glob"},
    RouteParameter{"role", "of the target"},
    RouteParameter{"id", "an id or a glob"},
    RouteParameter{"quiet", "yes: also those of which nobody is told"}};
constexpr std::array event_filter = {
    RouteParameter{"kind", "problem, recovery, followed, mark …"},
    RouteParameter{"target", "a name or a glob"},
    RouteParameter{"id", "an id or a glob"},
    RouteParameter{"after", "a number: those that came later"}};
constexpr std::array id_parameter = {RouteParameter{"id", "of the expectation", true}};
constexpr std::array search_parameter = {RouteParameter{"q", "words that all stand there"}};
constexpr std::array probe_parameter = {RouteParameter{"target", "empty: the whole fleet"}};
constexpr std::array metrics_parameter = {RouteParameter{"all", "1: also what has no problem"}};
constexpr std::array report_parameters = {
    RouteParameter{"format", "junit, tap or json", true},
    RouteParameter{"target", "its name; empty: all"}};
constexpr std::array silence_draft = {
    RouteParameter{"kind", "silence or ack"},
    RouteParameter{"target", "a name or a glob"},
    RouteParameter{"role", "of the target"},
    RouteParameter{"id", "an id or a glob"}};
constexpr std::array silence_fields = {
    RouteParameter{"kind", "silence or ack; empty: silence"},
    RouteParameter{"target", "a name or a glob; empty: any"},
    RouteParameter{"role", "empty: any"},
    RouteParameter{"id", "an id or a glob; empty: all, and the target itself"},
    RouteParameter{"for", "how long: 30m, 4h, 7d; empty, of an ack: as long as the problem lasts"},
    RouteParameter{"reason", "why", true},
    RouteParameter{"who", "by whom; empty: who has logged in"}};
constexpr std::array end_fields = {RouteParameter{"number", "of the silence", true}};
constexpr std::array mark_fields = {
    RouteParameter{"text", "what happened", true},
    RouteParameter{"target", "its name, where it is about one"},
    RouteParameter{"who", "by whom"}};

const std::array all_routes = {
    PageRoute{"GET", "/", "the fleet at a glance", {}, html, "", fleet_page},
    PageRoute{"GET", "/targets/{name}", "a target", {}, html, "", target_page},
    PageRoute{
        "GET",
        "/expectations",
        "an expectation on every target",
        id_parameter,
        html,
        "",
        expectation_page},
    PageRoute{"GET", "/events", "what happened", event_filter, html, "", events_page},
    PageRoute{"GET", "/silences", "what is silenced", silence_draft, html, "", silences_page},
    PageRoute{
        "GET", "/search", "targets and expectations", search_parameter, html, "", search_page},
    PageRoute{"GET", "/style.css", "how the page looks", {}, "text/css", "", style_file},
    PageRoute{"GET", "/script.js", "what the page does", {}, "text/javascript", "", script_file},
    PageRoute{
        "GET",
        "/events/stream",
        "server-sent events: `changed` when there is news",
        {},
        "text/event-stream",
        "",
        nullptr},
    PageRoute{
        "GET",
        "/metrics",
        "metrics for Prometheus",
        metrics_parameter,
        exposition,
        "",
        metrics_page},
    PageRoute{
        "GET",
        "/healthz",
        "200 as long as rounds end, else 503",
        {},
        json,
        "Liveness",
        answer_healthz},
    PageRoute{
        "GET",
        "/probe",
        "the line of a Nagios plugin; 503 when critical or unknown",
        probe_parameter,
        plain,
        "",
        probe_page},
    PageRoute{
        "GET", "/api/v1/targets", "all targets", target_filter, json, "Targets", answer_targets},
    PageRoute{
        "GET",
        "/api/v1/targets/{name}",
        "a target with its expectations",
        {},
        json,
        "WholeTarget",
        answer_target},
    PageRoute{
        "GET",
        "/api/v1/expectations",
        "expectations of targets",
        state_filter,
        json,
        "Expectations",
        answer_expectations},
    PageRoute{
        "GET",
        "/api/v1/problems",
        "what does not hold",
        problem_filter,
        json,
        "Problems",
        answer_problems},
    PageRoute{
        "GET",
        "/api/v1/transitions",
        "what happened, the oldest first",
        event_filter,
        json,
        "Transitions",
        answer_transitions},
    PageRoute{"GET", "/api/v1/silences", "what is silenced", {}, json, "Silences", answer_silences},
    PageRoute{
        "POST", "/api/v1/silences", "silence or acknowledge", silence_fields, form, "", nullptr},
    PageRoute{"POST", "/api/v1/silences/end", "end a silence", end_fields, form, "", nullptr},
    PageRoute{"POST", "/api/v1/marks", "say what happened", mark_fields, form, "", nullptr},
    PageRoute{"GET", "/api/v1/health", "the loop itself", {}, json, "Health", answer_health},
    PageRoute{
        "GET",
        "/api/v1/report",
        "the last rounds as a report",
        report_parameters,
        "application/xml",
        "",
        answer_report},
    PageRoute{"GET", "/api/v1/openapi.json", "this description", {}, json, "", openapi_file},
};

}  // namespace

std::span<const PageRoute> routes() {
    return all_routes;
}

}  // namespace muster
