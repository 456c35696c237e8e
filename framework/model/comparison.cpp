#include "framework/model/comparison.hpp"

#include <map>
#include <set>

namespace muster {

namespace {

/// A failure that is let stand counts like a row that holds: when its waiver ends it is news.
bool is_good(const Result& result) {
    return result.outcome == Outcome::passed or result.waived;
}

bool is_bad(const Result& result) {
    return not result.waived
           and (result.outcome == Outcome::failed or result.outcome == Outcome::errored);
}

using Key = std::pair<std::string, std::string>;  // target, row

/// Ids are unique within a spec; of specs with one title the second, third … row of an id counts for itself.
template<class Visitor>
void for_each_row(const TargetReport& target, const Visitor& visit) {
    std::map<std::string, int> seen;
    for (const auto& spec : target.specs)
        for (const auto& result : spec.results)
            visit(Key{target.name, result.id + "\n" + std::to_string(++seen[result.id])}, result);
}

/// Rows that did not hold, and targets that were not reached, whose row has no id.
std::map<Key, Change> bad_rows(const RunReport& run) {
    std::map<Key, Change> bad;
    for (const auto& target : run.targets)
        if (not target.unreachable.empty())
            bad[{target.name, ""}] = {
                Change::Kind::gone, target.name, "", {}, "unreachable", target.unreachable};
    for (const auto& target : run.targets)
        for_each_row(target, [&](const Key& key, const Result& result) {
            if (is_bad(result))
                bad[key] = {
                    Change::Kind::gone,
                    target.name,
                    result.id,
                    result.where,
                    result.statement,
                    result.message};
        });
    return bad;
}

/// Of a target that was reached every row that passed, and the target itself.
std::set<Key> good_rows(const RunReport& run) {
    std::set<Key> good;
    for (const auto& target : run.targets)
        if (target.unreachable.empty())
            good.insert({target.name, ""});
    for (const auto& target : run.targets)
        for_each_row(target, [&](const Key& key, const Result& result) {
            if (is_good(result))
                good.insert(key);
        });
    return good;
}

}  // namespace

std::vector<Change> changes_between(const RunReport& before, const RunReport& now) {
    auto earlier = bad_rows(before);
    const auto good = good_rows(now);
    auto later = bad_rows(now);
    std::vector<Change> changes;
    const auto take = [&](const Key& key) {
        const auto found = later.find(key);
        if (found == later.end())
            return;
        auto change = std::move(found->second);
        change.kind = earlier.erase(key) > 0 ? Change::Kind::still : Change::Kind::fresh;
        changes.push_back(std::move(change));
        later.erase(found);
    };
    for (const auto& target : now.targets) {
        take({target.name, ""});
        for_each_row(target, [&](const Key& key, const Result&) { take(key); });
    }
    for (auto& [key, change] : earlier) {
        if (not good.contains({change.target, ""}))
            continue;  // not reached now
        change.kind = good.contains(key) ? Change::Kind::fixed : Change::Kind::gone;
        changes.push_back(std::move(change));
    }
    return changes;
}

}  // namespace muster
