#pragma once

// What is asked of our server and what it answers, as plain data.

#include "framework/model/http.hpp"

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

/// The pairs of a query or a form, decoded, in their order; a name may occur more than once.
using HttpQuery = std::vector<std::pair<std::string, std::string>>;

/// A request that was let in. All of it but `who` and `peer` is the word of a stranger.
struct HttpRequest {
    std::string method;  ///< "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"
    /// Decoded, without `.`, `..` and empty parts, so it begins with `/` and never leads above it; UTF-8 without control
    /// characters. `%2F` is a slash like any other: what holds slashes belongs into the query.
    std::string path;
    HttpQuery query;  ///< UTF-8 without NUL
    Headers headers;
    std::string body;
    std::string peer;  ///< "192.0.2.1:4711", "[2001:db8::1]:4711"
    std::string who;   ///< the user's name, "token", or "": nobody in particular
    /// Says when the server is about to stop: a handler that takes long looks at it.
    std::stop_token stopping = {};

    /// The first of this name, "" when there is none.
    std::string header(std::string_view name) const;
    /// The first of the query of this name.
    std::optional<std::string> parameter(std::string_view name) const;
};

/// An answer. Length, date, connection and the headers that protect a page are added by the server; a header of the
/// same name that stands here already stays instead.
struct HttpAnswer {
    int status = 200;
    std::string type = "text/html; charset=utf-8";
    Headers headers = {};
    std::string body = {};
    /// Of a GET: `body`, which is whole events (`event_text`) or nothing, is followed by all that is published from now
    /// on, until one of both ends it. `type` has no meaning then.
    bool stream = false;
};

/// One line for people.
HttpAnswer plain_answer(int status, std::string_view text);

/// A file that is part of the program: with an ETag, and 304 without a body for who has it already (RFC 9110 13.1.2).
HttpAnswer file_answer(const HttpRequest& request, std::string_view type, std::string_view content);

/// An event as an EventSource reads it (HTML, "Server-sent events"). Data may have several lines; a name has one.
std::string event_text(std::string_view name, std::string_view data);

/// The pairs of a body of the type application/x-www-form-urlencoded; nothing for one that is none: a bad escape, NUL,
/// no UTF-8.
std::optional<HttpQuery> form_from(std::string_view body);

}  // namespace muster
