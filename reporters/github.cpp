// Annotations of GitHub Actions: a line `::error file=…,line=…::…` for what does not hold, shown at the line of the spec.
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions

#include "framework/base/display.hpp"
#include "framework/model/reporter.hpp"
#include "reporters/support/folded.hpp"
#include "reporters/support/words.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

enum class Part { message, property };

/// A text that ends neither the command nor one of its properties.
std::string escaped_for(Part part, std::string_view text) {
    std::string result;
    for (const char sign : printable(text)) {
        const bool ends = sign == '%' or sign == '\r' or sign == '\n'
                          or (part == Part::property and (sign == ':' or sign == ','));
        if (ends)
            result +=
                fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(sign)));
        else
            result += sign;
    }
    return result;
}

class Github : public Reporter {
public:
    explicit Github(std::ostream& to) : to_(to) {}

    void run_done(const RunReport& run) override {
        rows(run, Told::failed, "error", "");
        rows(run, Told::errored, "error", "cannot tell: ");
        rows(run, Told::waived, "notice", "waived: ");
        for (const auto& [targets, why] : unreachable_targets(run))
            line("error", {}, "unreachable", targets + ": " + why);
        for (const auto& [targets, why] : unverified_targets(run))
            line("error", {}, "not verified", targets + ": " + why);
        for (const auto& [spec, targets, why] : unverified_specs(run))
            line("error", spec->where, "not verified: " + spec->title, why + " (" + targets + ")");
        if (run.targets.empty() or run.interrupted)
            line("error", {}, "muster", run.interrupted ? "interrupted" : "no target");
    }

private:
    void rows(const RunReport& run, Told told, std::string_view level, const std::string& before) {
        for (const auto& row : folded_rows(run, told))
            line(
                level,
                row.result->where,
                before + row.spec->title,
                sentence(*row.result) + " (" + row.targets + ")"
                    + (row.result->waived ? ", " + words_of(*row.result->waived) : "")
            );
    }

    void line(
        std::string_view level,
        const Location& where,
        const std::string& title,
        const std::string& message
    ) {
        std::string properties;
        if (not where.file.empty())
            properties = fmt::format(
                "file={},line={},", escaped_for(Part::property, where.file), where.line
            );
        to_ << fmt::format(
            "::{} {}title={}::{}\n",
            level,
            properties,
            escaped_for(Part::property, title),
            escaped_for(Part::message, message)
        );
    }

    std::ostream& to_;
};

}  // namespace

ReporterEntry github_reporter() {
    return {
        "github",
        "annotations of GitHub Actions, at the lines of the specs",
        [](std::ostream& to, const ReporterOptions&) -> std::unique_ptr<Reporter> {
            return std::make_unique<Github>(to);
        }};
}

}  // namespace muster
