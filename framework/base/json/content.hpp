#pragma once

// What a text of a target holds, as data: a fault instead of an exception, since it is no slip of an author.

#include "framework/base/json/json.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace muster {

struct DataContent {
    std::optional<Json> data;
    std::string fault;  ///< why there is none: "line 3, column 7: this is not JSON"
};

/// One JSON value; the same member twice is a fault.
DataContent json_content(std::string_view text);

/// "line 3, column 7: message", as far as the place is known.
std::string fault_text(const std::string& message, int line, int column);

}  // namespace muster
