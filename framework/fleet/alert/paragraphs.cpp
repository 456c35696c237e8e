#include "framework/fleet/alert/paragraphs.hpp"

#include "framework/base/display.hpp"
#include "framework/base/folded_names.hpp"
#include "framework/fleet/alert/notice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <tuple>

namespace muster {

namespace {

using Kind = Notice::Kind;
using Notices = std::vector<const Notice*>;

constexpr std::size_t longest_value = 1000;
constexpr std::size_t longest_names = 300;
constexpr std::size_t longest_subject = 200;
constexpr int label_columns = 10;

std::string_view heading(const Paragraph& paragraph) {
    if (paragraph.flapping
        and (paragraph.kind == Kind::problem or paragraph.kind == Kind::reminder))
        return "FLAPPING";
    switch (paragraph.kind) {
    case Kind::problem: return "PROBLEM";
    case Kind::recovery: return "RECOVERY";
    case Kind::reminder: return "STILL";
    case Kind::followed: return "CHANGED";
    case Kind::rebuilt: return "REBUILT";
    case Kind::trouble: return "TROUBLE";
    }
    return "PROBLEM";
}

/// What a notice shares with others that are told in one paragraph. That targets cannot be reached is one thing, though
/// each says it with an address of its own.
auto cause_of(const Notice& notice) {
    const auto is_reach = notice.of.is_target() and notice.kind != Kind::trouble;
    return std::tuple(
        notice.kind,
        std::string_view(notice.of.id),
        std::string_view(notice.statement),
        notice.standing,
        notice.flapping,
        is_reach or notice.flapping ? std::string_view() : std::string_view(notice.message),
        notice.of.is_monitor()
    );
}

std::vector<Notices> by_cause(const Message& message) {
    std::vector<Notices> groups;
    std::map<decltype(cause_of(message.notices.front())), std::size_t> places;
    for (const auto& notice : message.notices) {
        const auto [place, is_new] = places.emplace(cause_of(notice), groups.size());
        if (is_new)
            groups.emplace_back();
        groups[place->second].push_back(&notice);
    }
    return groups;
}

/// The role that all of them have; of several the one with the fewest targets, which says most.
std::string common_role(const Notices& notices, const Message& message) {
    std::string best;
    std::size_t fewest = 0;
    for (const auto& role : notices.front()->roles) {
        const bool is_common = std::ranges::all_of(notices, [&](const Notice* one) {
            return std::ranges::count(one->roles, role) > 0;
        });
        const auto found = message.members.find(role);
        const auto members = found == message.members.end() ? SIZE_MAX : found->second;
        if (is_common and (best.empty() or members < fewest)) {
            best = role;
            fewest = members;
        }
    }
    return best;
}

std::string whom_of(const Notices& notices, const Message& message) {
    if (notices.front()->of.is_monitor())
        return "the monitor";
    std::vector<std::string> names;
    std::set<std::string_view> seen;
    for (const auto* notice : notices)
        if (seen.insert(notice->of.target).second)
            names.push_back(notice->of.target);
    const auto folded = printable(folded_names(names), longest_names);
    if (names.size() == 1)
        return folded;
    const auto role = common_role(notices, message);
    if (role.empty())
        return fmt::format("{} targets ({})", names.size(), folded);
    const auto members = message.members.find(role);
    const auto of_all = members == message.members.end()
                            ? std::string()
                            : fmt::format(" of {}", std::max(members->second, names.size()));
    return fmt::format(
        "{}: {}{} ({})", printable(role, longest_names), names.size(), of_all, folded
    );
}

std::string what_ended(const Notice& notice) {
    if (notice.of.is_monitor())
        return "sees its targets again";
    return notice.of.is_target() ? "can be reached again" : notice.statement + " holds again";
}

std::string what_of(const Notice& notice) {
    switch (notice.kind) {
    case Kind::recovery: return what_ended(notice);
    case Kind::followed: return notice.statement + " has changed";
    case Kind::rebuilt: return "is another machine than before";
    case Kind::trouble: return "the loop has trouble";
    case Kind::problem:
    case Kind::reminder: break;
    }
    if (notice.of.is_monitor())
        return "is blind";
    const bool is_lost = notice.of.is_target() and notice.standing == Standing::errored;
    return is_lost and not notice.flapping ? "cannot be reached" : notice.statement;
}

std::string expected_of(const Notice& notice) {
    if (notice.kind == Kind::followed or notice.kind == Kind::rebuilt
        or notice.kind == Kind::trouble)
        return "";
    return notice.expected.empty() ? notice.statement : notice.expected;
}

/// What is found; of errored rows the reason why nothing is.
std::string found_of(const Notice& notice) {
    const bool is_told_by_value =
        notice.standing == Standing::failed and not notice.flapping and not notice.actual.empty();
    if (notice.kind == Kind::recovery)
        return notice.actual.empty() ? "as expected" : notice.actual;
    return is_told_by_value ? notice.actual : notice.message;
}

Paragraph paragraph_of(const Notices& notices, const Message& message) {
    const auto& first = *notices.front();
    Paragraph paragraph;
    paragraph.kind = first.kind;
    paragraph.flapping = first.flapping;
    paragraph.impact =
        (*std::ranges::max_element(notices, {}, [](const Notice* one) { return one->impact; })
        )->impact;
    paragraph.whom = printable(whom_of(notices, message), longest_value);
    paragraph.what = printable(what_of(first), longest_value);
    const auto since =
        (*std::ranges::min_element(notices, {}, [](const Notice* one) { return one->since; })
        )->since;
    const auto add = [&](std::string_view label, const std::string& value) {
        if (not value.empty())
            paragraph.details.emplace_back(label, printable(value, longest_value));
    };
    add("expected", expected_of(first));
    add("is", found_of(first));
    add("since", told_time(since));
    add("because", first.because);
    add("hint", first.hint);
    add("impact", std::string(name(paragraph.impact)));
    add("owner", first.owner);
    add("runbook", first.runbook);
    add("again", first.again);
    return paragraph;
}

}  // namespace

std::string Paragraph::title() const {
    return fmt::format("{} {}: {}", heading(*this), whom, what);
}

Paragraphs paragraphs_of(const Message& message, std::size_t most) {
    Paragraphs paragraphs;
    for (const auto& notices : by_cause(message))
        paragraphs.all.push_back(paragraph_of(notices, message));
    std::ranges::stable_sort(paragraphs.all, std::greater(), [](const Paragraph& one) {
        return std::pair(one.kind != Kind::recovery, one.impact);
    });
    if (paragraphs.all.size() > most) {
        paragraphs.left_out = paragraphs.all.size() - most;
        paragraphs.all.resize(most);
    }
    return paragraphs;
}

std::string subject_of(const Paragraphs& paragraphs) {
    if (paragraphs.all.empty())
        return "nothing to tell";
    const auto more = paragraphs.all.size() - 1 + paragraphs.left_out;
    auto subject = printable(paragraphs.all.front().title(), longest_subject);
    return more == 0 ? subject : subject + fmt::format(" (and {} more)", more);
}

std::string footer_of(const Message& message, const Paragraphs& paragraphs) {
    std::string footer;
    if (paragraphs.left_out > 0)
        footer = fmt::format("and {} more · ", paragraphs.left_out);
    footer += message.fleet.empty() ? "muster" : printable(message.fleet, longest_value);
    return message.page.empty() ? footer : footer + " · " + printable(message.page, longest_value);
}

std::string plain_text(const Message& message) {
    const auto paragraphs = paragraphs_of(message);
    std::string text;
    for (const auto& paragraph : paragraphs.all) {
        text += paragraph.title() + "\n";
        for (const auto& [label, value] : paragraph.details)
            text += fmt::format("  {:<{}}{}\n", label, label_columns, value);
        text += "\n";
    }
    return text + footer_of(message, paragraphs) + "\n";
}

}  // namespace muster
