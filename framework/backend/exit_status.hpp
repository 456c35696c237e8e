#pragma once

#include <string>

namespace muster {

/// The name of the signal that an exit status of `sh` stands for: 139 is "SIGSEGV". Empty outside
/// 129–192. A shell cannot tell `exit 139` from a death by SIGSEGV, so nobody here tells them apart.
/// Numbers are those of this machine.
std::string signal_of(int exit_status);

}  // namespace muster
