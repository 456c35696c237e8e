#include "framework/protocol/http_request.hpp"

#include "framework/base/crypto/base64.hpp"
#include "framework/base/text.hpp"
#include "framework/model/http_headers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

bool has(const Headers& headers, std::string_view name) {
    return not header_values(headers, name).empty();
}

std::string authorization(const Http& http) {
    if (http.user.empty())
        return "Bearer " + http.password.text;
    return "Basic " + to_base64(http.user + ":" + http.password.text);
}

/// A request that may have a body says so, even when it is empty.
bool has_content(const Http& http) {
    return not http.body.empty() or http.method == "POST" or http.method == "PUT"
           or http.method == "PATCH";
}

}  // namespace

std::string request_text(const Http& http, const Url& url, TargetForm form) {
    Headers headers;
    const auto add = [&](const char* name, std::string value) {
        if (not has(http.headers, name))
            headers.emplace_back(name, std::move(value));
    };
    add("Host", url.authority());
    add("User-Agent", "muster");
    add("Accept", "*/*");
    add("Accept-Encoding", "identity");
    if (not http.user.empty() or not http.password.text.empty())
        add("Authorization", authorization(http));
    if (has_content(http))
        add("Content-Length", std::to_string(http.body.size()));
    add("Connection", "close");
    headers.insert(headers.end(), http.headers.begin(), http.headers.end());
    auto text = fmt::format(
        "{} {} HTTP/1.1\r\n", http.method, form == TargetForm::absolute ? url.text() : url.target
    );
    for (const auto& [name, value] : headers)
        text += name + ": " + value + "\r\n";
    return text + "\r\n" + http.body;
}

std::string connect_text(std::string_view authority) {
    return fmt::format(
        "CONNECT {0} HTTP/1.1\r\nHost: {0}\r\nUser-Agent: muster\r\n\r\n", authority
    );
}

std::string host_and_port(const std::string& host, std::uint16_t port) {
    return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port)
                                               : fmt::format("[{}]:{}", host, port);
}

Http redirected(Http http, int status, const Url& from, const Url& to) {
    const bool becomes_get = (status == 303 and http.method != "HEAD")
                             or ((status == 301 or status == 302) and http.method == "POST");
    if (becomes_get) {
        http.method = "GET";
        http.body.clear();
        std::erase_if(http.headers, [](const auto& header) {
            return lower_case(header.first).starts_with("content-");
        });
    }
    const bool same_origin =
        from.scheme == to.scheme and from.host == to.host and from.port == to.port;
    if (not same_origin) {
        http.user.clear();
        http.password = {};
        std::erase_if(http.headers, [](const auto& header) {
            return same_header(header.first, "authorization") or same_header(header.first, "cookie")
                   or same_header(header.first, "host");
        });
    }
    http.url = to.text();
    return http;
}

}  // namespace muster
