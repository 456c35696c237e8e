#include "framework/fleet/serve/nagios_line.hpp"

#include "framework/base/display.hpp"
#include "framework/fleet/serve/standings.hpp"
#include "reporters/support/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

constexpr int ok = 0;
constexpr int warning = 1;
constexpr int critical = 2;
constexpr int unknown = 3;

constexpr std::size_t most_rows = 100;

/// What stands behind a `|` is performance data.
std::string plain(std::string_view text) {
    auto result = printable(text, 1000);
    std::ranges::replace(result, '|', '/');
    return result;
}

/// What is known of the targets that are meant.
struct Sum {
    StandingCount count;
    std::size_t targets = 0;
    std::size_t unreachable = 0;
    std::size_t never_asked = 0;
    std::size_t retired = 0;
    bool is_critical = false;
    std::vector<std::string> rows;  ///< what does not hold, a line each

    void add(const WatchedTarget& target);
    void add(const WatchedTarget& target, const State& state);
    int status() const;
    std::string words() const;
    std::string data() const;
};

void Sum::add(const WatchedTarget& target) {
    ++targets;
    retired += target.target.retired ? 1U : 0U;
    if (is_unreachable(target)) {
        ++unreachable;
        rows.push_back(fmt::format(
            "unreachable: {}: {}",
            plain(target.target.name),
            plain(target.reach.observation.result.message)
        ));
    } else if (target.reach.standing == Standing::pending and not is_fleet(target)) {
        ++never_asked;
    }
    for (const auto& state : target.states)
        add(target, state);
}

void Sum::add(const WatchedTarget& target, const State& state) {
    count.add(state);
    const auto standing = shown_standing(state);
    const auto& result = state.observation.result;
    if (not is_problem(standing))
        return;
    is_critical = is_critical
                  or (standing == Standing::failed and not is_waived(state)
                      and result.impact >= Impact::medium);
    rows.push_back(fmt::format(
        "{}: {}: {} ({})",
        is_waived(state) ? "waived" : standing_word(standing),
        plain(place(result.where)),
        plain(sentence(result)),
        plain(target.target.name)
    ));
}

int Sum::status() const {
    if (is_critical)
        return critical;
    const bool is_unsure =
        targets == 0 or unreachable + never_asked + retired > 0
        or count.of(Standing::errored) + count.of(Standing::stale) + count.of(Standing::pending) > 0
        or count.of(Standing::conforms) + count.of(Standing::failed) + count.waived == 0;
    if (is_unsure)
        return unknown;
    return count.of(Standing::failed) > 0 ? warning : ok;
}

std::string Sum::words() const {
    auto text = fmt::format("{} passed", count.of(Standing::conforms));
    const auto add = [&](std::size_t number, std::string_view word) {
        if (number > 0)
            text += fmt::format(", {} {}", number, word);
    };
    add(count.of(Standing::failed), "failed");
    add(count.of(Standing::errored), "errored");
    add(count.of(Standing::stale), "stale");
    add(count.of(Standing::pending) + never_asked, "pending");
    add(count.of(Standing::skipped), "skipped");
    add(count.waived, "waived");
    add(unreachable, "unreachable");
    add(retired, "retired");
    return text + fmt::format(" on {} target{}", targets, targets == 1 ? "" : "s");
}

std::string Sum::data() const {
    return fmt::format(
        "passed={};;;0 failed={};;0;0 errored={};;0;0 stale={};;0;0 skipped={};;;0 waived={};;;0 "
        "unreachable={};;0;0",
        count.of(Standing::conforms),
        count.of(Standing::failed),
        count.of(Standing::errored),
        count.of(Standing::stale),
        count.of(Standing::skipped),
        count.waived,
        unreachable
    );
}

}  // namespace

NagiosAnswer nagios_line(const Overview& overview, const std::string& target) {
    constexpr std::array<std::string_view, 4> words = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};
    Sum sum;
    for (const auto& one : overview.targets)
        if (target.empty() ? not one.target.retired : one.target.name == target)
            sum.add(one);
    if (sum.targets == 0)
        return {
            unknown,
            target.empty()
                ? "MUSTER UNKNOWN - nothing is watched\n"
                : fmt::format("MUSTER UNKNOWN - no target is called {}\n", plain(target))};
    const auto status = sum.status();
    auto text = fmt::format(
        "MUSTER {} - {} | {}\n", words.at(static_cast<std::size_t>(status)), sum.words(), sum.data()
    );
    for (std::size_t i = 0; i < std::min(sum.rows.size(), most_rows); ++i)
        text += sum.rows[i] + "\n";
    if (sum.rows.size() > most_rows)
        text += fmt::format("and {} more\n", sum.rows.size() - most_rows);
    return {status, text};
}

}  // namespace muster
