#pragma once

#include "framework/fleet/alert/delivery.hpp"
#include "framework/fleet/watch/configuration.hpp"
#include "framework/fleet/watch/postman.hpp"
#include "framework/fleet/watch/watch_log.hpp"

#include <functional>
#include <memory>
#include <string>

namespace muster {

/// What somebody outside wants of the loop.
struct LoopSignals {
    bool stop = false;
    bool reload = false;
};

/// What the loop is given by whoever starts it.
struct LoopParts {
    /// All files anew. Throws Broken.
    std::function<std::shared_ptr<const Configuration>()> load;
    std::shared_ptr<Delivery> delivery;
    Postman::Get get;
    /// The password and the token of the page.
    std::function<std::string(const std::string& name)> tell_secret;
    /// What has come since the last call.
    std::function<LoopSignals()> signals;
    WatchLog& log;
    std::string version;
};

/// Verifies a fleet until it is told to stop. Throws Broken for a first configuration that is wrong; later ones are told,
/// and what was there holds. When it returns all is written; where some threads could not be waited for it ends the
/// program itself, after that.
void watch(const LoopParts& parts);

}  // namespace muster
