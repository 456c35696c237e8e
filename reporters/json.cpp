// The whole report as one JSON document, for programs: docs/report-json.md, docs/report.schema.json.

#include "framework/base/json/json.hpp"

#include "framework/model/report_codec.hpp"
#include "framework/model/reporter.hpp"
#include "reporters/support/words.hpp"

namespace muster {

namespace {

class JsonReporter : public Reporter {
public:
    explicit JsonReporter(std::ostream& to) : to_(to) {}

    void run_done(const RunReport& run) override {
        to_ << visible_json(to_text(to_json(run), 2)) << '\n';
    }

private:
    std::ostream& to_;
};

}  // namespace

ReporterEntry json_reporter() {
    return {
        "json",
        "one JSON document with everything that is known (format 1)",
        [](std::ostream& to, const ReporterOptions&) -> std::unique_ptr<Reporter> {
            return std::make_unique<JsonReporter>(to);
        }};
}

}  // namespace muster
