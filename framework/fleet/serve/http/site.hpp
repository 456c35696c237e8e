#pragma once

// What all connections of a server share; for the sources of this folder alone.

#include "framework/fleet/serve/http/certificate.hpp"
#include "framework/fleet/serve/http/door.hpp"
#include "framework/fleet/serve/http/event_streams.hpp"
#include "framework/fleet/serve/http/http_server.hpp"

#include <stop_token>

namespace muster {

struct HttpSite {
    /// Throws Broken for options that cannot be served; wipes their secrets.
    HttpSite(ServeOptions& options, HttpServer::Handler handle, HttpServer::Trouble tell)
        : limits(options.limits),
          door(options),
          certificate(options),
          handler(std::move(handle)),
          on_trouble(std::move(tell)) {}

    const ServeLimits limits;
    const HttpDoor door;
    ServedCertificate certificate;
    const HttpServer::Handler handler;
    const HttpServer::Trouble on_trouble;
    std::stop_source stopping;
    EventStreams streams;
    asio::thread_pool handlers{2};
    asio::io_context sockets{1};  ///< run by one thread, to which all connections belong
};

/// Tells of an exception that nobody expected; nothing for null.
void tell_of(const HttpSite& site, const std::exception_ptr& unexpected);

}  // namespace muster
