#pragma once

#include "framework/base/json/json.hpp"
#include "framework/model/outcome.hpp"

namespace muster {

/// The version of the form below, which docs/report-json.md describes; a report of another version is
/// refused, never guessed at. New members may appear without a new version, old ones never change.
constexpr int report_format = 1;

/// Reports travel as JSON to whoever reads them by program, and are read back to compare with. Any
/// bytes survive (base64 where they are no UTF-8). Counts and "not verified" are written for readers
/// and not read back: they follow from the results.
Json to_json(const RunReport& run);
/// Throws Broken when `json` is no report of this format.
RunReport report_from_json(const Json& json);

/// One result, as in a report.
Json to_json(const Result& result);
/// What is missing is as it is made; throws Broken where something has another form.
Result result_from_json(const Json& json);

}  // namespace muster
