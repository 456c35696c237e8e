#pragma once

// Under which names a server may be asked. A page of a stranger can have its own name point to our address (DNS
// rebinding) and then read us as if it were ours: the Host header tells, as browsers write the page's name there.

#include <string>
#include <string_view>
#include <vector>

namespace muster {

class OwnNames {
public:
    /// `address` and `names` as of ServeOptions.
    OwnNames(const std::string& address, std::vector<std::string> names);

    /// Whether a Host header, with a port or without, is one of ours.
    bool include(std::string_view host) const;

private:
    bool on_loopback_;
    std::vector<std::string> names_;
};

}  // namespace muster
