#pragma once

#include "framework/cli/arguments.hpp"
#include "framework/fleet/store/store.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace muster {

/// The store of a loop, as --store names it. Throws Broken where there is none.
std::unique_ptr<Store> store_of(const Arguments& arguments);

/// A moment in the past as somebody at a terminal says it: `now`, `2h` (so long ago), `2026-11-28`, `2026-11-28T10:00Z`.
/// Throws Broken, with `what` for whose moment it is.
Instant moment_from(std::string_view text, Instant now, std::string_view what);

/// `2026-11-28 10:00:07` in UTC.
std::string shown_time(Instant at);

/// Who is at the terminal: the name of the login, as far as it is known.
std::string who_asks();

}  // namespace muster
