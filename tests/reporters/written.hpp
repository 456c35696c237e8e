#pragma once

#include "reporters/table.hpp"
#include "tests/support/sample_report.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace muster::tests {

/// What the reporter of this name writes of a whole run.
inline std::string written(
    std::string_view name,
    const RunReport& run,
    const ReporterOptions& options = {.command_line = "muster run --sudo"}
) {
    const auto table = reporter_table();
    const auto entry = std::ranges::find(table, name, &ReporterEntry::name);
    if (entry == table.end())
        throw std::runtime_error("no such reporter");
    std::ostringstream text;
    const auto reporter = entry->make(text, options);
    reporter->run_started(run.targets.size());
    for (const auto& target : run.targets)
        reporter->target_done(target);
    reporter->run_done(run);
    return text.str();
}

/// Every byte that has ever moved a cursor or ended a field, again and again.
inline std::string hostile_text(std::size_t bytes = 1U << 20) {
    using namespace std::string_view_literals;
    constexpr auto nasty =
        "\x1b]0;owned\x07\x1b[2J\0\r\n\t]]></failure><!-- & \" ' # SKIP \\ ...\n---\n"
        "not ok 1\n1..0\nBail out!\n\xFF\xC3\x28\u202E\u009B31m\u2028{{日本}}\x7F"sv;
    std::string text;
    while (text.size() < bytes)
        text += nasty;
    return text;
}

}  // namespace muster::tests
