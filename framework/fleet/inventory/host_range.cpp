#include "framework/fleet/inventory/host_range.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <optional>

namespace muster {

namespace {

constexpr std::size_t most_names = 100'000;

struct Range {
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::int64_t step = 1;
    std::size_t width = 0;  ///< of numbers that begin with 0
    bool of_letters = false;

    std::string item(std::int64_t place) const {
        return of_letters ? std::string(1, static_cast<char>(place))
                          : fmt::format("{:0>{}}", place, width);
    }
};

bool is_letter(std::string_view text) {
    return text.size() == 1
           and ((text[0] >= 'a' and text[0] <= 'z') or (text[0] >= 'A' and text[0] <= 'Z'));
}

bool is_number(std::string_view text) {
    constexpr std::size_t most_digits = 18;
    return not text.empty() and text.size() <= most_digits
           and text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// `01-20`, `a:f`, `1:9:2`; nothing for what is none.
std::optional<Range> range_from(std::string_view inside) {
    const auto parts = split(inside, inside.find(':') != std::string_view::npos ? ':' : '-');
    if (parts.size() < 2 or parts.size() > 3 or (parts.size() == 3 and not is_number(parts[2])))
        return std::nullopt;
    Range range;
    if (is_letter(parts[0]) and is_letter(parts[1])) {
        range.of_letters = true;
        range.first = parts[0][0];
        range.last = parts[1][0];
    } else if (is_number(parts[0]) and is_number(parts[1])) {
        range.first = *whole_number(parts[0]);
        range.last = *whole_number(parts[1]);
        if (parts[0].starts_with('0') and parts[0].size() > 1)
            range.width = parts[0].size();
    } else {
        return std::nullopt;
    }
    range.step = parts.size() == 3 ? *whole_number(parts[2]) : 1;
    return range;
}

Range checked_range(std::string_view text, std::string_view inside, const Location& where) {
    const auto range = range_from(inside);
    if (not range)
        throw Broken(
            fmt::format("{}: [{}] is no range", quoted(text), escaped(inside)),
            where,
            "write web[01-20], or web[a-f]"
        );
    if (range->step < 1 or range->last < range->first)
        throw Broken(fmt::format("{}: the range runs backwards", quoted(text)), where);
    return *range;
}

}  // namespace

std::vector<std::string> names_in_range(std::string_view text, const Location& where) {
    std::vector<std::string> names = {""};
    while (not text.empty()) {
        const auto open = text.find('[');
        const auto close = open == std::string_view::npos ? open : text.find(']', open);
        if (open != std::string_view::npos and close == std::string_view::npos)
            throw Broken(fmt::format("{}: the bracket is not closed", quoted(text)), where);
        for (auto& name : names)
            name += text.substr(0, open);
        if (open == std::string_view::npos)
            break;
        const auto range = checked_range(text, text.substr(open + 1, close - open - 1), where);
        const auto count = static_cast<std::uint64_t>(range.last - range.first)
                               / static_cast<std::uint64_t>(range.step)
                           + 1;
        if (count > most_names / names.size())
            throw Broken(
                fmt::format("{} stands for more than {} names", quoted(text), most_names), where
            );
        std::vector<std::string> longer;
        longer.reserve(names.size() * count);
        for (const auto& name : names)
            for (std::uint64_t i = 0; i < count; ++i)
                longer.push_back(
                    name + range.item(range.first + static_cast<std::int64_t>(i) * range.step)
                );
        names = std::move(longer);
        text.remove_prefix(close + 1);
    }
    return names;
}

}  // namespace muster
