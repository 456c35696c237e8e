#include "framework/fleet/alert/message.hpp"

#include "framework/base/json/fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace muster {

namespace {

constexpr int message_format = 1;

constexpr std::array kinds = {
    std::pair(Notice::Kind::problem, "problem"),
    std::pair(Notice::Kind::recovery, "recovery"),
    std::pair(Notice::Kind::reminder, "reminder"),
    std::pair(Notice::Kind::followed, "followed"),
    std::pair(Notice::Kind::rebuilt, "rebuilt"),
    std::pair(Notice::Kind::trouble, "trouble"),
};

// Scripts read it: words and times where the numbers of a plan would do. These carry a member in that form.

struct KindWord {
    Notice::Kind& kind;
};

struct StandingWord {
    Standing& standing;
};

struct ImpactOfNotice {
    Impact& impact;
};

struct Moment {
    Instant& at;
};

struct Counts {
    std::map<std::string, std::size_t>& numbers;
};

std::string_view word_in(const Json& json, std::string_view what) {
    const auto* text = json.as<std::string>();
    if (text == nullptr)
        throw Broken(fmt::format("expected {} as a text", what));
    return *text;
}

Json written(const KindWord& word) {
    return name(word.kind);
}

void read(const Json& from, KindWord& word) {
    const auto text = word_in(from, "a kind of notice");
    const auto* found = std::ranges::find(kinds, text, [](const auto& kind) {
        return std::string_view(kind.second);
    });
    if (found == kinds.end())
        throw Broken("expected problem, recovery, reminder, followed, rebuilt or trouble");
    word.kind = found->first;
}

Json written(const StandingWord& word) {
    return name(word.standing);
}

void read(const Json& from, StandingWord& word) {
    const auto found = standing_named(word_in(from, "a standing"));
    if (not found)
        throw Broken("expected pending, conforms, failed, errored, skipped or stale");
    word.standing = *found;
}

Json written(const ImpactOfNotice& word) {
    return name(word.impact);
}

void read(const Json& from, ImpactOfNotice& word) {
    const auto found = impact_named(word_in(from, "an impact"));
    if (not found)
        throw Broken("expected none, low, medium, high or critical");
    word.impact = *found;
}

Json written(const Moment& moment) {
    return to_iso8601(moment.at);
}

void read(const Json& from, Moment& moment) {
    const auto found = from_iso8601(word_in(from, "a time"));
    if (not found)
        throw Broken("expected a time like 2026-07-01T12:00:00Z");
    moment.at = *found;
}

Json written(const Counts& counts) {
    auto object = Json::object();
    for (const auto& [role, number] : counts.numbers)
        object.add(role, static_cast<std::int64_t>(number));
    return object;
}

void read(const Json& from, Counts& counts) {
    const auto* members = from.as<Json::Object>();
    if (members == nullptr)
        throw Broken("expected an object");
    for (const auto& [role, number] : *members) {
        const auto count = read_integer(number);
        if (count < 0)
            throw Broken("a role has no less than 0 targets");
        counts.numbers[role] = static_cast<std::size_t>(count);
    }
}

}  // namespace

template<class Visitor>
void fields(Visitor& visit, Notice& notice) {
    KindWord kind{notice.kind};
    Moment at{notice.at};
    StandingWord standing{notice.standing};
    Moment since{notice.since};
    ImpactOfNotice impact{notice.impact};
    visit("kind", kind);
    visit("at", at);
    visit("target", notice.of.target);
    visit("id", notice.of.id);
    visit("roles", notice.roles);
    visit("standing", standing);
    visit("since", since);
    visit("flapping", notice.flapping);
    visit("spec", notice.spec);
    visit("statement", notice.statement);
    visit("expected", notice.expected);
    visit("actual", notice.actual);
    visit("message", notice.message);
    visit("hint", notice.hint);
    visit("because", notice.because);
    visit("impact", impact);
    visit("owner", notice.owner);
    visit("runbook", notice.runbook);
    visit("again", notice.again);
}

template<class Visitor>
void fields(Visitor& visit, Message& message) {
    Counts members{message.members};
    visit("fleet", message.fleet);
    visit("page", message.page);
    visit("members", members);
    visit("notices", message.notices);
}

std::string_view name(Notice::Kind kind) {
    const auto* found = std::ranges::find(kinds, kind, &decltype(kinds)::value_type::first);
    MUSTER_ASSERT(found != kinds.end());
    return found->second;
}

Json to_json(const Message& message) {
    auto json = Json::object();
    json.add("format", message_format);
    auto members = written(message);
    for (auto& [name, member] : std::get<Json::Object>(members.data))
        json.add(name, std::move(member));
    return json;
}

Message message_from_json(const Json& json) {
    const auto* format = json.find("format");
    if (format == nullptr or *format != Json(message_format))
        throw Broken(fmt::format("this is no message of format {}", message_format));
    Message message;
    read(json, message);
    return message;
}

}  // namespace muster
