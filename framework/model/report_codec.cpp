#include "framework/model/report_codec.hpp"

#include "framework/base/json/fields.hpp"
#include "framework/model/plan_codec.hpp"

#include <fmt/format.h>

#include <cmath>

namespace muster {

namespace {

// A report is read by people and their scripts: words for outcomes, seconds for durations, ISO 8601
// for times, where a plan has plain numbers. These carry a member through `fields` in that form.

struct OutcomeWord {
    Outcome& outcome;
};

struct ImpactWord {
    Impact& impact;
};

struct Seconds {
    Nanoseconds& duration;
};

struct Timestamp {
    Instant& time;
};

struct PlatformMember {
    Platform& platform;
};

Json written(const OutcomeWord& word) {
    return name(word.outcome);
}

void read(const Json& from, OutcomeWord& word) {
    for (const auto outcome :
         {Outcome::passed, Outcome::failed, Outcome::errored, Outcome::skipped}) {
        if (from == Json(name(outcome))) {
            word.outcome = outcome;
            return;
        }
    }
    throw Broken("expected passed, failed, errored or skipped");
}

Json written(const ImpactWord& word) {
    return name(word.impact);
}

void read(const Json& from, ImpactWord& word) {
    const auto* text = from.as<std::string>();
    const auto impact = text == nullptr ? std::nullopt : impact_named(*text);
    if (not impact)
        throw Broken("expected none, low, medium, high or critical");
    word.impact = *impact;
}

struct ChangeWord {
    Change::Kind& kind;
};

Json written(const ChangeWord& word) {
    return name(word.kind);
}

void read(const Json& from, ChangeWord& word) {
    using Kind = Change::Kind;
    for (const auto kind : {Kind::fresh, Kind::fixed, Kind::still, Kind::gone}) {
        if (from == Json(name(kind))) {
            word.kind = kind;
            return;
        }
    }
    throw Broken("expected new, fixed, still failing or gone");
}

// A double holds every nanosecond of a hundred days exactly enough to come back.
Json written(const Seconds& seconds) {
    return static_cast<double>(seconds.duration.count()) / 1e9;
}

void read(const Json& from, Seconds& seconds) {
    const auto* whole = from.as<std::int64_t>();
    const auto* fraction = from.as<double>();
    if (whole == nullptr and fraction == nullptr)
        throw Broken("expected a number of seconds");
    const double number = fraction != nullptr ? *fraction : static_cast<double>(*whole);
    constexpr double century = 100.0 * 366 * 24 * 3600;
    if (not(number >= 0 and number <= century))
        throw Broken("expected a number of seconds");
    seconds.duration = Nanoseconds(std::llround(number * 1e9));
}

Json written(const Timestamp& timestamp) {
    return to_iso8601(timestamp.time);
}

void read(const Json& from, Timestamp& timestamp) {
    const auto* text = from.as<std::string>();
    const auto time = text == nullptr ? std::nullopt : from_iso8601(*text);
    if (not time)
        throw Broken("expected a time like 2026-07-01T12:00:00Z");
    timestamp.time = *time;
}

Json written(const PlatformMember& member) {
    return to_json(member.platform);
}

void read(const Json& from, PlatformMember& member) {
    member.platform = platform_from_json(from);
}

/// What a reader would have to count or conclude: written, and left alone by a JsonReader.
template<class Visitor, class Report>
void conclusions(Visitor& visit, const Report& report) {
    if constexpr (std::same_as<Visitor, JsonWriter>) {
        const auto count = tally(report);
        auto summary = Json::object();
        for (const auto& [word, number] :
             {std::pair("passed", count.passed),
              std::pair("failed", count.failed),
              std::pair("errored", count.errored),
              std::pair("skipped", count.skipped),
              std::pair("waived", count.waived)})
            summary.add(word, static_cast<std::int64_t>(number));
        visit("summary", summary);
        if constexpr (not std::same_as<Report, RunReport>)
            visit("not_verified", not_verified(report));
    }
}

}  // namespace

template<class Visitor>
void fields(Visitor& visit, Waiver& waiver) {
    visit("reason", waiver.reason);
    visit("ticket", waiver.ticket);
    visit("owner", waiver.owner);
    visit("until", waiver.until);
}

template<class Visitor>
void fields(Visitor& visit, Evidence& evidence) {
    visit("question", evidence.question);
    visit("answer", evidence.answer);
}

template<class Visitor>
void fields(Visitor& visit, Result& result) {
    OutcomeWord outcome{result.outcome};
    ImpactWord impact{result.impact};
    Seconds seconds{result.duration};
    visit("id", result.id);
    visit("outcome", outcome);
    visit("headings", result.headings);
    visit("file", result.where.file);
    visit("line", result.where.line);
    visit("column", result.where.column);
    visit("statement", result.statement);
    visit("subject", result.subject);
    visit("attribute", result.attribute);
    visit("expected", result.expected);
    visit("actual", result.actual);
    visit("message", result.message);
    visit("hint", result.hint);
    visit("evidence", result.evidence);
    visit("seconds", seconds);
    visit("attempts", result.attempts);
    visit("because", result.because);
    visit("impact", impact);
    visit("given_id", result.given_id);
    visit("about", result.about);
    visit("follow", result.follow);
    visit.if_any("waived", result.waived);
}

template<class Visitor>
void fields(Visitor& visit, SpecReport& spec) {
    visit("title", spec.title);
    visit("file", spec.where.file);
    visit("line", spec.where.line);
    visit("column", spec.where.column);
    visit("roles", spec.roles);
    visit("tags", spec.tags);
    visit("owner", spec.owner);
    visit("runbook", spec.runbook);
    visit.if_any("of_fleet", spec.of_fleet);
    conclusions(visit, spec);
    visit("results", spec.results);
}

template<class Visitor>
void fields(Visitor& visit, TargetReport& target) {
    PlatformMember platform{target.platform};
    Timestamp started{target.started};
    Seconds seconds{target.duration};
    visit("name", target.name);
    visit("url", target.url);
    visit("platform", platform);
    visit("roles", target.roles);
    visit.if_any("is_fleet", target.is_fleet);
    visit("unreachable", target.unreachable);
    visit("notices", target.notices);
    visit("exchanges", target.exchanges);
    visit("started", started);
    visit("seconds", seconds);
    conclusions(visit, target);
    visit("specs", target.specs);
}

template<class Visitor>
void fields(Visitor& visit, Change& change) {
    ChangeWord kind{change.kind};
    visit("change", kind);
    visit("target", change.target);
    visit("id", change.id);
    visit("file", change.where.file);
    visit("line", change.where.line);
    visit("column", change.where.column);
    visit("statement", change.statement);
    visit("message", change.message);
}

template<class Visitor>
void fields(Visitor& visit, RunReport& run) {
    Timestamp started{run.started};
    Seconds seconds{run.duration};
    visit("version", run.version);
    visit("started", started);
    visit("seconds", seconds);
    visit("interrupted", run.interrupted);
    conclusions(visit, run);
    visit("compared_with", run.compared_with);
    visit("changes", run.changes);
    visit("targets", run.targets);
}

Json to_json(const RunReport& run) {
    auto json = Json::object();
    json.add("format", report_format);
    auto members = written(run);
    for (auto& [name, member] : std::get<Json::Object>(members.data))
        json.add(name, std::move(member));
    return json;
}

RunReport report_from_json(const Json& json) {
    const auto* format = json.find("format");
    if (format == nullptr or *format != Json(report_format))
        throw Broken(fmt::format("this is no report of format {}", report_format));
    RunReport run;
    read(json, run);
    return run;
}

Json to_json(const Result& result) {
    return written(result);
}

Result result_from_json(const Json& json) {
    Result result;
    read(json, result);
    return result;
}

}  // namespace muster
