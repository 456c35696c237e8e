#include "framework/fleet/watch/page_server.hpp"

#include "framework/base/crypto/digest.hpp"
#include "framework/base/error.hpp"
#include "framework/base/url.hpp"
#include "framework/fleet/serve/router.hpp"
#include "framework/fleet/watch/page_changes.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

constexpr std::string_view stream_path = "/events/stream";

/// Nothing where none is named.
std::string secret_of(const std::string& name, const Listen& listen, const PageParts& parts) {
    if (name.empty())
        return "";
    try {
        return parts.tell_secret(name);
    } catch (const CannotTell& why) {
        throw Broken(why.message, listen.where, why.hint);
    }
}

ServeOptions options_of(const Listen& listen, const PageParts& parts) {
    ServeOptions options;
    options.address = listen.address;
    options.port = listen.port;
    options.certificate = listen.certificate;
    options.key = listen.key;
    options.user = listen.user;
    options.password = secret_of(listen.password, listen, parts);
    options.token = secret_of(listen.token, listen, parts);
    options.reads_need_authentication = not listen.user.empty();
    options.where = listen.where;
    if (const auto page = url_from(listen.page); const auto* url = std::get_if<Url>(&page))
        options.names.push_back(url->host);
    return options;
}

/// By which it is known whether the secrets of a page are others; they themselves are the guard's alone.
std::string digest_of_secrets(const Listen& listen, const PageParts& parts) {
    const auto both = secret_of(listen.password, listen, parts) + std::string(1, '\0')
                      + secret_of(listen.token, listen, parts);
    return hex_digest(DigestAlgorithm::sha256, both);
}

HttpAnswer http_answer(const HttpRequest& request, PageAnswer page) {
    if (page.is_fixed)
        return file_answer(request, page.type, page.body);
    return {page.status, std::move(page.type), std::move(page.headers), std::move(page.body)};
}

}  // namespace

std::string page_address(const Listen& listen, std::uint16_t port) {
    if (listen.is_off)
        return "";
    const bool is_wide = listen.address.find(':') != std::string::npos;
    return fmt::format(
        "{}://{}{}{}:{}/",
        listen.certificate.empty() ? "http" : "https",
        is_wide ? "[" : "",
        listen.address,
        is_wide ? "]" : "",
        port
    );
}

PageServer::PageServer(const Listen& listen, PageParts parts)
    : listen_(listen), parts_(std::move(parts)), secrets_(digest_of_secrets(listen_, parts_)) {
    server_ = std::make_unique<HttpServer>(
        options_of(listen_, parts_),
        [this](const HttpRequest& request) { return answer(request); },
        [&log = parts_.log](const std::string& trouble) { log.warning(trouble); }
    );
}

bool PageServer::serves(const Listen& listen) {
    if (not(listen == listen_) or digest_of_secrets(listen, parts_) != secrets_)
        return false;
    if (not listen_.certificate.empty())
        server_->reload();
    return true;
}

std::string PageServer::address() const {
    return page_address(listen_, server_->port());
}

void PageServer::say_changed() {
    server_->publish("changed", "");
}

HttpAnswer PageServer::answer(const HttpRequest& request) const {
    if (request.method != "GET" and request.method != "HEAD") {
        auto changed = change_by(request, parts_.store);
        parts_.on_change();
        return changed;
    }
    if (request.path == stream_path)
        return {.stream = true};
    if (request.stopping.stop_requested())
        return plain_answer(503, "the loop is about to end");
    const auto overview = parts_.publisher.overview();
    if (not overview)
        return plain_answer(503, "the loop is still beginning");
    const bool may_change = not listen_.user.empty();  // a browser sends no token
    return http_answer(
        request, answer_page(*overview, {request.method, request.path, request.query, may_change})
    );
}

}  // namespace muster
