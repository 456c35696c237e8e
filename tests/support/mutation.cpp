#include "tests/support/mutation.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace muster::tests {

namespace {

using namespace std::string_view_literals;

constexpr std::array stumbling = {
    "\0"sv,
    "\n"sv,
    "\r\n"sv,
    " "sv,
    "\t"sv,
    "\""sv,
    "'"sv,
    "\\"sv,
    "{"sv,
    "}"sv,
    "["sv,
    "]"sv,
    ":"sv,
    ","sv,
    "="sv,
    "#"sv,
    "-"sv,
    "*"sv,
    "../"sv,
    "%s"sv,
    "\xFF"sv,
    "\x1b["sv,
    "\xC3\x28"sv,
    "0x"sv,
    "-1"sv,
    "0"sv,
    "1e999"sv,
    "99999999999999999999"sv,
    "18446744073709551616"sv,
    "2147483648"sv,
};

std::size_t below(std::size_t bound, Random& random) {
    return bound == 0 ? 0 : random() % bound;
}

/// A piece of a text: where it begins and its length.
std::pair<std::size_t, std::size_t> piece(const std::string& text, Random& random) {
    const auto from = below(text.size() + 1, random);
    const auto most = std::min<std::size_t>(text.size() - from, 1U << below(12, random));
    return {from, below(most + 1, random)};
}

void change_once(std::string& text, const std::vector<std::string>& others, Random& random) {
    const auto [from, length] = piece(text, random);
    switch (below(8, random)) {
    case 0:
        if (from < text.size())
            text[from] = static_cast<char>(random());
        break;
    case 1:
        if (from < text.size())
            text[from] = static_cast<char>(text[from] ^ (1 << below(8, random)));
        break;
    case 2: text.erase(from, length); break;
    case 3: text.insert(from, std::string(text, from, length)); break;
    case 4: text.insert(from, stumbling.at(below(stumbling.size(), random))); break;
    case 5: text.replace(from, length, stumbling.at(below(stumbling.size(), random))); break;
    case 6: text.resize(from); break;
    default:
        if (not others.empty()) {
            const auto& other = others[below(others.size(), random)];
            const auto [start, size] = piece(other, random);
            text.insert(from, other, start, size);
        }
    }
}

}  // namespace

std::string mutated(std::string text, const std::vector<std::string>& others, Random& random) {
    for (auto changes = 1 + below(6, random); changes > 0; --changes)
        change_once(text, others, random);
    text.resize(std::min(text.size(), longest));
    return text;
}

}  // namespace muster::tests
