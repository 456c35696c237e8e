#pragma once

// What a resource's readers find on a host, as a test of that resource wants to say it.
//
// With MUSTER_LIES=N in the environment every reading is tried N times more on changed answers, of which nothing is
// asserted but that they end it well: whatever a test recorded is a seed for the fuzzing of its parsers.

#include "framework/host/gatherer.hpp"
#include "framework/model/matcher.hpp"

#include <span>
#include <string>
#include <vector>

namespace muster::tests {

/// Debian 12 with systemd, as detected.
Platform debian();

/// `fact("file", "/etc/x", "mode")`; more is set on the result.
Fact fact(std::string resource, std::string name, std::string attribute);
Fact fact(
    std::string resource,
    std::string name,
    std::string attribute,
    std::vector<std::string> parameters
);
/// The same of a view: `part("link", fact("file", "/etc/x", "mode"))`.
Fact part(std::string view, Fact fact);
/// The same with a qualifier: `narrowed("as", {"alice"}, fact(…))`.
Fact narrowed(std::string qualifier, std::vector<Value> arguments, Fact fact);

/// Findings of these facts by these resources alone, in order.
std::vector<Finding> gather(
    Backend& host,
    std::span<const Resource> resources,
    const std::vector<Fact>& facts,
    Platform platform = debian()
);

/// The value as a reader sees it, or "absent", "not set", "cannot tell: …", "not asked: …".
std::string shown(const Finding& finding);

/// `shown` of one fact.
std::string found(
    Backend& host,
    std::span<const Resource> resources,
    const Fact& fact,
    Platform platform = debian()
);

/// "passed", "failed", "errored" or "skipped": how a row with this one expectation comes out, by the
/// attribute's own entry (†) and the real matchers.
std::string outcome(
    Backend& host,
    std::span<const Resource> resources,
    const Fact& fact,
    const Matcher& matcher,
    Platform platform = debian()
);

}  // namespace muster::tests
