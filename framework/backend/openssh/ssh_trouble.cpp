#include "framework/backend/openssh/ssh_trouble.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace muster {

namespace {

struct Sentence {
    std::string_view part;  ///< of ssh's standard error
    Kind kind;
    std::string_view what;
    std::string_view hint;
};

constexpr std::string_view key_hint =
    "name the key: --identity FILE; one with a passphrase must be in the agent (ssh-add)";

// The first that occurs decides.
constexpr std::array<Sentence, 9> sentences = {{
    {"HOST IDENTIFICATION HAS CHANGED",
     Kind::denied,
     "the host key has changed",
     "somebody may be in between; if the host was installed anew: ssh-keygen -R HOST"},
    {"REVOKED HOST KEY",
     Kind::denied,
     "the host key is revoked",
     "the key's secret is known to others: give the host a new one"},
    {"host key is known for",
     Kind::denied,
     "no host key is known",
     "compare it with ssh-keygen -l on the host, then --host-key accept-new"},
    {"Host key verification failed",
     Kind::denied,
     "the host key is not verified",
     "compare it with ssh-keygen -l on the host, then --host-key accept-new"},
    {"Permission denied (", Kind::denied, "login refused", key_hint},
    {"Too many authentication failures", Kind::denied, "login refused", key_hint},
    {"Could not resolve hostname",
     Kind::failed,
     "cannot resolve the name",
     "is the name right, or does ssh_config have a HostName for it?"},
    {"Connection refused", Kind::failed, "cannot connect", "is sshd running there, on this port?"},
    {"timed out",
     Kind::timed_out,
     "cannot connect",
     "is the host up, and does a firewall let us through?"},
}};

bool is_frame(std::string_view line) {
    return line.empty() or line.starts_with('@') or line.starts_with("Warning:");
}

/// The line that has `part`, else the first that is no frame of a warning.
std::string_view telling_line(std::string_view text, std::string_view part) {
    std::string_view first;
    for (auto line : lines_of(text)) {
        line = trimmed(line);
        if (is_frame(line))
            continue;
        if (first.empty())
            first = line;
        if (not part.empty() and line.find(part) != std::string_view::npos)
            return line;
        if (line.starts_with("Offending "))
            return line;  // names the file and line of the known key
    }
    return first;
}

}  // namespace

bool was_turned_away(std::string_view standard_error) {
    constexpr std::array<std::string_view, 2> sentences_of_it = {
        "kex_exchange_identification: Connection closed by remote host",
        "kex_exchange_identification: read: Connection reset by peer"};
    std::vector<std::string_view> told;
    for (const auto line : lines_of(standard_error))
        if (not is_frame(trimmed(line)))
            told.push_back(trimmed(line));
    return told.size() == 1 and std::ranges::count(sentences_of_it, told.front()) == 1;
}

CannotTell ssh_trouble(std::string_view standard_error, const std::string& peer) {
    for (const auto& sentence : sentences) {
        if (standard_error.find(sentence.part) != std::string_view::npos)
            return {
                sentence.kind,
                fmt::format(
                    "{}: {}: {}",
                    peer,
                    sentence.what,
                    escaped(telling_line(standard_error, sentence.part))
                ),
                std::string(sentence.hint)};
    }
    const auto line = telling_line(standard_error, "");
    if (line.empty())
        return {Kind::failed, peer + ": ssh ended without a word"};
    return {Kind::failed, fmt::format("{}: ssh says {}", peer, quoted(line))};
}

}  // namespace muster
