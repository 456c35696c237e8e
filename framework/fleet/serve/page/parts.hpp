#pragma once

// The small parts that more than one view is made of.

#include "framework/fleet/serve/page/markup.hpp"
#include "framework/fleet/serve/problems.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// `✗ failed`, in its colour, with its sign and its word.
Markup standing_badge(Standing standing);
/// A badge with a word of its own: `! unreachable`.
Markup standing_badge(Standing standing, std::string_view word);
/// How a state stands, as its target's or an expectation's: unreachable, waived, a first sign.
Markup state_badge(const State& state);

/// "3 h ago" with the moment itself for whoever points at it and for programs; "never" before 1970 ended.
Markup moment_ago(Instant at, Instant now);
/// "for 3 h".
Markup moment_for(Instant since, Instant now);

Markup target_anchor(std::string_view name);
/// Names of targets: some as links, many folded (`web[01-20]`) with the links behind.
Markup target_anchors(const std::vector<std::string>& names);

/// The last results, at most 21, as a row of small bars: tall ones are problems. Told in words, too.
Markup timeline(const State& state);

/// What else is to be known of a state, each a small word with its sense behind: a first sign's attempt, flapping,
/// impact, silence.
Markup chips(const Overview& overview, const WatchedTarget& target, const State& state);

/// Expected, is, why, how we know, what to do next, who owns it and the line that runs it again.
Markup explanation(const WatchedTarget& target, const State& state);

/// A link where it is one of the web, else its text: no other scheme is followed from a page.
Markup web_link(const std::string& url);

/// What is shown of a state besides its place, for the reader's search: lower case.
std::string words_to_find(const WatchedTarget& target, const State& state);

}  // namespace muster
