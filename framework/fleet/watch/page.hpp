#pragma once

#include "framework/base/error.hpp"
#include "framework/fleet/watch/page_server.hpp"

#include <memory>
#include <string>

namespace muster {

/// The page of a loop, which may be served elsewhere after its file has changed, or not at all.
class Page {
public:
    explicit Page(PageParts parts) : parts_(std::move(parts)) {}

    /// Serves it so from now on. Throws Broken where it cannot: nothing is served then.
    void serve(const Listen& listen) {
        if (server_ and server_->serves(listen))
            return;
        server_.reset();  // it may be the same port
        if (not listen.is_off)
            server_ = std::make_unique<PageServer>(listen, parts_);
    }

    /// Why it cannot be served so; empty: it is from now on.
    std::string why_not_served(const Listen& listen) {
        try {
            serve(listen);
            return "";
        } catch (const Broken& broken) {
            return broken.what();
        }
    }

    bool is_served() const { return server_ != nullptr; }
    /// "http://127.0.0.1:9393/"; empty: it is not served.
    std::string address() const { return server_ ? server_->address() : ""; }
    /// Readers look again, and find what is so now.
    void say_changed() {
        if (not server_)
            return;
        parts_.publisher.outdate();
        server_->say_changed();
    }
    void stop() {
        if (server_)
            server_->stop();
    }

private:
    const PageParts parts_;
    std::unique_ptr<PageServer> server_;
};

}  // namespace muster
