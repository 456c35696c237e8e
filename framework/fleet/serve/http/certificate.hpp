#pragma once

// The certificate that we show, read again whenever it was renewed; for the sources of this folder alone.

#include "framework/fleet/serve/http/boost.hpp"
#include "framework/fleet/serve/http/serve_options.hpp"

#include <memory>
#include <mutex>
#include <string>

namespace muster {

class ServedCertificate {
public:
    /// Throws Broken when there is only one of certificate and key, or they cannot be read or do not belong together.
    explicit ServedCertificate(const ServeOptions& options);

    /// Reads both files again, for connections that begin from now on. Throws Broken and keeps what it had. May be called
    /// from any thread.
    void reload();

    /// Owned by this and by every connection that began with it. Null: TLS is not spoken.
    std::shared_ptr<asio::ssl::context> context() const;

private:
    const std::string certificate_;
    const std::string key_;
    const Location where_;
    mutable std::mutex mutex_;
    std::shared_ptr<asio::ssl::context> context_;
};

}  // namespace muster
