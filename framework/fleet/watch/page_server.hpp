#pragma once

#include "framework/fleet/serve/http/http_server.hpp"
#include "framework/fleet/watch/publisher.hpp"
#include "framework/fleet/watch/watch_file.hpp"
#include "framework/fleet/watch/watch_log.hpp"

#include <functional>
#include <memory>
#include <string>

namespace muster {

/// What the page is made of. All outlive it.
struct PageParts {
    Publisher& publisher;
    std::function<std::string(const std::string& name)> tell_secret;
    WatchLog& log;
    std::function<void()> on_change;  ///< somebody has silenced or marked something
    std::string store;                ///< the file
};

/// The page, the metrics and the interfaces of a loop, over HTTP.
class PageServer {
public:
    /// Listens. Throws Broken where it cannot.
    PageServer(const Listen& listen, PageParts parts);

    /// Whether it is what this asks for, with the secrets as they are now; the certificate is read again then.
    bool serves(const Listen& listen);
    /// "http://127.0.0.1:9393/".
    std::string address() const;
    /// Readers look again.
    void say_changed();
    void stop() { server_->stop(); }

private:
    HttpAnswer answer(const HttpRequest& request) const;

    const Listen listen_;
    const PageParts parts_;
    const std::string secrets_;  ///< a digest of those that it was begun with
    std::unique_ptr<HttpServer> server_;
};

/// Where readers on the same machine find it: "https://[::1]:9393/"; empty where nothing is served.
std::string page_address(const Listen& listen, std::uint16_t port);

}  // namespace muster
