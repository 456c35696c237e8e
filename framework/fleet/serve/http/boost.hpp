#pragma once

// Asio and Beast, for the sources of this folder alone. Both are headers; what is no template in them is compiled once,
// in boost.cpp. Asio carries the sockets: coroutines, time limits and TLS. Beast reads the requests.

#define BOOST_ASIO_SEPARATE_COMPILATION
#define BOOST_BEAST_SEPARATE_COMPILATION

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace muster {

namespace asio = boost::asio;

/// What an operation brings is `[trouble, …]`; it is named before it is awaited.
constexpr auto told = asio::as_tuple(asio::use_awaitable);

}  // namespace muster
