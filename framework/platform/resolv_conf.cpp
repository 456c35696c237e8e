#include "framework/platform/resolv_conf.hpp"

#include "framework/base/text.hpp"

#include <algorithm>

namespace muster {

namespace {

constexpr std::string_view dots_option = "ndots:";

void take_line(ResolvConf& configuration, const std::vector<std::string_view>& words) {
    const std::vector<std::string> rest(words.begin() + 1, words.end());
    if (words[0] == "nameserver" and not rest.empty())
        configuration.name_servers.push_back(rest[0]);
    else if (words[0] == "search" or words[0] == "domain")
        configuration.search = rest;  // the last line counts
    else if (words[0] == "options")
        configuration.options.insert(configuration.options.end(), rest.begin(), rest.end());
}

}  // namespace

ResolvConf parse_resolv_conf(std::string_view text) {
    constexpr std::int64_t most_dots = 15;
    ResolvConf configuration;
    for (const auto line : lines_of(text)) {
        // The keyword stands at the very beginning of a line.
        const bool is_said = not line.empty() and line[0] >= 'a' and line[0] <= 'z';
        if (is_said)
            take_line(configuration, words_of(line));
    }
    for (const std::string_view option : configuration.options) {
        if (not option.starts_with(dots_option))
            continue;
        const auto dots = whole_number(option.substr(dots_option.size()));
        if (dots and *dots >= 0)
            configuration.dots = static_cast<unsigned>(std::min(*dots, most_dots));
    }
    return configuration;
}

Task<ResolvConf> resolv_conf(Host& host) {
    auto reading = host.read("/etc/resolv.conf");
    const auto& file = co_await reading;
    co_return file ? parse_resolv_conf(file->bytes) : ResolvConf{};
}

std::vector<std::string> servers_asked(const ResolvConf& configuration) {
    constexpr std::size_t most = 3;  // MAXNS
    auto servers = configuration.name_servers;
    if (servers.empty())
        servers.emplace_back("127.0.0.1");
    if (servers.size() > most)
        servers.resize(most);
    return servers;
}

std::vector<std::string> names_asked(const ResolvConf& configuration, const std::string& name) {
    if (name.ends_with('.'))
        return {name};
    std::vector<std::string> names;
    for (const auto& domain : configuration.search)
        names.push_back(domain == "." ? name : name + "." + domain);
    const bool is_first = std::ranges::count(name, '.') >= configuration.dots;
    names.insert(is_first ? names.begin() : names.end(), name);
    return names;
}

}  // namespace muster
