#pragma once

// keepalived.conf(5): the virtual addresses of its VRRP instances.

#include "framework/host/host.hpp"
#include "framework/host/task.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// What one file says: addresses as written, without what follows them, and the patterns of its includes.
struct KeepalivedFile {
    std::vector<std::string> addresses;
    std::vector<std::string> includes;
    /// It says more than is read here: variables, conditions, sequences, an include amid addresses.
    bool says_more = false;
};

/// `virtual_ipaddress` and `virtual_ipaddress_excluded` blocks; `#` and `!` begin comments.
KeepalivedFile keepalived_file_from(std::string_view text);

/// Those of /etc/keepalived/keepalived.conf with what it includes, which is looked for beside the file that does; none where
/// there is no such file. Throws CannotTell. For Host::once.
Task<KeepalivedFile> keepalived_addresses(Host& host);

}  // namespace muster
