#pragma once

#include "framework/host/host.hpp"
#include "framework/model/fact.hpp"

namespace muster {

/// Whether a file that sshd reads was changed since the running one read it; no value where none runs, or none that
/// tells when it did.
Task<Value> sshd_restart_due(Host& host, Fact fact);

}  // namespace muster
