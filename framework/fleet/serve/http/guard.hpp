#pragma once

// Who may read and who may change something.
//
// A browser sends a password by itself to whom it has sent it once, also when a stranger's page tells it to (CSRF). So a
// change by password counts only where the browser says that our own page asked for it: by Sec-Fetch-Site, or by Origin,
// as over plain HTTP it sends only that one. A token is sent by nobody unawares.

#include "framework/fleet/serve/http/http_messages.hpp"
#include "framework/fleet/serve/http/serve_options.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace muster {

/// A request that is turned away.
struct Refused {
    HttpAnswer answer;
    /// Credentials were shown and are wrong: the answer has to wait, or they could be guessed.
    bool is_wrong_guess = false;
};

class HttpGuard {
public:
    /// Keeps no password and no token, only marks of them, and wipes those of `options`. Throws Broken for a user without
    /// a password, a password without a user, and a user with a colon, which Basic cannot carry.
    explicit HttpGuard(ServeOptions& options);

    /// Who is let in ("" : nobody in particular), or why not. `host` is the name that the request was sent to, "" when it
    /// has none.
    std::variant<std::string, Refused> judge(const HttpRequest& request, std::string_view host)
        const;

private:
    enum class Shown { nothing, wrong, password, token };

    std::string mark_of(std::string_view secret) const;
    Shown credentials_in(const std::string& header) const;
    std::variant<std::string, Refused> judge_read(Shown shown) const;
    std::variant<std::string, Refused> judge_change(
        Shown shown, const HttpRequest& request, std::string_view host
    ) const;
    Refused unauthorised(std::string_view text) const;
    bool is_own_origin(std::string_view origin, std::string_view host) const;
    bool is_asked_by_own_page(const HttpRequest& request, std::string_view host) const;

    std::string
        salt_;  ///< of this process, so that the time of a comparison tells nothing of a secret
    std::string user_;
    std::string password_mark_;  ///< of `user:password`
    std::string token_mark_;
    bool reads_need_authentication_;
    bool is_secure_;
    std::vector<std::string> open_paths_;
};

}  // namespace muster
