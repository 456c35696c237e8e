#pragma once

#include "framework/base/clock.hpp"
#include "framework/base/error.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace muster {

/// What strangers can take from us at most.
struct ServeLimits {
    std::size_t header_bytes = 16UL << 10;  ///< of the first line, and of all headers
    std::size_t body_bytes = 64UL << 10;
    std::size_t connections = 256;           ///< those beyond are told 503
    std::size_t streams = 64;                ///< of those connections; a reader beyond is told 503
    std::size_t stream_bytes = 256UL << 10;  ///< that wait for one slow reader before it is dropped
    Nanoseconds request = std::chrono::seconds(10);    ///< from its first byte to its last
    Nanoseconds idle = std::chrono::seconds(60);       ///< between two requests of a connection
    Nanoseconds answer = std::chrono::seconds(30);     ///< until it is taken by the other side
    Nanoseconds heartbeat = std::chrono::seconds(15);  ///< a stream says something so often
    Nanoseconds wrong_credentials = std::chrono::seconds(1);  ///< an answer to them waits so long
};

/// Where and to whom something is served.
struct ServeOptions {
    std::string address = "127.0.0.1";  ///< IPv4, IPv6, or `localhost`, which is 127.0.0.1
    std::uint16_t port = 0;             ///< 0: any that is free
    /// Names under which the server is reached. On a loopback address it answers to `localhost`, 127.x and [::1] and to
    /// these; elsewhere to any name, or where there are names here to IP addresses and these.
    std::vector<std::string> names = {};
    std::string certificate = {};  ///< a file with its chain, PEM; with `key`: TLS
    std::string key = {};          ///< a file, PEM, without a passphrase
    std::string user = {};         ///< empty: nobody comes by password
    std::string password = {};
    std::string token = {};  ///< empty: nobody comes by token
    /// Whether GET and HEAD need the password or the token. Without either configured everybody may read and nobody
    /// may change anything.
    bool reads_need_authentication = true;
    std::vector<std::string> open_paths = {"/healthz"};  ///< everybody may read these
    ServeLimits limits = {};
    Location where = {};  ///< of these options, for what is wrong with them
};

}  // namespace muster
