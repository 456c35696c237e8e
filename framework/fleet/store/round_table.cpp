#include "framework/fleet/store/round_table.hpp"

#include "framework/base/crypto/digest.hpp"
#include "framework/base/sqlite/statement.hpp"
#include "framework/fleet/store/stored_json.hpp"

namespace muster {

namespace {

/// The number of a snapshot with this content, which is written where there is none yet.
std::int64_t snapshot_of(Database& database, const Json& facts) {
    const auto content = stored_json(facts);
    const auto digest = hex_digest(DigestAlgorithm::sha256, content);
    Statement find(database, "SELECT number FROM snapshot WHERE digest = ?");
    if (find.with(digest).step()) {
        std::int64_t number = 0;
        find.into(number);
        return number;
    }
    Statement insert(database, "INSERT INTO snapshot (digest, content) VALUES (?, ?)");
    insert.with(digest, content).run();
    return database.last_row();
}

bool is_known(Database& database, std::int64_t target_number, Instant at) {
    Statement find(database, "SELECT 1 FROM round WHERE target = ? AND at = ?");
    return find.with(target_number, at).step();
}

}  // namespace

void write_round(
    Database& database,
    std::int64_t target_number,
    const TargetState& target,
    const std::optional<Json>& facts
) {
    const bool had_one = target.last_round != Instant{};
    if (not had_one or is_known(database, target_number, target.last_round))
        return;
    std::optional<std::int64_t> snapshot;
    if (facts)
        snapshot = snapshot_of(database, *facts);
    Statement insert(
        database, "INSERT INTO round (target, at, took, snapshot) VALUES (?, ?, ?, ?)"
    );
    insert.with(target_number, target.last_round, target.took, snapshot).run();
}

std::vector<RoundRecord> read_rounds(
    Database& database, const std::string& target, Instant since, Instant until
) {
    Statement select(
        database,
        "SELECT round.at, round.took, ifnull(snapshot.digest, '') FROM round"
        " LEFT JOIN snapshot ON snapshot.number = round.snapshot"
        " WHERE round.target = (SELECT number FROM target WHERE name = ?)"
        " AND round.at BETWEEN ? AND ? ORDER BY round.at"
    );
    select.with(target, since, until);
    std::vector<RoundRecord> rounds;
    while (select.step()) {
        RoundRecord record{.target = target};
        select.into(record.at, record.took, record.snapshot);
        rounds.push_back(std::move(record));
    }
    return rounds;
}

std::optional<Json> read_facts(Database& database, const std::string& target, Instant moment) {
    Statement select(
        database,
        "SELECT snapshot.content FROM round JOIN snapshot ON snapshot.number = round.snapshot"
        " WHERE round.target = (SELECT number FROM target WHERE name = ?) AND round.at <= ?"
        " ORDER BY round.at DESC LIMIT 1"
    );
    if (not select.with(target, moment).step())
        return std::nullopt;
    std::string content;
    select.into(content);
    return json_from_store(content);
}

}  // namespace muster
