#pragma once

// Durations and moments as sudoers(5) has them.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// Seconds of `1d2h3m4s` or `90`; nothing for what is none and for more than sudo counts.
std::optional<std::int64_t> sudoers_timeout(std::string_view text);

/// `20231231235959Z` of `2023123123[59[59]][.5][Z|+0100]`. Without a zone it is the host's own time and stays so, without
/// the `Z`. Days and months too many count on, as with mktime(3).
std::optional<std::string> sudoers_moment(std::string_view text);

}  // namespace muster
