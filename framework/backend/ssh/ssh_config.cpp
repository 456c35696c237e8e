#include "framework/backend/ssh/ssh_config.hpp"

#include "framework/backend/ssh/ssh_config_file.hpp"
#include "framework/base/display.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace muster {

namespace {

/// Reads the files for one host; what it collects is `values`.
class SettingsReader {
public:
    SettingsReader(const std::string& host, const SshConfigSources& sources)
        : host_(host), sources_(sources) {}

    void read(const std::string& path, const std::string& include_folder) {
        include_folder_ = include_folder;
        read_file_at(path, Applies::yes, 0);
    }

    SshConfigValues values;

private:
    /// `never`: the enclosing block is not for this host, so nothing in an included file is.
    enum class Applies { yes, no, never };

    void read_file_at(const std::string& path, Applies applies, int depth) {
        const auto text = read_file(path, largest_ssh_config);
        if (not text)
            return;
        for (const auto& line : parse_ssh_config(*text, path)) {
            if (line.keyword == "host")
                applies = applies == Applies::never ? applies : host_block(line);
            else if (line.keyword == "match")
                applies = applies == Applies::never ? applies : match_block(line);
            else if (line.keyword == "include")
                include(line, applies == Applies::yes ? Applies::yes : Applies::never, depth);
            else if (applies == Applies::yes)
                apply(line, values);
        }
    }

    Applies host_block(const SshConfigLine& line) const {
        auto applies = Applies::no;
        for (std::string_view pattern : line.words) {
            const bool negated = pattern.starts_with('!');
            if (negated)
                pattern.remove_prefix(1);
            if (not matches_ssh_pattern(pattern, host_))
                continue;
            if (negated)
                return Applies::no;
            applies = Applies::yes;
        }
        return applies;
    }

    Applies match_block(const SshConfigLine& line) {
        if (line.words.size() == 1 and lower_case(line.words.front()) == "all")
            return Applies::yes;
        // Its criteria may run commands and look at the network: the system's ssh judges them.
        if (not values.needs_openssh)
            values.needs_openssh = "Match at " + to_string(line.where);
        return Applies::no;
    }

    void include(const SshConfigLine& line, Applies applies, int depth) {
        if (depth >= deepest_ssh_include)
            throw Broken("files include each other more than 16 deep", line.where);
        for (const auto& word : line.words) {
            for (const auto& path : files_included(word, sources_.home, include_folder_)) {
                if (++included_ > most_ssh_includes)
                    throw Broken("more than 1000 files are included", line.where);
                read_file_at(path, applies, depth + 1);
            }
        }
    }

    std::string host_;
    const SshConfigSources& sources_;
    std::string include_folder_;
    std::size_t included_ = 0;
};

}  // namespace

SshConfigSources SshConfigSources::of_this_user() {
    SshConfigSources sources{.system_file = "/etc/ssh/ssh_config"};
    std::array<char, 16384> room{};
    passwd entry = {};
    passwd* found = nullptr;
    // As ssh does: the home of passwd, not $HOME.
    if (getpwuid_r(getuid(), &entry, room.data(), room.size(), &found) == 0 and found != nullptr) {
        sources.home = entry.pw_dir;
        sources.user = entry.pw_name;
        sources.user_file = sources.home + "/.ssh/config";
    }
    return sources;
}

SshConfigValues ssh_config_values(const std::string& host, const SshConfigSources& sources) {
    SettingsReader reader(host, sources);
    for (const auto& [name, value] : sources.options)
        for (const auto& line : parse_ssh_config(name + " " + value, "option " + name))
            apply(line, reader.values);
    if (not sources.user_file.empty())
        reader.read(sources.user_file, sources.home + "/.ssh");
    if (not sources.system_file.empty())
        reader.read(sources.system_file, "/etc/ssh");
    return std::move(reader.values);
}

}  // namespace muster
