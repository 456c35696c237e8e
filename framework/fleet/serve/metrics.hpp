#pragma once

#include "framework/fleet/serve/overview.hpp"

#include <string>

namespace muster {

/// Which expectations have a series of their own.
enum class Series { problems, all };

/// Everything that can be measured, in the text form of Prometheus
/// (https://prometheus.io/docs/instrumenting/exposition_formats/, version 0.0.4). Expectations are told as they have
/// settled: `muster_problem` comes when a problem is one and goes with it. With Series::all those that are no problem have
/// it, too, as 0: so many more series.
std::string metrics_text(const Overview& overview, Series series = Series::problems);

}  // namespace muster
