#include "framework/spec/entries.hpp"

#include "framework/base/display.hpp"
#include "framework/spec/collector.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

std::vector<SpecEntry>& mutable_entries() {
    static std::vector<SpecEntry> all;  // filled before main, read after
    return all;
}

bool applies(const Spec& spec, const Surroundings& surroundings) {
    if (spec.roles.empty() or surroundings.every_role)
        return true;
    return std::ranges::any_of(spec.roles, [&](const std::string& role) {
        return std::ranges::count(surroundings.target.roles, role) > 0;
    });
}

/// Runs the body to its end, or to the line where it breaks.
void run_body(const SpecEntry& entry, Collector& collector) {
    const auto place = [&](const Location& where) {
        return where.file.empty() ? entry.described.where : where;
    };
    try {
        entry.body(collector);
    } catch (const BodyEnds& end) {
        collector.add_errored_row(end.message, place(end.where));
        if (end.broken_spec)
            collector.broken(end.message, end.hint, place(end.where));
    } catch (const Broken& end) {
        collector.add_errored_row(end.message(), place(end.where()));
        collector.broken(end.message(), end.hint(), place(end.where()));
    }
}

void collect_entry(
    const SpecEntry& entry, const Lexicon& lexicon, const Surroundings& surroundings, Plan& plan
) {
    Collector collector(lexicon, surroundings);
    if (surroundings.fleet and not entry.described.roles.empty())
        collector.broken(
            "a FLEET has no roles: it is about no one target",
            "hosts(…) names the roles whose members it relates",
            entry.described.where
        );
    run_body(entry, collector);
    plan.specs.push_back(collector.take_spec(entry.described));
    for (auto& problem : collector.take_problems())
        plan.problems.push_back(std::move(problem));
}

}  // namespace

void add_entry(SpecEntry entry) {
    mutable_entries().push_back(std::move(entry));
}

const std::vector<SpecEntry>& entries() {
    return mutable_entries();
}

Plan collect(
    std::span<const SpecEntry> entries, const Lexicon& lexicon, const Surroundings& surroundings
) {
    Plan plan{surroundings.target.name, {}, {}, {}};
    for (const auto& entry : entries) {
        const bool is_fleet = entry.described.kind == Spec::Kind::fleet;
        if (is_fleet and not surroundings.fleet)
            continue;
        if (is_fleet == surroundings.fleet and (is_fleet or applies(entry.described, surroundings)))
            collect_entry(entry, lexicon, surroundings, plan);
        else
            plan.left_out.push_back(entry.described.title);
    }
    return plan;
}

}  // namespace muster
