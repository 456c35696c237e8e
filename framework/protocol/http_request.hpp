#pragma once

#include "framework/base/url.hpp"
#include "framework/model/http.hpp"

#include <string>
#include <string_view>

namespace muster {

/// How the target of a request is written: `/a?b` to its server, whole to a proxy.
enum class TargetForm { origin, absolute };

/// The bytes of a request (HTTP/1.1). Headers of the author's own stand instead of ours of the same name.
std::string request_text(const Http& http, const Url& url, TargetForm form);

/// What asks a proxy for a way to `authority`: "example.org:443".
std::string connect_text(std::string_view authority);

/// `host:port`, whatever the port; IPv6 in brackets.
std::string host_and_port(const std::string& host, std::uint16_t port);

/// What a request becomes when it is sent on to `to` (RFC 9110 15.4): after 303, and after 301 and 302 as
/// everybody does, a POST becomes a GET. Another origin is told neither password nor cookie.
Http redirected(Http http, int status, const Url& from, const Url& to);

}  // namespace muster
