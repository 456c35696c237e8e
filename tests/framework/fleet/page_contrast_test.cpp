// The colours of the page, held against the contrast that WCAG 2.1 wants of text (1.4.3, level AA: 4.5 to 1).

#include "framework/base/text.hpp"
#include "framework/fleet/serve/page/assets.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <map>

namespace {

using Colours = std::map<std::string, std::string>;

/// `--name: #colour;` of one block of the style sheet.
Colours colours_in(std::string_view block) {
    Colours colours;
    for (const auto declaration : muster::split(block, ';')) {
        const auto name = declaration.find("--");
        const auto sign = declaration.find('#');
        if (name != std::string_view::npos and sign != std::string_view::npos)
            colours[std::string(declaration.substr(name + 2, declaration.find(':', name) - name - 2)
            )] = declaration.substr(sign + 1);
    }
    return colours;
}

/// The first block, and the one for the dark.
std::array<Colours, 2> schemes() {
    const auto style = muster::page_style();
    const auto light = style.find(":root");
    const auto dark = style.find(":root", style.find("prefers-color-scheme: dark"));
    const auto block = [&](std::size_t from) {
        return style.substr(from, style.find('}', from) - from);
    };
    return {colours_in(block(light)), colours_in(block(dark))};
}

double luminance(const std::string& colour) {
    const auto part = [&](std::size_t nth) {
        const auto digits =
            colour.size() == 3 ? std::string(2, colour[nth]) : colour.substr(nth * 2, 2);
        const double value = std::stoi(digits, nullptr, 16) / 255.0;
        return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * part(0) + 0.7152 * part(1) + 0.0722 * part(2);
}

double contrast(const std::string& one, const std::string& other) {
    const auto [dark, light] = std::minmax({luminance(one), luminance(other)});
    return (light + 0.05) / (dark + 0.05);
}

}  // namespace

TEST_CASE("every text of the page stands out from what is behind it, in the light and in the dark"
) {
    REQUIRE(contrast("fff", "000000") == Approx(21));
    for (const auto& scheme : schemes()) {
        const auto legible = [&](const char* text, const char* behind) {
            INFO(text << " on " << behind);
            CHECK(contrast(scheme.at(text), scheme.at(behind)) >= 4.5);
        };
        for (const auto* behind : {"paper", "ground", "shade"})
            for (const auto* text :
                 {"ink",
                  "dim",
                  "link",
                  "conforms",
                  "failed",
                  "errored",
                  "stale",
                  "skipped",
                  "pending",
                  "quiet"})
                legible(text, behind);
        legible("conforms", "conforms-tint");
        legible("failed", "failed-tint");
        legible("errored", "errored-tint");
        legible("skipped", "plain-tint");
        legible("ink", "plain-tint");
        legible("quiet", "quiet-tint");
        legible("ink", "errored-tint");
    }
}
