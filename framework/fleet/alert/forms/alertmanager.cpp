#include "framework/fleet/alert/forms/alertmanager.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/fleet/alert/notice.hpp"
#include "framework/fleet/alert/paragraphs.hpp"

#include <algorithm>

namespace muster {

namespace {

using Kind = Notice::Kind;

constexpr std::size_t longest = 1000;  // bytes of a label or an annotation
constexpr int missed = 4;  // as Prometheus: an alert outlives three messages that were lost

std::string alertname_of(const Notice& notice) {
    if (notice.kind == Kind::followed or notice.kind == Kind::rebuilt
        or notice.kind == Kind::trouble)
        return std::string(name(notice.kind));
    if (notice.of.is_expectation())
        return notice.spec.empty() ? notice.of.id : notice.spec;
    return notice.of.is_monitor() ? "blind" : "unreachable";
}

/// A member that is empty is left out: a label without a value is none.
void add_text(Json& object, const char* name, const std::string& value) {
    if (not value.empty())
        object.add(name, printable(value, longest));
}

Json labels_of(const Notice& notice, const Message& message) {
    auto labels = Json::object();
    add_text(labels, "alertname", alertname_of(notice));
    add_text(labels, "fleet", message.fleet);
    add_text(labels, "target", notice.of.target);
    add_text(labels, "role", join(notice.roles, ","));
    add_text(labels, "id", notice.of.id);
    add_text(labels, "impact", std::string(name(notice.impact)));
    add_text(labels, "owner", notice.owner);
    return labels;
}

Json annotations_of(const Notice& notice, const Message& message) {
    auto alone = message;
    alone.notices = {notice};
    auto annotations = Json::object();
    add_text(annotations, "summary", subject_of(paragraphs_of(alone)));
    add_text(annotations, "expected", notice.expected.empty() ? notice.statement : notice.expected);
    add_text(annotations, "actual", notice.actual.empty() ? notice.message : notice.actual);
    add_text(annotations, "message", notice.message);
    add_text(annotations, "hint", notice.hint);
    add_text(annotations, "because", notice.because);
    add_text(annotations, "runbook", notice.runbook);
    add_text(annotations, "again", notice.again);
    return annotations;
}

Instant end_of(const Notice& notice, Nanoseconds repeat) {
    switch (notice.kind) {
    case Kind::problem:
    case Kind::reminder: return notice.at + missed * repeat;
    case Kind::recovery: return std::max(notice.at, notice.since);
    case Kind::followed:
    case Kind::rebuilt:
    case Kind::trouble: break;
    }
    return notice.at + repeat;
}

Json alert_of(const Notice& notice, const Message& message, Nanoseconds repeat) {
    auto alert = Json::object();
    alert.add("labels", labels_of(notice, message));
    alert.add("annotations", annotations_of(notice, message));
    alert.add("startsAt", told_time(std::min(notice.since, notice.at)));
    alert.add("endsAt", to_iso8601(end_of(notice, repeat)));
    // It has to be a URI, or all of the message is refused.
    const auto is_plain = [](char letter) { return letter > ' ' and letter <= '~'; };
    if (message.page.starts_with("http") and std::ranges::all_of(message.page, is_plain))
        alert.add("generatorURL", message.page);
    return alert;
}

}  // namespace

std::string alertmanager_alerts(const Message& message, Nanoseconds repeat) {
    Json::Array alerts;
    for (const auto& notice : message.notices)
        alerts.push_back(alert_of(notice, message, repeat));
    return to_text(Json(std::move(alerts)));
}

}  // namespace muster
