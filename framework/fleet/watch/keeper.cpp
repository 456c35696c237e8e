#include "framework/fleet/watch/keeper.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace muster {

namespace {

constexpr auto between_tries = std::chrono::seconds(5);

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

template<class Thing>
void append(std::vector<Thing>& earlier, std::vector<Thing> later) {
    std::ranges::move(later, std::back_inserter(earlier));
}

}  // namespace

void add_round(Round& earlier, Round later) {
    earlier.target = std::move(later.target);
    std::erase_if(earlier.states, [&](const State& state) {
        return std::ranges::count(later.gone, state.of) > 0;
    });
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
    if (later.facts)
        earlier.facts = std::move(later.facts);
}

Keeper::Keeper(std::string file, WatchLog& log) : file_(std::move(file)), log_(log) {
    try {
        store_ = std::make_unique<Store>(file_, Store::Access::create);
    } catch (const StoreTrouble& why) {
        take_trouble(why.what());
    }
}

void Keeper::take_trouble(const std::string& why) {
    if (trouble_.empty())
        log_.error(fmt::format("nothing is recorded: {}: {}", file_, why));
    trouble_ = fmt::format("nothing is recorded: {}", why);
    next_try_ = std::chrono::steady_clock::now() + between_tries;
}

bool Keeper::may_try() const {
    return trouble_.empty() or std::chrono::steady_clock::now() >= next_try_;
}

void Keeper::write_backlog() {
    if (not store_)
        store_ = std::make_unique<Store>(file_, Store::Access::create);
    while (not backlog_.empty()) {
        store_->write(backlog_.begin()->second);
        backlog_.erase(backlog_.begin());
    }
    if (not std::exchange(trouble_, {}).empty())
        log_.notice("the store can be written again");
}

void Keeper::write(Round round) {
    const auto name = round.target.name;
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
        return false;
    }
}

}  // namespace muster
