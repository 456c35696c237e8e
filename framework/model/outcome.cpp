#include "framework/model/outcome.hpp"

#include <algorithm>
#include <array>

namespace muster {

namespace {

bool has_verdict(const Tally& count) {
    return count.passed + count.failed + count.waived > 0;
}

bool could_not_tell(const TargetReport& target) {
    const bool unverified_spec = std::ranges::any_of(target.specs, [](const SpecReport& spec) {
        return not not_verified(spec).empty();
    });
    return tally(target).errored > 0 or unverified_spec or not not_verified(target).empty();
}

bool breaks_strictness(const TargetReport& target) {
    const bool empty_handed = std::ranges::any_of(target.specs, [](const SpecReport& spec) {
        return not spec.of_fleet and tally(spec).passed == 0;
    });
    return empty_handed or could_not_tell(target);
}

/// A FLEET's rows may stand in the reports of several targets.
bool has_fleet_without_pass(const RunReport& run) {
    std::map<std::string, std::size_t> passed;
    for (const auto& target : run.targets)
        for (const auto& spec : target.specs)
            if (spec.of_fleet)
                passed[to_string(spec.where) + "\n" + spec.title] += tally(spec).passed;
    return std::ranges::any_of(passed, [](const auto& one) { return one.second == 0; });
}

}  // namespace

std::string_view name(Change::Kind kind) {
    switch (kind) {
    case Change::Kind::fresh: return "new";
    case Change::Kind::fixed: return "fixed";
    case Change::Kind::still: return "still failing";
    case Change::Kind::gone: break;
    }
    return "gone";
}

std::string_view name(Outcome outcome) {
    constexpr std::array<std::string_view, 4> names = {"passed", "failed", "errored", "skipped"};
    return names.at(static_cast<std::size_t>(outcome));
}

void Tally::add(Outcome outcome) {
    switch (outcome) {
    case Outcome::passed: ++passed; break;
    case Outcome::failed: ++failed; break;
    case Outcome::errored: ++errored; break;
    case Outcome::skipped: ++skipped; break;
    }
}

void Tally::add(const Result& result) {
    if (result.waived)
        ++waived;
    else
        add(result.outcome);
}

Tally& Tally::operator+=(const Tally& other) {
    passed += other.passed;
    failed += other.failed;
    errored += other.errored;
    skipped += other.skipped;
    waived += other.waived;
    return *this;
}

Tally tally(const SpecReport& spec) {
    Tally count;
    for (const auto& result : spec.results)
        count.add(result);
    return count;
}

Tally tally(const TargetReport& target) {
    Tally count;
    for (const auto& spec : target.specs)
        count += tally(spec);
    return count;
}

Tally tally(const RunReport& run) {
    Tally count;
    for (const auto& target : run.targets)
        count += tally(target);
    return count;
}

std::string not_verified(const SpecReport& spec) {
    return spec.results.empty() ? "the spec has no expectations" : "";
}

std::string not_verified(const TargetReport& target) {
    if (not target.unreachable.empty())
        return target.unreachable;
    if (target.specs.empty())
        return "no spec applies";
    // Of a fleet that a run leaves members out of, all may be skipped; the run says what it verified.
    const bool may_be_skipped =
        std::ranges::all_of(target.specs, &SpecReport::of_fleet) and tally(target).skipped > 0;
    return has_verdict(tally(target)) or may_be_skipped ? "" : "nothing passed or failed";
}

int exit_status(const RunReport& run, Strictness strictness) {
    if (tally(run).failed > 0)
        return 1;
    const bool strict = strictness == Strictness::strict;
    if (strict
        and (has_fleet_without_pass(run) or std::ranges::any_of(run.targets, breaks_strictness)))
        return 1;
    if (not has_verdict(tally(run)) or run.interrupted
        or std::ranges::any_of(run.targets, could_not_tell))
        return 2;
    return 0;
}

}  // namespace muster
