#pragma once

#include "framework/host/resource.hpp"

namespace muster {

/// Readers of /etc/shadow: passwords and their days.
std::vector<ReaderEntry> password_readers();

/// Readers of keys and logins.
std::vector<ReaderEntry> login_readers();

}  // namespace muster
