#pragma once

// The second part of the console report: everything that did not pass, gathered at the end.

#include "reporters/console/paint.hpp"
#include "reporters/support/folded.hpp"

#include <ostream>

namespace muster {

class Problems {
public:
    Problems(std::ostream& to, Paint paint, const ReporterOptions& options, RowNumbers& numbers)
        : to_(to), paint_(paint), options_(options), numbers_(numbers) {}

    /// Failed rows, errored rows, specs and targets that were not verified: a section each, where
    /// there are any. What is equal on several targets is told once, with all of them. Numbers are those of the listing.
    void all(const RunReport& run);

private:
    void section(const RunReport& run, Told told, std::string_view title);
    void entry(const FoldedRow& row);
    void values(const Result& result, std::size_t headline_columns);
    void detail(std::string_view label, std::string_view text);
    void unverified(const RunReport& run);

    std::ostream& to_;
    Paint paint_;
    ReporterOptions options_;
    RowNumbers& numbers_;
};

}  // namespace muster
