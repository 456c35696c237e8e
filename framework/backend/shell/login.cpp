#include "framework/backend/shell/login.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <array>

namespace muster {

namespace {

/// Banners and messages of the day that come before the shell listens.
constexpr std::size_t most_noise = 1UL << 20;

/// What env(1) leaves of the login's variables: as the local backend, the account and nothing else.
/// `$` in single quotes is for the inner sh, which says of what kind it is.
constexpr std::string_view listen =
    "sh -c 'echo {0}${{BASH_VERSION:+b}}${{KSH_VERSION:+b}}${{ZSH_VERSION:+b}}; "
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export "
    "PATH;"
    " command -v env >/dev/null && exec env -i LC_ALL=C PATH=\"$PATH\""
    " HOME=\"$HOME\" USER=\"$USER\" LOGNAME=\"$LOGNAME\" SHELL=\"$SHELL\" {1}; exec {1}'";

struct Remark {
    std::string_view text;
    Kind kind;
    std::string_view message;
    std::string_view hint;
};

// sudo(8), in the C locale.
constexpr std::array remarks = {
    Remark{
        "you must have a tty to run sudo",
        Kind::denied,
        "sudo wants a terminal",
        "remove requiretty for this account from sudoers"},
    Remark{
        "is not in the sudoers file",
        Kind::denied,
        "sudo: the account is not in the sudoers file",
        ""},
    Remark{
        "is not allowed to",
        Kind::denied,
        "sudo: the account may not run a shell",
        "sudoers has to allow sh or ALL"},
    Remark{"may not run sudo", Kind::denied, "sudo: the account may not run sudo", ""},
    Remark{"a password is required", Kind::denied, "sudo wants a password", ""},
    Remark{"'sudo': No such file", Kind::missing_tool, "no sudo on the target", ""},
    Remark{"sudo: not found", Kind::missing_tool, "no sudo on the target", ""},
    Remark{"sudo: command not found", Kind::missing_tool, "no sudo on the target", ""},
    Remark{"can't execute 'sudo'", Kind::missing_tool, "no sudo on the target", ""},
    Remark{"unknown user", Kind::failed, "sudo: there is no such user", ""},
};

/// The last thing that was said, for a message.
std::string last_words(std::string_view out, std::string_view err) {
    const auto said = trimmed(trimmed(err).empty() ? out : err);
    const auto line = said.substr(said.rfind('\n') + 1);
    return line.empty() ? "it said nothing" : "it said " + quoted(trimmed(line), 200);
}

}  // namespace

std::string Login::line(std::string_view shell, const Rights* rights) {
    is_plain_ = shell == "sh" and rights == nullptr;
    const auto inner = fmt::format(fmt::runtime(listen), ready_, is_plain_ ? "/bin/sh" : shell);
    if (rights == nullptr)
        return "exec /bin/"
               + inner;  // whatever the login's PATH; to sudo it is what sudoers(5) names
    // %p is the account whose password sudo wants, which targetpw in sudoers may change.
    return fmt::format(
        "exec env LC_ALL=C sudo -S -p '{} %p ' -u {} {}", prompt_, shell_quoted(rights->user), inner
    );
}

Login::Next Login::look(std::string_view out, std::string_view err) {
    // Anywhere: a login shell may have printed something without a newline before it.
    for (const std::string_view kind : {"\n", "b\n"}) {
        const auto at = out.find(ready_ + std::string(kind));
        if (at == std::string_view::npos)
            continue;
        heard_ = at + ready_.size() + kind.size();
        reads_ahead_ = kind == "\n" and is_plain_;
        return Next::listen;
    }
    if (out.size() > most_noise or err.size() > most_noise)
        throw CannotTell{
            Kind::unparsable,
            fmt::format(
                "the login of {} printed more than {} bytes and no shell answered",
                peer_,
                most_noise
            )};
    const auto first = err.find(prompt_);
    if (first == std::string_view::npos)
        return Next::wait;
    const auto name = err.substr(first + prompt_.size());
    const auto name_end = name.find(' ', 1);
    if (name_end == std::string_view::npos)
        return Next::wait;
    account_ = trimmed(name.substr(0, name_end));
    if (err.find(prompt_, first + 1) != std::string_view::npos)
        throw CannotTell{Kind::denied, "sudo: wrong password for " + escaped(account_)};
    if (has_sent_password_)
        return Next::wait;
    has_sent_password_ = true;
    return Next::send_password;
}

CannotTell Login::ended(std::string_view out, std::string_view err) const {
    if (has_sent_password_ and err.find("incorrect password") != std::string_view::npos)
        return {Kind::denied, "sudo: wrong password for " + escaped(account_)};
    for (const auto& remark : remarks)
        if (err.find(remark.text) != std::string_view::npos)
            return {
                remark.kind,
                fmt::format("{}; {}", remark.message, last_words("", err)),
                std::string(remark.hint)};
    return {Kind::denied, fmt::format("no shell on {}: {}", peer_, last_words(out, err))};
}

CannotTell Login::timed_out(Nanoseconds after, std::string_view out, std::string_view err) const {
    return {
        Kind::timed_out,
        fmt::format("no shell on {} within {}: {}", peer_, to_words(after), last_words(out, err))};
}

CannotTell Login::no_password() const {
    return {Kind::denied, "sudo wants the password of " + escaped(account_) + " and there is none"};
}

}  // namespace muster
