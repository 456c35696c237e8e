#include "framework/fleet/serve/http/guard.hpp"

#include "framework/base/crypto/base64.hpp"
#include "framework/base/crypto/digest.hpp"
#include "framework/base/display.hpp"
#include "framework/base/secret.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

bool is_read(const HttpRequest& request) {
    return request.method == "GET" or request.method == "HEAD";
}

void check_credentials(const ServeOptions& options) {
    if (options.user.empty() != options.password.empty())
        throw Broken(
            options.user.empty() ? "a password is given, but no user"
                                 : fmt::format("user {} has no password", quoted(options.user)),
            options.where
        );
    if (options.user.find(':') != std::string::npos)
        throw Broken(
            fmt::format("user {} has a colon, which HTTP cannot carry", quoted(options.user)),
            options.where
        );
}

}  // namespace

HttpGuard::HttpGuard(ServeOptions& options)
    : salt_(random_bytes(32)),
      user_(options.user),
      reads_need_authentication_(options.reads_need_authentication),
      is_secure_(not options.certificate.empty()),
      open_paths_(options.open_paths) {
    check_credentials(options);
    if (not user_.empty()) {
        auto both = user_ + ":" + options.password;
        password_mark_ = mark_of(both);
        Secret::wipe(both);
    }
    if (not options.token.empty())
        token_mark_ = mark_of(options.token);
    Secret::wipe(options.password);
    Secret::wipe(options.token);
}

/// Marks are compared instead of secrets: how many of their bytes agree tells nothing without the salt.
std::string HttpGuard::mark_of(std::string_view secret) const {
    Digester digester(DigestAlgorithm::sha256);
    digester.add(salt_);
    digester.add(secret);
    return digester.bytes();
}

/// A kind that is not configured is nothing: it is meant for a proxy before us.
HttpGuard::Shown HttpGuard::credentials_in(const std::string& header) const {
    const auto blank = std::min(header.find(' '), header.size());
    const auto scheme = lower_case(std::string_view(header).substr(0, blank));
    const auto rest = trimmed(std::string_view(header).substr(blank));
    if (scheme == "bearer" and not token_mark_.empty())
        return mark_of(rest) == token_mark_ ? Shown::token : Shown::wrong;
    if (scheme == "basic" and not password_mark_.empty()) {
        auto both = from_base64(rest);
        const bool is_right = both and mark_of(*both) == password_mark_;
        if (both)
            Secret::wipe(*both);
        return is_right ? Shown::password : Shown::wrong;
    }
    return Shown::nothing;
}

Refused HttpGuard::unauthorised(std::string_view text) const {
    Refused refused{plain_answer(401, text)};
    if (not password_mark_.empty())
        refused.answer.headers.emplace_back(
            "WWW-Authenticate", "Basic realm=\"muster\", charset=\"UTF-8\""
        );
    if (not token_mark_.empty())
        refused.answer.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"muster\"");
    return refused;
}

std::variant<std::string, Refused> HttpGuard::judge(
    const HttpRequest& request, std::string_view host
) const {
    if (is_read(request) and std::ranges::find(open_paths_, request.path) != open_paths_.end())
        return "";
    const auto shown = credentials_in(request.header("Authorization"));
    if (shown == Shown::wrong) {
        auto refused = unauthorised("the credentials are wrong");
        refused.is_wrong_guess = true;
        return refused;
    }
    return is_read(request) ? judge_read(shown) : judge_change(shown, request, host);
}

std::variant<std::string, Refused> HttpGuard::judge_read(Shown shown) const {
    if (shown == Shown::token)
        return "token";
    if (shown == Shown::password)
        return user_;
    const bool is_open = password_mark_.empty() and token_mark_.empty();
    if (is_open or not reads_need_authentication_)
        return "";
    return unauthorised("credentials are needed");
}

std::variant<std::string, Refused> HttpGuard::judge_change(
    Shown shown, const HttpRequest& request, std::string_view host
) const {
    if (password_mark_.empty() and token_mark_.empty())
        return Refused{plain_answer(
            403, "nobody may change anything here: configure a token, or a user and a password"
        )};
    if (shown == Shown::nothing)
        return unauthorised("credentials are needed to change something");
    if (shown == Shown::token)
        return "token";
    if (not is_asked_by_own_page(request, host))
        return Refused{plain_answer(
            403,
            fmt::format(
                "a change by password must come from a page of this server: Origin is {}, Host is "
                "{}; a proxy has to pass Host on, and a program takes the token",
                quoted(request.header("Origin")),
                quoted(host)
            )
        )};
    return user_;
}

/// Without TLS of our own a proxy before us may speak it, so that the page is https all the same.
bool HttpGuard::is_own_origin(std::string_view origin, std::string_view host) const {
    const auto mark = origin.find("://");
    if (mark == std::string_view::npos or host.empty())
        return false;
    const auto scheme = lower_case(origin.substr(0, mark));
    const bool is_ours = scheme == "https" or (scheme == "http" and not is_secure_);
    return is_ours and lower_case(origin.substr(mark + 3)) == lower_case(host);
}

bool HttpGuard::is_asked_by_own_page(const HttpRequest& request, std::string_view host) const {
    const auto site = lower_case(request.header("Sec-Fetch-Site"));
    const auto origin = request.header("Origin");
    if (not site.empty() and site != "same-origin")
        return false;
    return origin.empty() ? not site.empty() : is_own_origin(origin, host);
}

}  // namespace muster
