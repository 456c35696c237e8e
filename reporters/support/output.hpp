#pragma once

// Several reporters at once, each to standard output or to a file of its own.

#include "framework/model/reporter.hpp"

#include <sstream>

namespace muster {

/// One `--reporter NAME[=FILE]`.
struct ReporterRequest {
    ReporterEntry reporter;
    std::string file = {};  ///< empty: standard output
};

/// Reads the options; without any, the reporter `console` on standard output. `-` is standard output,
/// too. Throws Broken for an unknown name, a missing file name, two reporters on standard output or
/// on one file.
std::vector<ReporterRequest> reporter_requests(
    std::span<const std::string> options, std::span<const ReporterEntry> known
);

/// Where a report goes that is not for standard output: written aside and renamed, so that nobody
/// reads half a report; what is no regular file (a pipe, /dev/null) is written to as it is.
class ReportFile {
public:
    /// Throws Broken when `path` cannot be written, before anything is asked of a target.
    explicit ReportFile(const std::string& path);

    /// Throws Broken on failure.
    void write(std::string_view content) const;

private:
    std::string path_;  // where a link leads
    bool regular_ = true;
    unsigned mode_ = 0644;
};

/// Hands every call to every reporter. Files have no colours and are written when the run is done.
class Reports : public Reporter {
public:
    /// Throws Broken when a file cannot be written. `standard_output` has to outlive this.
    Reports(
        const std::vector<ReporterRequest>& requests,
        const ReporterOptions& options,
        std::ostream& standard_output
    );

    void run_started(std::size_t targets) override;
    void target_done(const TargetReport& target) override;
    /// Throws Broken when a report could not be written whole. Standard output is written first, then the
    /// files in their order.
    void run_done(const RunReport& run) override;

private:
    struct ToFile {
        ReportFile file;
        std::unique_ptr<std::ostringstream> content;  // reporters keep a reference to it
    };

    std::ostream& standard_output_;
    std::vector<ToFile> files_;
    std::vector<std::unique_ptr<Reporter>> reporters_;
};

}  // namespace muster
