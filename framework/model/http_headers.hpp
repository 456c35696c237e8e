#pragma once

#include "framework/model/http.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// Names of headers have no case.
bool same_header(std::string_view left, std::string_view right);

/// Why a header cannot be sent, or nothing.
std::string header_slip(std::string_view name, std::string_view value);
/// Whether a text is a method or a header's name: letters, digits and some signs (RFC 9110, "token").
bool is_token(std::string_view text);

/// The values of all headers of this name, in order.
std::vector<std::string> header_values(const Headers& headers, std::string_view name);

}  // namespace muster
