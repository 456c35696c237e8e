#include "framework/backend/ssh/ssh_config_hosts.hpp"

#include "framework/backend/ssh/ssh_config.hpp"
#include "framework/backend/ssh/ssh_config_file.hpp"
#include "framework/base/file_descriptor.hpp"

#include <algorithm>

namespace muster {

namespace {

class HostsReader {
public:
    void read(const std::string& path, int depth) {
        const auto text = read_file(path, largest_ssh_config);
        if (not text and depth == 0)
            throw Broken("there is no such file", {path, 0, 0});
        for (const auto& line : parse_ssh_config(text.value_or(""), path))
            if (line.keyword == "host")
                add(line);
            else if (line.keyword == "include")
                include(line, depth);
    }

    std::vector<SshConfigHost> hosts;

private:
    void add(const SshConfigLine& line) {
        for (const auto& word : line.words)
            if (word.find_first_of("*?!") == std::string::npos
                and std::ranges::count(hosts, word, &SshConfigHost::name) == 0)
                hosts.push_back({word, line.where});
    }

    void include(const SshConfigLine& line, int depth) {
        if (depth >= deepest_ssh_include)
            throw Broken("files include each other more than 16 deep", line.where);
        for (const auto& word : line.words)
            for (const auto& path : files_included(word, home_, home_ + "/.ssh")) {
                if (++included_ > most_ssh_includes)
                    throw Broken("more than 1000 files are included", line.where);
                read(path, depth + 1);
            }
    }

    const std::string home_ = SshConfigSources::of_this_user().home;
    std::size_t included_ = 0;
};

}  // namespace

std::vector<SshConfigHost> ssh_config_hosts(const std::string& path) {
    HostsReader reader;
    reader.read(path, 0);
    return std::move(reader.hosts);
}

}  // namespace muster
