#pragma once

// One report with everything in it: what every reporter's golden file shows.

#include "framework/model/outcome.hpp"

namespace muster::tests {

/// Four targets: `web-03` with all four outcomes, Japanese headings and an empty spec; `アプリ-01`,
/// where all passed and one spec is not applicable; `db-01`, where nothing was verified; `db-02`,
/// which is unreachable.
RunReport sample_report();

/// A report of one target whose every text is `text`, with one row of each outcome.
RunReport report_full_of(const std::string& text);

}  // namespace muster::tests
