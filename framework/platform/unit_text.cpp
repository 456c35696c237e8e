#include "framework/platform/unit_text.hpp"

#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <utility>

namespace muster {

std::vector<UnitSetting> unit_settings(std::string_view unit_file, std::string_view section) {
    const auto heading = fmt::format("[{}]", section);
    std::vector<UnitSetting> settings;
    bool inside = false;
    std::string folded;
    for (const auto raw : lines_of(unit_file)) {
        const auto line = trimmed(raw);
        if (line.starts_with('#') or line.starts_with(';'))
            continue;  // also between folded lines
        if (line.ends_with('\\')) {
            folded += std::string(line.substr(0, line.size() - 1)) + " ";
            continue;
        }
        const auto whole = std::exchange(folded, "") + std::string(line);
        if (whole.starts_with('[')) {
            inside = whole == heading;
            continue;
        }
        const auto equals = whole.find('=');
        if (not inside or equals == std::string::npos)
            continue;
        settings.push_back(
            {std::string(trimmed(std::string_view(whole).substr(0, equals))),
             std::string(trimmed(std::string_view(whole).substr(equals + 1)))}
        );
    }
    return settings;
}

}  // namespace muster
