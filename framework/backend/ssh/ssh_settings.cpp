#include "framework/backend/ssh/ssh_settings.hpp"

#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <map>

namespace muster {

namespace {

using Words = std::map<char, std::string>;

/// Replaces `%h` and its like and `${NAME}`; `option` is named in errors.
std::string expanded(std::string_view text, const Words& words, const std::string& option) {
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '%') {
            const char letter = at + 1 < text.size() ? text[at + 1] : ' ';
            const auto word = words.find(letter);
            if (word == words.end())
                throw Broken(
                    option + " " + quoted(text) + ": there is no %"
                    + escaped(std::string(1, letter)) + " here"
                );
            result += word->second;
            ++at;
        } else if (text.substr(at).starts_with("${")) {
            const auto end = text.find('}', at);
            if (end == std::string_view::npos)
                throw Broken(option + " " + quoted(text) + ": the brace is not closed");
            const std::string name(text.substr(at + 2, end - at - 2));
            const char* value =
                std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): nobody sets any
            if (value == nullptr)
                throw Broken(
                    option + " " + quoted(text) + ": " + escaped(name)
                    + " is not set in the environment"
                );
            result += value;
            at = end;
        } else {
            result += text[at];
        }
    }
    return result;
}

std::string in_home(const std::string& path, const std::string& home) {
    return path.starts_with("~/") ? home + path.substr(1) : path;
}

std::string this_machine() {
    std::array<char, 256> name{};
    (void)gethostname(name.data(), name.size() - 1);  // an empty name matches nothing
    return name.data();
}

/// What stands for what in a path (ssh_config(5), TOKENS). `%C` is left out: few use it in these
/// options, and the error says so.
Words path_words(const SshSettings& settings, const SshConfigSources& sources) {
    const auto machine = this_machine();
    return {
        {'%', "%"},
        {'d', sources.home},
        {'h', settings.host},
        {'i', std::to_string(getuid())},
        {'k', settings.known_as},
        {'L', machine.substr(0, machine.find('.'))},
        {'l', machine},
        {'n', settings.alias},
        {'p', std::to_string(settings.port)},
        {'r', settings.user},
        {'u', sources.user},
    };
}

std::vector<std::string> paths(
    const std::vector<std::string>& written,
    const std::string& option,
    const Words& words,
    const std::string& home
) {
    std::vector<std::string> result;
    for (const auto& path : written) {
        if (lower_case(path) != "none")
            result.push_back(expanded(in_home(path, home), words, option));
    }
    return result;
}

std::vector<std::string> or_else(std::vector<std::string> written, std::vector<std::string> usual) {
    return written.empty() ? std::move(usual) : std::move(written);
}

std::string agent_socket(
    const SshConfigValues& values, const Words& words, const std::string& home
) {
    const char* variable =
        std::getenv("SSH_AUTH_SOCK");  // NOLINT(concurrency-mt-unsafe): nobody sets any
    const std::string usual = variable == nullptr ? "" : variable;
    if (not values.identity_agent or *values.identity_agent == "SSH_AUTH_SOCK")
        return usual;
    if (*values.identity_agent == "none")
        return "";
    if (values.identity_agent->starts_with('$')) {
        const auto name = trimmed(std::string_view(*values.identity_agent).substr(1));
        if (not name.starts_with('{')) {
            const char* named =
                std::getenv(std::string(name).c_str());  // NOLINT(concurrency-mt-unsafe)
            return named == nullptr ? "" : named;
        }
    }
    return expanded(in_home(*values.identity_agent, home), words, "IdentityAgent");
}

// `ask` has nobody to ask in a run, so it is yes. `no` would take any unknown key without a word: it
// becomes accept-new, which also writes it down; a changed key is refused all the same.
HostKeyPolicy policy(const SshConfigValues& values) {
    const auto& word = values.strict_host_key_checking;
    const bool lenient =
        word and (*word == "no" or *word == "false" or *word == "off" or *word == "accept-new");
    return lenient ? HostKeyPolicy::accept_new : HostKeyPolicy::yes;
}

}  // namespace

SshSettings ssh_settings(const SshUrl& url, const SshConfigSources& sources) {
    const auto values = ssh_config_values(url.host, sources);
    SshSettings settings{.alias = url.host};
    settings.host = lower_case(
        expanded(values.host_name.value_or("%h"), {{'%', "%"}, {'h', url.host}}, "HostName")
    );
    settings.user = url.user ? *url.user : values.user.value_or(sources.user);
    settings.port = url.port ? *url.port : values.port.value_or(22);
    settings.known_as = values.host_key_alias.value_or(settings.host);
    settings.known_port = values.host_key_alias ? 22 : settings.port;
    settings.address_family = values.address_family.value_or("any");
    const auto words = path_words(settings, sources);
    const auto ssh = "~/.ssh/";
    const auto all_paths = [&](const auto& written, const char* option) {
        return paths(written, option, words, sources.home);
    };
    const std::vector<std::string> usual_keys = {
        std::string(ssh) + "id_ed25519",
        std::string(ssh) + "id_ecdsa",
        std::string(ssh) + "id_rsa"};
    settings.identity_files = all_paths(or_else(values.identity_files, usual_keys), "IdentityFile");
    settings.identities_only = values.identities_only.value_or(false);
    settings.agent_socket = agent_socket(values, words, sources.home);
    settings.user_known_hosts = all_paths(
        or_else(values.user_known_hosts, {"~/.ssh/known_hosts", "~/.ssh/known_hosts2"}),
        "UserKnownHostsFile"
    );
    settings.global_known_hosts = all_paths(
        or_else(
            values.global_known_hosts, {"/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"}
        ),
        "GlobalKnownHostsFile"
    );
    settings.host_key = policy(values);
    settings.hash_known_hosts = values.hash_known_hosts.value_or(false);
    settings.passwords = values.passwords.value_or(true);
    settings.connect_timeout = values.connect_timeout;
    if (values.alive_interval)
        settings.keepalive.interval = std::chrono::seconds(*values.alive_interval);
    settings.keepalive.most_unanswered =
        values.alive_count_max.value_or(settings.keepalive.most_unanswered);
    if (values.proxy_jump and lower_case(*values.proxy_jump) != "none")
        settings.proxy_jump = expanded(*values.proxy_jump, words, "ProxyJump");
    const auto by_command = values.decided.find("proxycommand");
    settings.by_proxy_command = by_command != values.decided.end() and by_command->second;
    settings.needs_openssh = values.needs_openssh;
    return settings;
}

}  // namespace muster
