#pragma once

// Where each view is: an address that can be kept and sent.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

/// Bytes that may not stand in a part of a path or in a query as `%XX` (RFC 3986 2.3).
std::string url_encoded(std::string_view bytes);

using QueryPairs = std::vector<std::pair<std::string_view, std::string>>;
/// `/events?kind=mark&target=web-03`; pairs without a value are left out.
std::string url_of(std::string_view path, const QueryPairs& query);

std::string target_url(std::string_view name);
std::string expectation_url(std::string_view id);

}  // namespace muster
