#pragma once

// The second part of the console report: everything that did not pass, gathered at the end.

#include "reporters/console/paint.hpp"

#include <ostream>

namespace muster {

class Problems {
public:
    Problems(std::ostream& to, Paint paint, const ReporterOptions& options)
        : to_(to), paint_(paint), options_(options) {}

    /// Failed rows, errored rows, specs and targets that were not verified: a section each, where
    /// there are any. Numbers are those of the listing.
    void all(const RunReport& run);

private:
    void section(const RunReport& run, Outcome outcome, std::string_view title);
    void entry(
        const TargetReport& target, const SpecReport& spec, const Result& result, std::size_t number
    );
    void values(const Result& result, std::size_t headline_columns);
    void detail(std::string_view label, std::string_view text);
    void unverified(const RunReport& run);

    std::ostream& to_;
    Paint paint_;
    ReporterOptions options_;
};

}  // namespace muster
