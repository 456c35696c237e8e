#include "reporters/console/wrap.hpp"

#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/utf8.hpp"

namespace muster {

namespace {

/// The bytes of `text` that stay on one line.
std::size_t line_end(std::string_view text, std::size_t columns) {
    std::size_t used = 0;
    std::size_t at = 0;
    std::size_t may_break = 0;  // behind the last place where a line may end
    while (at < text.size()) {
        const auto length = std::max<std::size_t>(1, first_character(text.substr(at)).length);
        const auto character = text.substr(at, length);
        const auto width = display_width(character);
        if (used + width > columns and character != " ")
            return may_break > 0 ? may_break : (at > 0 ? at : length);
        if (width == 2 and at > 0)
            may_break = at;
        used += width;
        at += length;
        if (character == " " or width == 2)
            may_break = at;
    }
    return text.size();
}

}  // namespace

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
    MUSTER_ASSERT(columns > 1);
    std::vector<std::string> lines;
    while (not text.empty()) {
        const auto end = line_end(text, columns);
        auto line = text.substr(0, end);
        while (line.ends_with(' '))
            line.remove_suffix(1);
        if (not line.empty())
            lines.emplace_back(line);
        text.remove_prefix(end);
    }
    return lines;
}

}  // namespace muster
