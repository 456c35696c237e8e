#include "framework/fleet/store/state_table.hpp"

#include "framework/base/sqlite/statement.hpp"
#include "framework/fleet/store/stored_json.hpp"

namespace muster {

namespace {

constexpr std::string_view put_target =
    "INSERT INTO target (name, url, roles, behind, platform, identity, first_seen, last_round, "
    "took,"
    " exchanges, late, retired, notices) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (name) DO UPDATE SET url = excluded.url, roles = excluded.roles,"
    " behind = excluded.behind, platform = excluded.platform, identity = excluded.identity,"
    " first_seen = excluded.first_seen, last_round = excluded.last_round, took = excluded.took,"
    " exchanges = excluded.exchanges, late = excluded.late, retired = excluded.retired,"
    " notices = excluded.notices";

constexpr std::string_view put_state =
    "INSERT INTO state (target, id, standing, settled, attempt, since, changed, last, recent, "
    "results,"
    " flapping, told, told_at, told_flapping, followed)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (target, id) DO UPDATE SET standing = excluded.standing, settled = "
    "excluded.settled,"
    " attempt = excluded.attempt, since = excluded.since, changed = excluded.changed,"
    " last = excluded.last, recent = excluded.recent, results = excluded.results,"
    " flapping = excluded.flapping, told = excluded.told, told_at = excluded.told_at,"
    " told_flapping = excluded.told_flapping, followed = excluded.followed";

// What is the same is not written again: a round without a change dirties a tenth of the pages.
constexpr std::string_view put_observation =
    "INSERT INTO observation (state, content) VALUES (?, ?)"
    " ON CONFLICT (state) DO UPDATE SET content = excluded.content WHERE content <> "
    "excluded.content";

constexpr std::string_view all_states =
    "SELECT target, id, standing, settled, attempt, since, changed, last, recent, results, "
    "flapping,"
    " told, told_at, told_flapping, followed, content FROM state JOIN observation ON "
    "observation.state = state.number"
    " ORDER BY state.number";

State state_of(Statement& row) {
    State state;
    std::string standing;
    std::string settled;
    std::string observation;
    row.into(
        state.of.target,
        state.of.id,
        standing,
        settled,
        state.attempt,
        state.since,
        state.changed,
        state.last,
        state.recent,
        state.results,
        state.flapping,
        state.told,
        state.told_at,
        state.told_flapping,
        state.followed,
        observation
    );
    state.standing = standing_from_store(standing);
    state.settled = standing_from_store(settled);
    state.observation = observation_from_store(observation);
    return state;
}

TargetState target_of(Statement& row) {
    TargetState target;
    std::string roles;
    std::string platform;
    std::string notices;
    row.into(
        target.name,
        target.url,
        roles,
        target.behind,
        platform,
        target.identity,
        target.first_seen,
        target.last_round,
        target.took,
        target.exchanges,
        target.late,
        target.retired,
        notices
    );
    target.roles = words_from_store(roles);
    target.platform = platform_from_store(platform);
    target.notices = words_from_store(notices);
    return target;
}

}  // namespace

std::int64_t write_target(Database& database, const TargetState& target) {
    Statement(database, put_target)
        .with(
            target.name,
            target.url,
            stored_words(target.roles),
            target.behind,
            stored_platform(target.platform),
            target.identity,
            target.first_seen,
            target.last_round,
            target.took,
            target.exchanges,
            target.late,
            target.retired,
            stored_words(target.notices)
        )
        .run();
    Statement find(database, "SELECT number FROM target WHERE name = ?");
    std::int64_t number = 0;
    MUSTER_ASSERT(find.with(target.name).step());
    find.into(number);
    return number;
}

std::vector<TargetState> read_targets(Database& database) {
    Statement select(
        database,
        "SELECT name, url, roles, behind, platform, identity, first_seen, last_round, took,"
        " exchanges, late, retired, notices FROM target ORDER BY number"
    );
    std::vector<TargetState> targets;
    while (select.step())
        targets.push_back(target_of(select));
    return targets;
}

void write_states(Database& database, const std::vector<State>& states) {
    Statement put(database, put_state);
    Statement find(database, "SELECT number FROM state WHERE target = ? AND id = ?");
    Statement observe(database, put_observation);
    for (const auto& state : states) {
        put.with(
               state.of.target,
               state.of.id,
               name(state.standing),
               name(state.settled),
               state.attempt,
               state.since,
               state.changed,
               state.last,
               state.recent,
               state.results,
               state.flapping,
               state.told,
               state.told_at,
               state.told_flapping,
               state.followed
        )
            .run();
        std::int64_t number = 0;
        MUSTER_ASSERT(find.with(state.of.target, state.of.id).step());
        find.into(number);
        observe.with(number, stored_observation(state.observation)).run();
    }
}

void delete_states(Database& database, const std::vector<Watched>& gone) {
    Statement forget(
        database,
        "DELETE FROM observation WHERE state = (SELECT number FROM state WHERE target = ? AND id = "
        "?)"
    );
    Statement remove(database, "DELETE FROM state WHERE target = ? AND id = ?");
    for (const auto& of : gone) {
        forget.with(of.target, of.id).run();
        remove.with(of.target, of.id).run();
    }
}

std::vector<State> read_states(Database& database) {
    Statement select(database, all_states);
    std::vector<State> states;
    while (select.step())
        states.push_back(state_of(select));
    return states;
}

}  // namespace muster
