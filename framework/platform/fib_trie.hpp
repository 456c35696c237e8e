#pragma once

// /proc/net/fib_trie: the kernel's IPv4 routes by prefix, with scope and type, but without interfaces.

#include "framework/model/term.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

struct TrieEntry {
    std::string table;  ///< "main", "local", "default", or its number
    Address network;    ///< with its prefix
    std::string scope;  ///< "global", "link", "host" …, as ip(8) calls it
    std::string type;   ///< "unicast", "local", "broadcast" …
};

/// Without policy rules the tables main and local are one trie, which is printed twice: main has the entries
/// of local then, too. Throws CannotTell for a text that is no such file.
std::vector<TrieEntry> parse_fib_trie(std::string_view text);

}  // namespace muster
