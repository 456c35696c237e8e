#include "framework/fleet/store/round_eraser.hpp"

#include <set>

namespace muster {

void RoundEraser::erase_all_of(const std::string& target) {
    Statement select(
        database_,
        "SELECT number, snapshot FROM round"
        " WHERE target = (SELECT number FROM target WHERE name = ?)"
    );
    erase(select.with(target));
}

void RoundEraser::erase_before(Instant moment, std::int64_t most) {
    // By the index, target after target: the order of numbers is that of time only as long as no clock was set. The
    // CROSS is SQLite's word for "in this order".
    Statement select(
        database_,
        "SELECT round.number, round.snapshot FROM target CROSS JOIN round"
        " ON round.target = target.number AND round.at < ? LIMIT ?"
    );
    erase(select.with(moment, most));
}

void RoundEraser::erase_oldest(std::int64_t most) {
    Statement select(database_, "SELECT number, snapshot FROM round ORDER BY number LIMIT ?");
    erase(select.with(most));
}

void RoundEraser::erase(Statement& select) {
    std::vector<Doomed> doomed;  // all of them first: what is being read is not to change
    while (select.step()) {
        auto& one = doomed.emplace_back();
        select.into(one.round, one.snapshot);
    }
    std::set<std::int64_t> snapshots;
    Statement remove_round(database_, "DELETE FROM round WHERE number = ?");
    for (const auto& one : doomed) {
        remove_round.with(one.round).run();
        if (one.snapshot)
            snapshots.insert(*one.snapshot);
    }
    Statement remove_snapshot(
        database_,
        "DELETE FROM snapshot WHERE number = ?"
        " AND NOT EXISTS (SELECT 1 FROM round WHERE round.snapshot = snapshot.number)"
    );
    for (const auto snapshot : snapshots)
        remove_snapshot.with(snapshot).run();
}

}  // namespace muster
