#pragma once

// What every request has to pass before a handler sees it: its method, its target, its host, its credentials.

#include "framework/fleet/serve/http/guard.hpp"
#include "framework/fleet/serve/http/own_names.hpp"
#include "framework/fleet/serve/http/request_reader.hpp"

#include <string>
#include <variant>

namespace muster {

class HttpDoor {
public:
    /// Throws Broken as HttpGuard does; wipes the secrets of `options`.
    explicit HttpDoor(ServeOptions& options);

    std::variant<HttpRequest, Refused> admit(ReceivedRequest received, std::string peer) const;

private:
    HttpGuard guard_;
    OwnNames names_;
};

}  // namespace muster
