#include "framework/fleet/watch/watch_recorder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace muster {

namespace {

constexpr std::size_t most_recent = 500;
constexpr auto looked_back = std::chrono::minutes(10);  ///< for what others have written

/// What was found of a target, as history keeps it.
Json facts_of(const TargetStates& of) {
    auto facts = Json::object();
    for (const auto& state : of.expectations)
        if (const auto& result = state.observation.result;
            result.outcome == Outcome::passed or result.outcome == Outcome::failed)
            facts.add(state.of.id, bytes_to_json(result.actual));
    return facts;
}

void add(Tellings& all, Tellings more) {
    std::ranges::move(more.outgoing, std::back_inserter(all.outgoing));
    std::ranges::move(more.changed, std::back_inserter(all.changed));
}

bool is_empty(const Round& round) {
    return round.target.name.empty() and round.states.empty() and round.gone.empty()
           and round.events.empty() and round.outgoing.empty();
}

std::string line_of(const Event& event) {
    auto line = fmt::format(
        "{} {}", name(event.kind), event.of.target.empty() ? "(muster)" : event.of.target
    );
    if (not event.of.id.empty())
        line += " " + event.of.id;
    return event.is.empty() ? line : line + ": " + event.is;
}

}  // namespace

Tellings WatchRecorder::tell_of(const Changes& changes, Instant now) {
    Tellings told;
    for (const auto& event : changes.events)
        if (event.kind == Event::Kind::followed or event.kind == Event::Kind::rebuilt)
            add(told, teller_.tell(event, fleet_, now));
    for (const auto& gone : changes.gone)
        if (const auto* of = fleet_.find(gone.of.target))
            add(told, teller_.end_of(of->target, gone, now));
    return told;
}

void WatchRecorder::take_round(TargetStates& of, Changes changes, bool is_reached, Instant now) {
    teller_.see(of);
    auto told = teller_.look_at(of, now);
    add(told, tell_of(changes, now));
    Round round;
    round.target = of.target;
    if (is_reached)
        round.facts = facts_of(of);
    for (const auto& gone : changes.gone)
        round.gone.push_back(gone.of);
    round.events = std::move(changes.events);
    write(std::move(round), std::move(changes.changed), std::move(told));
}

void WatchRecorder::take_members(const Changes& changes, Instant now) {
    for (const auto& event : changes.events) {
        auto* of = fleet_.find(event.of.target);
        if (of == nullptr)
            continue;
        teller_.see(*of);
        Round round;
        round.target = of->target;
        round.events = {event};
        write(std::move(round), {event.of}, teller_.look_at(*of, now));
    }
}

void WatchRecorder::take(Changes changes, Instant now) {
    auto told = tell_of(changes, now);
    Round round;
    round.events = std::move(changes.events);
    write(std::move(round), std::move(changes.changed), std::move(told));
}

void WatchRecorder::look_at_all(Instant now) {
    write({}, {}, teller_.look_at_all(fleet_, now));
}

void WatchRecorder::write(Round round, std::vector<Watched> changed, Tellings told) {
    std::ranges::move(told.changed, std::back_inserter(changed));
    std::ranges::sort(changed);
    changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
    for (const auto& of : changed)
        if (const auto* state = fleet_.find(of))
            round.states.push_back(*state);
    round.outgoing = std::move(told.outgoing);
    if (is_empty(round))
        return;
    remember(round.events);
    keeper_.write(std::move(round));
    if (not keeper_.trouble().empty())
        postman_.hand_over(keeper_.take_messages());
}

void WatchRecorder::remember(const std::vector<Event>& events) {
    for (const auto& event : events) {
        recent_.push_back(event);
        if (event.kind != Event::Kind::soft and event.kind != Event::Kind::trouble)
            log_.information(line_of(event));
    }
    has_news_ = has_news_ or not events.empty();
    if (recent_.size() > most_recent)
        recent_.erase(recent_.begin(), recent_.end() - static_cast<std::ptrdiff_t>(most_recent));
}

void WatchRecorder::begin_with(const Store& store) {
    HistoryQuery query;
    query.most = most_recent;
    recent_ = store.history(query);
    for (const auto& event : recent_)
        last_number_ = std::max(last_number_, event.number);
    version_ = store.data_version();
}

void WatchRecorder::take_from(const Store& store, Instant now) {
    const auto version = store.data_version();
    if (std::exchange(version_, version) == version)
        return;
    HistoryQuery query;
    query.since = now - looked_back;
    query.kinds = {Event::Kind::mark, Event::Kind::silenced};
    query.most = most_recent;
    std::vector<Event> news;
    for (auto& event : store.history(query))
        if (event.number > last_number_)
            news.push_back(std::move(event));
    for (const auto& event : news)
        last_number_ = std::max(last_number_, event.number);
    remember(news);
}

void WatchRecorder::take_trouble(const std::string& what, const std::string& text, Instant now) {
    if (text.empty())
        return end_trouble(what);
    if (std::exchange(troubles_[what], text) == text)
        return;
    log_.error(text);
    Event event;
    event.at = now;
    event.kind = Event::Kind::trouble;
    event.is = text;
    Round round;
    round.events = {event};
    write(std::move(round), {}, teller_.tell(event, fleet_, now));
}

void WatchRecorder::end_trouble(const std::string& what) {
    if (troubles_.erase(what) > 0)
        has_news_ = true;
}

std::vector<std::string> WatchRecorder::troubles() const {
    std::vector<std::string> texts;
    for (const auto& [what, text] : troubles_)
        texts.push_back(text);
    return texts;
}

}  // namespace muster
