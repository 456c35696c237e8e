#include "framework/fleet/serve/api/answers.hpp"

#include "framework/base/text.hpp"
#include "framework/fleet/alert/silencing.hpp"
#include "framework/fleet/serve/api/objects.hpp"
#include "framework/fleet/serve/health.hpp"
#include "framework/fleet/serve/last_rounds.hpp"
#include "framework/fleet/serve/page/views.hpp"
#include "framework/fleet/serve/problems.hpp"
#include "framework/fleet/serve/standings.hpp"
#include "reporters/support/words.hpp"
#include "reporters/table.hpp"

#include <algorithm>
#include <array>
#include <sstream>

namespace muster {

namespace {

PageAnswer json_answer(const Json& content, int status = 200) {
    return {status, "application/json", visible_json(to_text(content, 2)) + "\n"};
}

/// A list of what is written only as far as it is handed out: that of 50 000 expectations would be 60 MB.
class BoundedList {
public:
    template<class Write>
    void add(const Write& write) {
        if (items_.size() < most_items)
            items_.push_back(write());
        else
            ++left_out_;
    }

    PageAnswer answer(const Overview& overview, const char* member) && {
        auto content = Json::object();
        content.add("now", to_iso8601(overview.now));
        content.add("left_out", static_cast<std::int64_t>(left_out_));
        content.add(member, Json(std::move(items_)));
        return json_answer(content);
    }

private:
    static constexpr std::size_t most_items = 10'000;
    Json::Array items_;
    std::size_t left_out_ = 0;
};

bool fits(const std::string& pattern, const std::string& text) {
    return pattern.empty() or names_text(pattern, text);
}

bool has_role(const WatchedTarget& target, const std::string& role) {
    return role.empty() or std::ranges::count(target.target.roles, role) > 0;
}

bool is_wanted(const WatchedTarget& target, const PageRequest& request) {
    return fits(request.asked("target"), target.target.name)
           and has_role(target, request.asked("role"));
}

/// Why what was asked for has no meaning; empty where it has.
std::string wrong_standing(const PageRequest& request) {
    const auto standing = request.asked("standing");
    if (standing.empty() or standing_named(standing))
        return "";
    static const std::vector<std::string> known = {
        "pending", "conforms", "failed", "errored", "skipped", "stale"};
    return "there is no standing \"" + standing + "\"" + did_you_mean(standing, known);
}

struct ReportFormat {
    std::string_view name;
    std::string_view type;
};
constexpr std::array report_formats = {
    ReportFormat{"junit", "application/xml"},
    ReportFormat{"tap", "text/plain; charset=utf-8"},
    ReportFormat{"json", "application/json"}};

}  // namespace

PageAnswer api_slip(int status, const std::string& why) {
    return json_answer(Json(Json::Object{{"error", Json(why)}}), status);
}

PageAnswer
answer_targets(const Overview& overview, const PageRequest& request, const std::string&) {
    if (const auto slip = wrong_standing(request); not slip.empty())
        return api_slip(400, slip);
    const auto standing = standing_named(request.asked("standing"));
    BoundedList items;
    for (const auto& target : overview.targets)
        if (has_role(target, request.asked("role"))
            and (not standing or count_of(target).worst() == *standing))
            items.add([&] { return api_target(overview, target); });
    return std::move(items).answer(overview, "targets");
}

PageAnswer answer_target(const Overview& overview, const PageRequest&, const std::string& rest) {
    const auto* target = target_called(overview, rest);
    if (target == nullptr)
        return api_slip(404, "no target is called \"" + rest + "\"");
    return json_answer(api_whole_target(overview, *target));
}

PageAnswer
answer_expectations(const Overview& overview, const PageRequest& request, const std::string&) {
    if (const auto slip = wrong_standing(request); not slip.empty())
        return api_slip(400, slip);
    const auto standing = standing_named(request.asked("standing"));
    const auto id = request.asked("id");
    BoundedList items;
    for (const auto& target : overview.targets) {
        if (not is_wanted(target, request))
            continue;
        for (const auto& state : target.states)
            if (fits(id, state.of.id) and (not standing or shown_standing(state) == *standing))
                items.add([&] { return api_state(overview, target, state); });
    }
    return std::move(items).answer(overview, "expectations");
}

PageAnswer
answer_problems(const Overview& overview, const PageRequest& request, const std::string&) {
    const bool with_quiet = request.asked("quiet") == "yes";
    const auto id = request.asked("id");
    BoundedList items;
    const auto add = [&](const WatchedTarget& target, const State& state) {
        if (is_problem(shown_standing(state)) and fits(id, state.of.id)
            and (with_quiet or not quiet_of(overview, target, state)))
            items.add([&] { return api_state(overview, target, state); });
    };
    for (const auto& target : overview.targets) {
        if (target.target.retired or not is_wanted(target, request))
            continue;
        add(target, target.reach);
        for (const auto& state : target.states)
            add(target, state);
    }
    return std::move(items).answer(overview, "problems");
}

PageAnswer
answer_transitions(const Overview& overview, const PageRequest& request, const std::string&) {
    const auto kind = request.asked("kind");
    if (not kind.empty() and not event_kind_named(kind))
        return api_slip(400, "there is no kind \"" + kind + "\" of events");
    const auto after = request.asked("after");
    const auto number = after.empty() ? std::optional<std::int64_t>(0) : whole_number(after);
    if (not number)
        return api_slip(400, "after is the number of an event");
    const EventFilter filter{kind, request.asked("target"), request.asked("id")};
    BoundedList items;
    for (const auto& event : overview.recent)
        if (event.number > *number and filter.fits(event))
            items.add([&] { return api_event(event); });
    return std::move(items).answer(overview, "transitions");
}

PageAnswer answer_silences(const Overview& overview, const PageRequest&, const std::string&) {
    BoundedList items;
    for (const auto& silence : overview.silences)
        items.add([&] { return api_silence(silence); });
    return std::move(items).answer(overview, "silences");
}

PageAnswer answer_health(const Overview& overview, const PageRequest&, const std::string&) {
    return json_answer(api_health(overview));
}

PageAnswer answer_healthz(const Overview& overview, const PageRequest&, const std::string&) {
    return json_answer(api_liveness(overview), loop_verdict(overview).is_well ? 200 : 503);
}

PageAnswer answer_report(const Overview& overview, const PageRequest& request, const std::string&) {
    const auto wanted = request.asked("format");
    const auto* const format = std::ranges::find(report_formats, wanted, &ReportFormat::name);
    if (format == report_formats.end())
        return api_slip(400, "format is junit, tap or json");
    const auto target = request.asked("target");
    const auto run = last_rounds(overview, target.empty() ? std::nullopt : std::optional(target));
    if (not run)
        return api_slip(404, "no target is called \"" + target + "\"");
    const auto table = reporter_table();
    const auto reporter = std::ranges::find(table, format->name, &ReporterEntry::name);
    MUSTER_ASSERT(reporter != table.end());
    std::ostringstream text;
    const auto writes = reporter->make(text, {});
    writes->run_started(run->targets.size());
    for (const auto& one : run->targets)
        writes->target_done(one);
    writes->run_done(*run);
    return {200, std::string(format->type), text.str()};
}

}  // namespace muster
