#include "framework/base/folded_names.hpp"

#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace muster {

namespace {

constexpr std::string_view digits = "0123456789";

/// `web`, 7, `.example.net` of `web07.example.net`.
struct Numbered {
    std::string before;
    std::string after;
    std::size_t width = 0;  ///< digits, with zeros in front
    bool has_zeros = false;
    std::int64_t number = 0;
};

std::optional<Numbered> numbered(const std::string& name) {
    const auto label = std::string_view(name).substr(0, name.find('.'));
    const auto end = label.find_last_of(digits);
    if (end == std::string_view::npos or digits.find(name.front()) != std::string_view::npos)
        return std::nullopt;
    const auto first = label.find_last_not_of(digits, end) + 1;  // it does not begin with a digit
    const auto number = label.substr(first, end + 1 - first);
    const auto value = whole_number(number);
    if (not value)
        return std::nullopt;
    const bool has_zeros = number.size() > 1 and number.front() == '0';
    return Numbered{name.substr(0, first), name.substr(end + 1), number.size(), has_zeros, *value};
}

std::string text_of(const Numbered& first, const Numbered& last, bool by_width) {
    const auto width = by_width ? first.width : 0;
    const auto from = fmt::format("{:0>{}}", first.number, width);
    if (first.number == last.number)
        return first.before + from + first.after;
    return fmt::format("{}[{}-{:0>{}}]{}", first.before, from, last.number, width, first.after);
}

/// Names that differ by a number alone. Where one has zeros in front, `08` goes on as `10` and not as `009`.
std::vector<std::string> ranges_of(std::vector<Numbered> names) {
    const bool by_width = std::ranges::any_of(names, &Numbered::has_zeros);
    std::ranges::sort(names, {}, [&](const Numbered& one) {
        return std::pair(by_width ? one.width : 0, one.number);
    });
    std::vector<std::string> ranges;
    for (std::size_t first = 0, last = 0; first < names.size(); first = ++last) {
        while (last + 1 < names.size() and names[last + 1].number == names[last].number + 1
               and (not by_width or names[last + 1].width == names[last].width))
            ++last;
        ranges.push_back(text_of(names[first], names[last], by_width));
    }
    return ranges;
}

/// A name that stands alone, or those that differ by a number.
struct Group {
    std::string name;
    std::vector<Numbered> numbers;
};

std::vector<Group> groups_of(std::span<const std::string> names) {
    std::vector<Group> groups;
    std::set<std::string_view> seen;
    std::map<std::pair<std::string, std::string>, std::size_t> places;
    for (const auto& name : names) {
        if (not seen.insert(name).second)
            continue;
        const auto parts = numbered(name);
        const auto place =
            parts ? places.emplace(std::pair(parts->before, parts->after), groups.size())
                        .first->second
                  : groups.size();
        if (place == groups.size())
            groups.push_back({name, {}});
        if (parts)
            groups[place].numbers.push_back(*parts);
    }
    return groups;
}

}  // namespace

std::string folded_names(std::span<const std::string> names) {
    std::vector<std::string> words;
    for (const auto& [name, numbers] : groups_of(names)) {
        const auto ranges = numbers.empty() ? std::vector{name} : ranges_of(numbers);
        words.insert(words.end(), ranges.begin(), ranges.end());
    }
    return join(words, ", ");
}

}  // namespace muster
