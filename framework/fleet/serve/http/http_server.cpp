#include "framework/fleet/serve/http/http_server.hpp"

#include "framework/fleet/serve/http/listener.hpp"

#include <mutex>
#include <thread>

namespace muster {

struct HttpServer::Running {
    Running(ServeOptions& options, Handler handler, Trouble on_trouble)
        : site(options, std::move(handler), std::move(on_trouble)),
          connections(site),
          listener(site, options) {}

    void carry_sockets();

    HttpSite site;
    HttpConnections connections;
    HttpListener listener;
    std::mutex stopping;
    std::thread thread;
};

/// A mistake in one connection is told, and the others go on.
void HttpServer::Running::carry_sockets() {
    while (not site.sockets.stopped()) {
        std::exception_ptr unexpected;
        try {
            site.sockets.run();
        } catch (...) {
            unexpected = std::current_exception();
        }
        tell_of(site, unexpected);
    }
}

HttpServer::HttpServer(ServeOptions options, Handler handler, Trouble on_trouble)
    : running_(std::make_unique<Running>(options, std::move(handler), std::move(on_trouble))) {
    auto& running = *running_;
    asio::co_spawn(
        running.site.sockets,
        running.listener.accept(running.connections),
        [&running](const std::exception_ptr& unexpected) { tell_of(running.site, unexpected); }
    );
    running.thread = std::thread([&running] { running.carry_sockets(); });
}

HttpServer::~HttpServer() {
    stop();
}

std::uint16_t HttpServer::port() const {
    return running_->listener.port();
}

void HttpServer::publish(std::string_view event, std::string_view data) {
    auto& site = running_->site;
    if (site.stopping.stop_requested())
        return;
    asio::post(site.sockets, [&site, text = event_text(event, data)] {
        site.streams.publish(text);
    });
}

std::size_t HttpServer::readers() const {
    return running_->site.streams.count();
}

void HttpServer::reload() {
    running_->site.certificate.reload();
}

void HttpServer::stop() {
    auto& running = *running_;
    running.site.stopping.request_stop();
    const std::lock_guard lock(running.stopping);
    if (not running.thread.joinable())
        return;
    asio::post(running.site.sockets, [&running] {
        running.listener.close();
        running.site.streams.end_all();
        running.connections.finish();
    });
    running.thread.join();
    running.site.handlers.join();
}

}  // namespace muster
