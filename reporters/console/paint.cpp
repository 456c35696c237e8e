#include "reporters/console/paint.hpp"

#include <array>

namespace muster {

std::string Paint::operator()(Shade shade, std::string_view text) const {
    if (colours_ == Colours::off or shade == Shade::plain or text.empty())
        return std::string(text);
    // The eight colours every terminal has (ECMA-48, "SGR"); faint where a terminal knows it.
    constexpr std::array<std::string_view, 7> codes = {"0", "1", "2", "32", "31", "33", "36"};
    std::string painted = "\x1b[";
    painted += codes.at(static_cast<std::size_t>(shade));
    painted += 'm';
    painted += text;
    return painted + "\x1b[0m";
}

std::string_view sign(Outcome outcome) {
    constexpr std::array<std::string_view, 4> signs = {"✓", "✗", "!", "-"};
    return signs.at(static_cast<std::size_t>(outcome));
}

Shade shade(Outcome outcome) {
    constexpr std::array shades = {Shade::good, Shade::bad, Shade::unsure, Shade::aside};
    return shades.at(static_cast<std::size_t>(outcome));
}

}  // namespace muster
