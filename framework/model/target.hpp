#pragma once

#include "framework/base/clock.hpp"
#include "framework/base/json/json.hpp"
#include "framework/model/platform.hpp"

#include <map>
#include <string>
#include <vector>

namespace muster {

/// What specs are run against, as an inventory or the command line names it.
struct Target {
    std::string name;  ///< "web-03", "local"
    std::string url;   ///< "ssh://root@10.99.1.2:22", "local"
    std::vector<std::string> roles = {};
    std::map<std::string, std::string> addresses = {};  ///< by network: {"lan": "10.99.1.2"}
    Json variables = Json::object();                    ///< scalars as texts, lists, maps
};

/// What a spec's body may read: the target, its platform, and the other members by role.
struct Surroundings {
    Target target;
    Platform platform;
    bool has_inventory = false;
    bool platform_assumed = false;     ///< nothing is broken for being wrong on this platform alone
    bool every_role = false;           ///< specs run whatever their roles: files named by hand
    Instant now{};                     ///< what `ago` and `from_now` count from
    std::vector<Target> members = {};  ///< of the whole inventory, in its order
};

}  // namespace muster
