#pragma once

// Which interface has which IPv4 address, where only the kernel's files can be asked.
//
// fib_trie has the host's addresses without their interfaces. An address is an interface's when it is the only
// one in a network that a route of that interface and the network's broadcast address speak for: the kernel
// makes both for an address with this prefix. Two in one network, or one in none, could be anybody's, and then
// nobody's addresses are known. Of what is down there is no trace at all.

#include "framework/platform/routes.hpp"
#include "framework/platform/told.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// Addresses with their prefixes, by interface.
using AddressesByLink = std::map<std::string, std::vector<std::string>>;

struct Ipv4Owners {
    AddressesByLink found = {};
    std::optional<CannotTell> of_all = {};   ///< why no interface's addresses are known
    std::optional<CannotTell> of_down = {};  ///< why those of what is down are not

    Told<std::vector<std::string>> of(const std::string& interface, bool up) const;
};

/// `routes` are those of the main table. `why_not` says why ip was not to be had.
Ipv4Owners ipv4_owners(
    std::string_view fib_trie, const std::vector<Route>& routes, const std::string& why_not
);

}  // namespace muster
