#pragma once

// System V's init: scripts in /etc/init.d, asked for their status one by one, and the links that start them.

#include "framework/platform/service_manager.hpp"

namespace muster {

extern const ServiceManager sysv;

}  // namespace muster
