#pragma once

// Notices for tests of what becomes of them, and texts that nobody should send.

#include "framework/fleet/alert/message.hpp"

#include <string>
#include <vector>

namespace muster::tests {

inline const Instant noon = *from_iso8601("2026-07-01T12:00:00Z");

/// That a file of this target has another mode.
inline Notice notice_on(const std::string& target, const std::string& role = "web") {
    Notice notice;
    notice.at = noon + std::chrono::minutes(3);
    notice.of = {target, "nginx / mode"};
    notice.roles = {role};
    notice.standing = Standing::failed;
    notice.since = noon;
    notice.spec = "nginx";
    notice.statement = "file \"/etc/nginx/nginx.conf\" mode";
    notice.expected = "0644";
    notice.actual = "0666";
    notice.message = "expected 0644, is 0666";
    notice.impact = Impact::high;
    notice.owner = "web team";
    notice.again = "muster run nginx.cpp:14 -t " + target;
    return notice;
}

/// That this target cannot be reached.
inline Notice loss_of(const std::string& target, const std::string& role = "web") {
    auto notice = notice_on(target, role);
    notice.of.id.clear();
    notice.standing = Standing::errored;
    notice.statement = "it can be reached";
    notice.expected.clear();
    notice.actual.clear();
    notice.spec.clear();
    notice.message = "connection refused by " + target;
    notice.again = "muster run -t " + target;
    return notice;
}

inline Notice recovery_of(Notice notice) {
    notice.kind = Notice::Kind::recovery;
    notice.standing = Standing::conforms;
    notice.actual = notice.expected;
    notice.message.clear();
    notice.since = notice.at;
    return notice;
}

inline Message message_of(std::vector<Notice> notices) {
    return {"the shop", "https://muster.example.net/", {{"web", 12}}, std::move(notices)};
}

/// Escape sequences, line ends with headers, markup, calls to everybody, NULs, what is no UTF-8 and what turns text
/// round.
inline const std::string hostile =
    std::string("\x1b[31m<!channel> @all **b** \"q\" \r\nBcc: eve@example.net\n\n.\n")
    + std::string(1, '\0') + "\xff\xfe \xe2\x80\xae =?utf-8?q?x?= & `id` $(id) \\ </script>"
    + "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e";

/// One whose every text is hostile.
inline Notice hostile_notice() {
    auto notice = notice_on(hostile, hostile);
    for (auto* text :
         {&notice.of.id,
          &notice.spec,
          &notice.statement,
          &notice.expected,
          &notice.actual,
          &notice.message,
          &notice.hint,
          &notice.because,
          &notice.owner,
          &notice.runbook,
          &notice.again})
        *text = hostile;
    return notice;
}

inline Message hostile_message() {
    return {hostile, hostile, {{"web", 12}}, {hostile_notice(), notice_on("web1")}};
}

/// Whether none of its bytes is a control character, but line ends where they may be.
inline bool is_clean(std::string_view text, std::string_view allowed = "") {
    for (const char letter : text) {
        const bool is_control = (letter >= 0 and letter < ' ') or letter == 0x7f;
        if (is_control and allowed.find(letter) == std::string_view::npos)
            return false;
    }
    return text.find("\xe2\x80\xae") == std::string_view::npos;
}

}  // namespace muster::tests
