#pragma once

// What tests of the store write and look at.

#include "framework/fleet/store/store.hpp"
#include "framework/model/plan_codec.hpp"
#include "framework/model/report_codec.hpp"
#include "tests/support/temporary_folder.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace muster::tests {

/// A moment so many seconds after the first one.
inline Instant at(std::int64_t seconds) {
    return Instant(std::chrono::seconds(1'800'000'000 + seconds));
}

/// No UTF-8, a NUL, and what SQL and JSON take for something.
inline std::string odd_bytes() {
    using namespace std::string_literals;
    return "\xff\0'; DROP TABLE state; --\n\"\x1b[31m\xe3\x81"s;
}

/// A store in a folder of its own.
struct OwnStore {
    TemporaryFolder folder;
    std::string file = folder.file("muster.db");
    Store store{file, Store::Access::create};

    /// A number that SQL says of its file.
    std::int64_t number(const std::string& query) const {
        return Database(file, Database::Access::open, std::chrono::seconds(2)).number(query);
    }
};

inline State state_of(const std::string& target, const std::string& id, Standing standing) {
    State state;
    state.of = {target, id};
    state.standing = standing;
    return state;
}

inline Event event_of(const Watched& of, Instant when, Event::Kind kind = Event::Kind::problem) {
    Event event;
    event.of = of;
    event.at = when;
    event.kind = kind;
    return event;
}

/// A round of a target at a moment.
inline Round round_of(const std::string& target, Instant when, std::optional<Json> facts = {}) {
    Round round;
    round.target.name = target;
    round.target.last_round = when;
    round.target.took = std::chrono::milliseconds(7);
    round.facts = std::move(facts);
    return round;
}

inline Json facts_of(const std::string& value) {
    return Json(Json::Object{{"spec / row", value}});
}

/// All that there is to a state, to be compared.
inline std::string text_of(const State& state) {
    const auto& seen = state.observation;
    return fmt::format(
        "{}",
        fmt::join(
            std::vector<std::string>{
                state.of.target,
                state.of.id,
                std::string(name(state.standing)),
                std::string(name(state.settled)),
                fmt::format("{} {} {}", state.attempt, state.recent, state.results),
                to_iso8601(state.since),
                to_iso8601(state.changed),
                to_iso8601(state.last),
                fmt::format("{} {} {}", state.flapping, state.told, state.told_flapping),
                to_iso8601(state.told_at),
                state.followed.value_or("(none)"),
                seen.spec,
                fmt::format("{}", fmt::join(seen.roles, ",")),
                fmt::format("{}", fmt::join(seen.tags, ",")),
                seen.owner,
                seen.runbook,
                fmt::format("{}", seen.of_fleet),
                to_text(to_json(seen.result))},
            "|"
        )
    );
}

}  // namespace muster::tests
