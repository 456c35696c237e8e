#pragma once

#include "framework/model/outcome.hpp"

#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <string_view>

namespace muster {

/// Whether the reader is a person at a terminal.
enum class Colours { off, on };

struct ReporterOptions {
    Colours colours = Colours::off;
    std::size_t columns = 100;  ///< of the terminal
    std::string command_line =
        {};  ///< how to run again, without specs and targets: "muster run --sudo"
};

/// Writes outcomes for a reader and never decides one. Calls come from one thread, targets in the
/// order of the run, whatever the number of jobs.
class Reporter {
public:
    virtual ~Reporter() = default;

    virtual void run_started(std::size_t targets) { (void)targets; }
    /// A target is done; its whole report.
    virtual void target_done(const TargetReport& target) { (void)target; }
    virtual void run_done(const RunReport& run) = 0;
};

/// What a file of the folder `reporters/` hands over.
struct ReporterEntry {
    std::string_view name;     ///< "junit"
    std::string_view summary;  ///< one line for --help
    std::unique_ptr<Reporter> (*make)(std::ostream& to, const ReporterOptions& options);
    /// In the place of a run's `usual` status, for who reads it with the report on standard output; null: it stays.
    int (*exit_status)(const RunReport& run, int usual) = nullptr;
};

}  // namespace muster
