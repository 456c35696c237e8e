#include "framework/backend/openssh/ssh_command.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

void set(std::vector<std::string>& words, std::string setting) {
    words.emplace_back("-o");
    words.push_back(std::move(setting));
}

/// Another configuration than the user's own: ssh then leaves out the system's, too.
void add_config(std::vector<std::string>& words, const SshConfigSources& config) {
    if (config.user_file == SshConfigSources::of_this_user().user_file)
        return;
    words.emplace_back("-F");
    words.push_back(config.user_file.empty() ? "none" : config.user_file);
}

void add_known_hosts(std::vector<std::string>& words, const std::vector<std::string>& files) {
    if (files.empty())
        return;
    std::string list = "UserKnownHostsFile";
    for (const auto& file : files)
        list += " " + ssh_config_quoted(file);
    set(words, list);
    set(words, "GlobalKnownHostsFile /dev/null");
}

}  // namespace

std::string ssh_config_quoted(const std::string& path) {
    std::string text = "\"";
    for (const char sign : path) {
        if (sign == '"' or sign == '\\')
            text += '\\';
        if (sign == '%')
            text += '%';
        text += sign;
    }
    return text + "\"";
}

std::vector<std::string> ssh_words(
    const SshUrl& url, const SshOptions& options, const SshCommand& command
) {
    std::vector<std::string> words = {"ssh", "-M", "-N", "-T"};
    add_config(words, options.config);
    set(words, "ControlPath " + ssh_config_quoted(command.control_path));
    // The master ends by itself soon after we are gone, however we went.
    set(words, "ControlPersist 10");
    set(words, "BatchMode yes");
    set(words, "LogLevel ERROR");
    set(words, "ClearAllForwardings yes");
    set(words, "ForwardAgent no");
    set(words, "ForwardX11 no");
    set(words, "PermitLocalCommand no");
    set(words, "RemoteCommand none");
    set(words, "ServerAliveInterval 15");
    // The first word of an option counts: what we depend on stands before, what is only usual behind.
    for (const auto& [name, value] : options.config.options)
        set(words, name + " " + value);
    const auto patience = std::chrono::ceil<std::chrono::seconds>(
        options.connect_timeout.value_or(std::chrono::seconds(10))
    );
    set(words, fmt::format("ConnectTimeout {}", std::max<std::int64_t>(1, patience.count())));
    const auto policy =
        options.host_keys.empty() ? options.host_key : std::optional(HostKeyPolicy::yes);
    if (policy)
        set(words,
            *policy == HostKeyPolicy::yes ? "StrictHostKeyChecking yes"
                                          : "StrictHostKeyChecking accept-new");
    add_known_hosts(
        words,
        options.host_key_file ? std::vector<std::string>{options.host_key_file->path()}
                              : options.known_hosts
    );
    for (const auto& file : command.identity_files)
        set(words, "IdentityFile " + ssh_config_quoted(file));
    if (url.port)
        set(words, fmt::format("Port {}", *url.port));
    if (url.user)
        words.insert(words.end(), {"-l", *url.user});
    words.insert(words.end(), {"--", url.host});
    return words;
}

}  // namespace muster
