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
        if (entry.described.kind == Spec::Kind::fleet) {
            // Never left out without a word: its rows are about several hosts at once.
            const auto told = fmt::format(
                "the FLEET {} is not about one target and was left out",
                quoted(entry.described.title)
            );
            plan.problems.push_back({entry.described.where, told, "", true, {}});
            continue;
        }
        if (applies(entry.described, surroundings))
            collect_entry(entry, lexicon, surroundings, plan);
        else
            plan.left_out.push_back(entry.described.title);
    }
    return plan;
}

Plan collect_fleet(
    std::span<const SpecEntry> entries, const Lexicon& lexicon, const Surroundings& surroundings
) {
    Plan plan{surroundings.target.name, {}, {}, {}};
    for (const auto& entry : entries)
        if (entry.described.kind == Spec::Kind::fleet)
            collect_entry(entry, lexicon, surroundings, plan);
    return plan;
}

}  // namespace muster
