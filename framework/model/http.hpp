#pragma once

// One HTTP exchange as plain data: what is asked, and what came. How it is spoken is framework/protocol.

#include "framework/base/clock.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

/// A text that is used and never written. Keys and recordings hold its mark, by which equal ones are
/// known again; from a mark the text can only be guessed, and each guess is made to cost time.
struct Hidden {
    std::string text;
    std::string mark;
};

/// `salt` is what the text is for, so that one password at two places has two marks. An empty text has
/// an empty mark.
Hidden hidden(std::string text, std::string_view salt);

/// Whether a TLS server that cannot be trusted is asked all the same.
enum class Untrusted { refused, asked };

using Headers = std::vector<std::pair<std::string, std::string>>;

/// A request, and the redirects that are followed after it.
struct Http {
    std::string url;
    std::string method = "GET";
    Headers headers = {};
    std::string body = {};
    std::string user = {};  ///< empty: the password, if there is one, is a bearer token
    Hidden password = {};
    unsigned follow = 0;          ///< redirects at most
    std::string resolve_to = {};  ///< the address of the host that the url names
    std::string proxy = {};       ///< http://host:port
    Untrusted untrusted = Untrusted::refused;
    std::string trusted =
        {};  ///< PEM; empty: the trust store of the place where the request begins
    std::string certificate = {};  ///< of ours, PEM
    Hidden key = {};               ///< of that certificate, PEM
    Nanoseconds timeout = std::chrono::seconds(10);
};

struct HttpResponse {
    int status = 0;
    std::string protocol;  ///< "HTTP/1.1"
    Headers headers;
    std::string body;
};

enum class Trust { yes, no, unknown };

/// What a TLS server showed of itself.
struct TlsPeer {
    std::vector<std::string> chain;  ///< DER, its own certificate first; empty: TLS was not spoken
    Trust trust = Trust::unknown;
    std::string distrust;  ///< why it is not trusted: "certificate has expired"
};

}  // namespace muster
