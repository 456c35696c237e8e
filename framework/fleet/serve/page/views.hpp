#pragma once

// The views of the page, one a file. Each is a pure function of what the loop knows.

#include "framework/fleet/serve/page/frame.hpp"

#include <string>
#include <string_view>

namespace muster {

/// `/`: whether all is well, what is wrong, and every target with every spec.
View fleet_view(const Overview& overview);

/// `/targets/NAME`: what is expected of a target and how that stands. 404 where nobody is called so.
View target_view(const Overview& overview, const std::string& name, bool may_change);

/// `/expectations?id=…`: one expectation on every target that has it. 404 where none has.
View expectation_view(const Overview& overview, const std::string& id, bool may_change);

/// What of the events is wanted; an empty text means any. Names and ids may be globs.
struct EventFilter {
    std::string kind;
    std::string target;
    std::string id;

    bool fits(const Event& event) const;
};
/// `/events`: what happened, the newest first.
View events_view(const Overview& overview, const EventFilter& filter);

/// What the form of `/silences` begins with.
struct SilenceDraft {
    std::string kind;
    std::string target;
    std::string role;
    std::string id;
};
/// `/silences`: what is silenced and until when, and how to silence, where the reader may.
View silences_view(const Overview& overview, const SilenceDraft& draft, bool may_change);

/// `/search?q=…`: targets and expectations in which all words stand.
View search_view(const Overview& overview, const std::string& words);

/// What is not there, said as a page, with a status of 404.
View missing_view(const std::string& what);

}  // namespace muster
