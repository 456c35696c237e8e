#pragma once

#include "framework/host/host.hpp"

#include <string>
#include <vector>

namespace muster {

/// Every folder that the kernel searches to get to an absolute `path`, in its order, `/` first: of the
/// path and of what the links on the way say (path_resolution(7)). One exchange, and one more for each
/// link. CannotTell after 40 links, as the kernel says ELOOP.
Task<std::vector<std::string>> folders_on_the_way(Host& host, std::string path);

}  // namespace muster
