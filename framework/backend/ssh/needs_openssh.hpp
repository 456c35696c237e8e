#pragma once

#include <string>

namespace muster {

/// libssh2 can't log in there, the system's ssh may: `no MAC in common: libssh2 has hmac-sha2-256, …;
/// web:22 has hmac-sha2-256-etm@openssh.com`.
struct NeedsOpenssh {
    std::string reason;
};

}  // namespace muster
