#include "framework/fleet/watch/keeper.hpp"

#include "framework/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace muster {

namespace {

/// Of a target while its store cannot be written.
constexpr std::size_t most_events = 1000;

void replace_states(std::vector<State>& earlier, std::vector<State> later) {
    std::map<Watched, State> all;
    for (auto* states : {&earlier, &later})
        for (auto& state : *states)
            all.insert_or_assign(state.of, std::move(state));
    earlier.clear();
    for (auto& [of, state] : all)
        earlier.push_back(std::move(state));
}

/// Forgets what a later round says anew.
void remove_states(std::vector<State>& earlier, const std::set<Watched>& later) {
    std::erase_if(earlier, [&](const State& state) { return later.contains(state.of); });
}

template<class Thing>
void append(std::vector<Thing>& earlier, std::vector<Thing> later) {
    std::ranges::move(later, std::back_inserter(earlier));
}

}  // namespace

void add_round(Round& earlier, Round later) {
    // What was found belongs to the moment at which it was: a round that found nothing has nothing.
    if (later.facts or later.target.last_round != earlier.target.last_round)
        earlier.facts = std::move(later.facts);
    earlier.target = std::move(later.target);
    remove_states(earlier.states, {later.gone.begin(), later.gone.end()});
    std::erase_if(earlier.gone, [&](const Watched& gone) {
        return std::ranges::count(later.states, gone, &State::of) > 0;
    });
    replace_states(earlier.states, std::move(later.states));
    append(earlier.gone, std::move(later.gone));
    append(earlier.events, std::move(later.events));
    if (earlier.events.size() > most_events)
        earlier.events.erase(
            earlier.events.begin(), earlier.events.end() - static_cast<std::ptrdiff_t>(most_events)
        );
    append(earlier.outgoing, std::move(later.outgoing));
}

Keeper::Keeper(std::string file, WatchLog& log, StorePatience patience)
    : file_(std::move(file)), log_(log), patience_(patience) {
    try {
        open();
    } catch (const StoreTrouble& why) {
        take_trouble(why.what());
    }
}

void Keeper::open() {
    store_ = std::make_unique<Store>(file_, Store::Access::create, patience_.with_lock);
}

void Keeper::take_trouble(const std::string& why) {
    if (trouble_.empty())
        log_.error(fmt::format("nothing is recorded: {}: {}", file_, why));
    trouble_ = fmt::format("nothing is recorded: {}", why);
    next_try_ = std::chrono::steady_clock::now() + patience_.between_tries;
}

bool Keeper::may_try() const {
    return trouble_.empty() or std::chrono::steady_clock::now() >= next_try_;
}

void Keeper::write_backlog() {
    if (not store_)
        open();
    while (not backlog_.empty()) {
        store_->write(backlog_.begin()->second);
        backlog_.erase(backlog_.begin());
    }
    if (not std::exchange(trouble_, {}).empty())
        log_.notice("the store can be written again");
}

/// A thing is told of in rounds of its target, of the FLEETs and of the loop: the last word is to be written last.
void Keeper::forget_older_states(const Round& later) {
    std::set<Watched> anew(later.gone.begin(), later.gone.end());
    for (const auto& state : later.states)
        anew.insert(state.of);
    for (auto& [name, round] : backlog_)
        if (name != later.target.name)
            remove_states(round.states, anew);
}

void Keeper::write(Round round) {
    const auto name = round.target.name;
    forget_older_states(round);
    const auto [waiting, is_new] = backlog_.try_emplace(name);
    if (is_new)
        waiting->second = std::move(round);
    else
        add_round(waiting->second, std::move(round));
    if (not may_try())
        return;
    try {
        write_backlog();
    } catch (const StoreTrouble& why) {
        take_trouble(why.what());
    } catch (const Broken& why) {
        take_trouble(why.what());
    }
}

std::vector<Outgoing> Keeper::take_messages() {
    std::vector<Outgoing> messages;
    for (auto& [target, round] : backlog_)
        append(messages, std::exchange(round.outgoing, {}));
    return messages;
}

bool Keeper::with_store(const std::function<void(Store&)>& work) {
    if (not may_try())
        return false;
    try {
        write_backlog();
        work(*store_);
        return true;
    } catch (const StoreTrouble& why) {
        take_trouble(why.what());
    } catch (const Broken& why) {  // meanwhile it is no file of ours any more
        take_trouble(why.what());
    }
    return false;
}

}  // namespace muster
