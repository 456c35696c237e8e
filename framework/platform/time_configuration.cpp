// How the configurations of time services are read (time_service.hpp).

#include "framework/base/text.hpp"
#include "framework/platform/os_release.hpp"
#include "framework/platform/time_service.hpp"

#include <map>

namespace muster {

namespace {

/// A line's words without what a `#` begins.
std::vector<std::string_view> words_before_comment(std::string_view line) {
    return words_of(line.substr(0, line.find('#')));
}

/// The words behind `-p` and the like: "-N -p pool.ntp.org".
std::vector<std::string> behind_option(std::string_view text, std::string_view option) {
    std::vector<std::string> found;
    const auto words = words_of(text);
    for (std::size_t i = 0; i + 1 < words.size(); ++i)
        if (words[i] == option)
            found.emplace_back(words[i + 1]);
    return found;
}

}  // namespace

ChronyFile parse_chrony(std::string_view text) {
    ChronyFile file;
    for (const auto whole : lines_of(text)) {
        const auto line = trimmed(whole);
        if (line.empty() or std::string_view("!;#%").find(line.front()) != std::string_view::npos)
            continue;
        const auto words = words_of(line);
        const auto directive = lower_case(words[0]);
        if (words.size() < 2)
            continue;
        if (directive == "server" or directive == "pool" or directive == "peer")
            file.servers.emplace_back(words[1]);
        else if (directive == "include")
            file.patterns.emplace_back(words[1]);
        for (std::size_t i = 1; i < words.size(); ++i) {
            if (directive == "confdir")
                file.patterns.push_back(std::string(words[i]) + "/*.conf");
            else if (directive == "sourcedir")
                file.patterns.push_back(std::string(words[i]) + "/*.sources");
        }
    }
    return file;
}

std::vector<std::string> servers_from_ntp(std::string_view text) {
    std::vector<std::string> servers;
    for (const auto line : lines_of(text)) {
        auto words = words_before_comment(line);
        std::erase_if(words, [](auto word) { return word == "-4" or word == "-6"; });
        if (words.size() < 2 or words[1].starts_with("127.127."))
            continue;
        if (words[0] == "server" or words[0] == "pool" or words[0] == "peer")
            servers.emplace_back(words[1]);
    }
    return servers;
}

std::vector<std::string> servers_from_openntpd(std::string_view text) {
    std::vector<std::string> servers;
    for (const auto line : lines_of(text)) {
        const auto words = words_before_comment(line);
        if (words.size() >= 2 and (words[0] == "server" or words[0] == "servers"))
            servers.emplace_back(words[1]);
    }
    return servers;
}

std::vector<std::string> servers_from_timesyncd(const std::vector<std::string>& texts) {
    std::map<std::string, std::vector<std::string>> settings;
    for (const auto& text : texts) {
        bool in_time = false;
        for (const auto whole : lines_of(text)) {
            const auto line = trimmed(whole);
            if (line.starts_with('['))
                in_time = line == "[Time]";
            const auto equals = line.find('=');
            if (not in_time or equals == std::string_view::npos or line.starts_with('#')
                or line.starts_with(';'))
                continue;
            auto& servers = settings[std::string(trimmed(line.substr(0, equals)))];
            const auto words = words_of(line.substr(equals + 1));
            if (words.empty())  // takes back what stood before
                servers.clear();
            servers.insert(servers.end(), words.begin(), words.end());
        }
    }
    return settings["NTP"].empty() ? settings["FallbackNTP"] : settings["NTP"];
}

std::vector<std::string> servers_from_busybox(std::string_view text) {
    return behind_option(os_release_fields(text)["NTPD_OPTS"], "-p");
}

}  // namespace muster
