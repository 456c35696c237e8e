#pragma once

// The first part of the console report: what was asked of each target, row by row, as documentation.

#include "reporters/console/paint.hpp"
#include "reporters/support/folded.hpp"

#include <ostream>

namespace muster {

/// Whether passed rows are listed, or only counted where a heading has nothing else to tell.
enum class Passed { listed, counted };

class Listing {
public:
    Listing(std::ostream& to, Paint paint, RowNumbers& numbers)
        : to_(to), paint_(paint), numbers_(numbers) {}

    /// Rows that did not pass get a number, by which the second part names them again.
    void target(const TargetReport& target, Passed passed);

private:
    void spec(const SpecReport& spec, Passed passed);
    void headings(const std::vector<std::string>& headings);
    void row(const SpecReport& spec, const Result& result);
    void line(std::size_t depth, Outcome outcome, const std::string& text);
    void flush_count();

    std::ostream& to_;
    Paint paint_;
    RowNumbers& numbers_;
    std::size_t counted_ = 0;        // passed rows that are not listed yet
    std::vector<std::string> open_;  // the headings of the last row
};

}  // namespace muster
