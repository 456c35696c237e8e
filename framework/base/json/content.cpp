#include "framework/base/json/content.hpp"

#include "framework/base/error.hpp"

#include <fmt/format.h>

namespace muster {

std::string fault_text(const std::string& message, int line, int column) {
    if (line == 0)
        return message;
    return column == 0 ? fmt::format("line {}: {}", line, message)
                       : fmt::format("line {}, column {}: {}", line, column, message);
}

DataContent json_content(std::string_view text) {
    try {
        return {parse_json(text), ""};
    } catch (const Broken& fault) {
        return {{}, fault_text(fault.message(), fault.where().line, fault.where().column)};
    }
}

}  // namespace muster
