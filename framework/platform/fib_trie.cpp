#include "framework/platform/fib_trie.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

CannotTell not_a_trie(std::string_view line) {
    return {Kind::unparsable, "no table of routes as Linux writes fib_trie: " + quoted(line, 80)};
}

/// "Main:", "Local:", "Id 100:".
std::string table_from(std::string_view heading) {
    heading.remove_suffix(1);
    constexpr std::string_view numbered = "Id ";
    return heading.starts_with(numbered) ? std::string(heading.substr(numbered.size()))
                                         : lower_case(heading);
}

/// "/24 link UNICAST", perhaps with " tos=16" behind it.
TrieEntry entry_from(std::string_view line, const std::string& leaf) {
    const auto words = words_of(line);
    if (words.size() < 3)
        throw not_a_trie(line);
    const auto network = address_from(leaf + std::string(words[0]));
    if (not network or not network->prefix)
        throw not_a_trie(line);
    const auto scope = lower_case(words[1]);
    return {"", *network, scope == "universe" ? "global" : scope, lower_case(words[2])};
}

}  // namespace

std::vector<TrieEntry> parse_fib_trie(std::string_view text) {
    std::vector<TrieEntry> entries;
    std::string table;
    std::string leaf;
    for (const auto whole : lines_of(text)) {
        const auto line = trimmed(whole);
        if (line.starts_with("+--") or line.empty())
            continue;
        if (line.starts_with("|-- ")) {
            leaf = line.substr(4);
        } else if (line.ends_with(':') and not line.starts_with('/')) {
            table = table_from(line);
        } else if (line.starts_with('/') and not table.empty()) {
            entries.push_back(entry_from(line, leaf));
            entries.back().table = table;
        } else {
            throw not_a_trie(line);
        }
    }
    return entries;
}

}  // namespace muster
