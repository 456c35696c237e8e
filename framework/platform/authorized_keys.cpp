#include "framework/platform/authorized_keys.hpp"

#include "framework/base/crypto/base64.hpp"
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/sshd_configuration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

const std::vector<std::string>& default_files() {
    static const std::vector<std::string> files = {".ssh/authorized_keys", ".ssh/authorized_keys2"};
    return files;
}

bool is_key_type(std::string_view word) {
    constexpr std::array<std::string_view, 6> prefixes = {
        "ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-", "webauthn-sk-", "rsa-sha2-"};
    return std::ranges::any_of(prefixes, [&](std::string_view prefix) {
        return word.starts_with(prefix);
    });
}

/// Where the options at the front end: at the first blank outside of quotes.
std::size_t end_of_options(std::string_view line) {
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '\\' and i + 1 < line.size() and line[i + 1] == '"') {
            ++i;
        } else if (line[i] == '"') {
            quoted = not quoted;
        } else if (not quoted and (line[i] == ' ' or line[i] == '\t')) {
            return i;
        }
    }
    return line.size();
}

std::vector<std::string> options_from(std::string_view text) {
    std::vector<std::string> options(1);
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escaped_quote = text[i] == '\\' and i + 1 < text.size() and text[i + 1] == '"';
        if (text[i] == ',' and not quoted) {
            options.emplace_back();
            continue;
        }
        if (escaped_quote) {
            options.back() += text[i++];
        } else if (text[i] == '"') {
            quoted = not quoted;
        }
        options.back() += text[i];
    }
    return options;
}

std::optional<AuthorizedKey> key_from(std::string_view line) {
    line = trimmed(line);
    if (line.empty() or line[0] == '#')
        return std::nullopt;
    AuthorizedKey found;
    if (not is_key_type(words_of(line).front())) {
        const auto end = end_of_options(line);
        found.options = options_from(line.substr(0, end));
        line = trimmed(line.substr(end));
    }
    const auto words = words_of(line);
    if (words.size() < 2 or not is_key_type(words[0]) or not from_base64(words[1]))
        return std::nullopt;
    found.key = std::string(line);
    return found;
}

/// `%h %u %U %%` (sshd_config(5), "TOKENS"); a relative path is below the home.
std::string path_for(std::string_view pattern, const Account& account) {
    std::string path;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] != '%' or i + 1 == pattern.size()) {
            path += pattern[i];
            continue;
        }
        switch (pattern[++i]) {
        case 'h': path += account.home; break;
        case 'u': path += account.name; break;
        case 'U': path += std::to_string(account.uid); break;
        case '%': path += '%'; break;
        default:
            throw CannotTell{
                Kind::unsupported,
                fmt::format(
                    "AuthorizedKeysFile {}: only sshd knows %{}", quoted(pattern), pattern[i]
                )};
        }
    }
    return path.starts_with('/') ? path : account.home + "/" + path;
}

std::vector<std::string> command_words(
    const std::vector<std::string>& patterns, const Account& account
) {
    std::vector<std::string> words = {patterns.front()};
    for (const auto& pattern : std::span(patterns).subspan(1)) {
        // A word is not a path: only the tokens are replaced.
        const bool is_relative = not pattern.starts_with('/') and not pattern.starts_with("%h");
        auto word = path_for(is_relative ? "/" + pattern : pattern, account);
        words.push_back(is_relative ? word.substr(1) : word);
    }
    if (words.size() == 1)  // sshd gives the name to a command without arguments
        words.push_back(account.name);
    return words;
}

}  // namespace

std::vector<AuthorizedKey> authorized_keys_from(std::string_view text) {
    std::vector<AuthorizedKey> keys;
    for (const auto line : lines_of(text)) {
        if (auto key = key_from(line))
            keys.push_back(std::move(*key));
    }
    return keys;
}

void guess_authorized_keys(Host& host, const std::string& name) {
    if (name.find('/') != std::string::npos)
        return;
    const Account guess{
        .name = name,
        .password = "",
        .uid = 0,
        .gid = 0,
        .comment = "",
        .home = name == "root" ? "/root" : "/home/" + name,
        .shell = "",
        .local = false};
    (void)host.once(sshd_lines);
    for (const auto& file : default_files())
        (void)host.read(path_for(file, guess));
}

Task<std::vector<AuthorizedKey>> authorized_keys(Host& host, Account account) {
    auto asked = sshd_keyword(host, "authorizedkeysfile", account.name);
    const auto& set = co_await asked;
    std::vector<Pending<std::optional<Content>>> files;
    for (const auto& pattern : set.empty() ? default_files() : set) {
        if (pattern != "none")
            files.push_back(host.read(path_for(pattern, account)));
    }
    std::vector<AuthorizedKey> keys;
    for (auto& file : files) {
        const auto& found = co_await file;
        if (not found)
            continue;
        auto more = authorized_keys_from(found->bytes);
        keys.insert(keys.end(), more.begin(), more.end());
    }
    co_return keys;
}

Task<std::optional<std::vector<AuthorizedKey>>> keys_from_command(Host& host, Account account) {
    auto command_asked = sshd_keyword(host, "authorizedkeyscommand", account.name);
    auto user_asked = sshd_keyword(host, "authorizedkeyscommanduser", account.name);
    const auto& patterns = co_await command_asked;
    const auto& user = co_await user_asked;
    if (patterns.empty() or patterns.front() == "none")
        co_return std::nullopt;
    if (user.empty()) {
        throw CannotTell{
            Kind::failed,
            "AuthorizedKeysCommand is set and AuthorizedKeysCommandUser is not: sshd "
            "refuses to run it"};
    }
    Command command{command_words(patterns, account)};
    command.user = path_for("/" + user.front(), account).substr(1);
    auto run = host.run(command);
    const auto& output = co_await run;
    if (output.exit_status != 0) {
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "AuthorizedKeysCommand ended with {}: {}",
                output.exit_status,
                escaped(trimmed(output.err), 200)
            )};
    }
    co_return authorized_keys_from(output.out);
}

}  // namespace muster
