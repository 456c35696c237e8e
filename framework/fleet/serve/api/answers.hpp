#pragma once

// What each route of the API answers.

#include "framework/fleet/serve/router.hpp"

#include <string>

namespace muster {

PageAnswer answer_targets(
    const Overview& overview, const PageRequest& request, const std::string& rest
);
/// `rest` is the name.
PageAnswer answer_target(
    const Overview& overview, const PageRequest& request, const std::string& rest
);
PageAnswer answer_expectations(
    const Overview& overview, const PageRequest& request, const std::string& rest
);
/// Settled problems of targets and their expectations.
PageAnswer answer_problems(
    const Overview& overview, const PageRequest& request, const std::string& rest
);
PageAnswer answer_transitions(
    const Overview& overview, const PageRequest& request, const std::string& rest
);
PageAnswer answer_silences(
    const Overview& overview, const PageRequest& request, const std::string& rest
);
PageAnswer answer_health(
    const Overview& overview, const PageRequest& request, const std::string& rest
);
/// As `answer_health`, with 503 where the loop is stuck.
PageAnswer answer_healthz(
    const Overview& overview, const PageRequest& request, const std::string& rest
);
/// By a reporter: `format=junit|tap|json`.
PageAnswer answer_report(
    const Overview& overview, const PageRequest& request, const std::string& rest
);

/// `{"error": "…"}`.
PageAnswer api_slip(int status, const std::string& why);

}  // namespace muster
