#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace muster {

/// An http or https URL, taken apart (RFC 3986).
struct Url {
    std::string scheme;  ///< "http", "https"
    std::string host;    ///< lower case; an IPv6 address without its brackets
    std::uint16_t port = 0;
    std::string target;  ///< path and query: "/a?b"

    bool is_secure() const { return scheme == "https"; }
    /// `example.org`, `example.org:8080`, `[::1]`: as the Host header has it.
    std::string authority() const;
    std::string text() const;  ///< whole, without a fragment

    friend bool operator==(const Url&, const Url&) = default;
};

/// Why a text is no URL that can be asked: "has no host".
struct UrlSlip {
    std::string reason;
};

/// Bytes past ASCII are written as `%XX` in path and query. Blanks and control characters have no
/// meaning anywhere, nor has a user before the host: it would stand in every report.
std::variant<Url, UrlSlip> url_from(std::string_view text);

/// Where a Location leads from `base`: absolute, `//host/x`, `/x`, `x`, `?x` (RFC 3986 5.2).
std::variant<Url, UrlSlip> resolved(const Url& base, std::string_view reference);

}  // namespace muster
