#include "framework/fleet/inventory/ansible/ini.hpp"

#include "framework/base/display.hpp"
#include "framework/base/regex/regex.hpp"
#include "framework/base/text.hpp"
#include "framework/fleet/inventory/ansible/shell_words.hpp"
#include "framework/fleet/inventory/ansible/values.hpp"
#include "framework/fleet/inventory/host_range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

/// A host as it stands at the head of its line.
struct HostWord {
    std::string names;  ///< perhaps a range
    std::string url;    ///< written so: no name of Ansible's
    std::string user;
    std::string port;
};

/// The colon before a port: none in an IPv6 address, and not that of a range.
std::size_t port_colon(std::string_view host) {
    const auto colon = host.rfind(':');
    const auto bracket = host.rfind(']');
    const bool in_range = bracket != std::string_view::npos and colon < bracket;
    const bool is_v6 = bracket == std::string_view::npos and host.find(':') != colon;
    return in_range or is_v6 ? std::string_view::npos : colon;
}

HostWord host_word(const std::string& word) {
    if (word == "local" or word.find("://") != std::string::npos)
        return {.names = word, .url = word};
    HostWord host{.names = word};
    if (const auto at = host.names.find('@'); at != std::string::npos) {
        host.user = host.names.substr(0, at);
        host.names.erase(0, at + 1);
    }
    if (const auto colon = port_colon(host.names); colon != std::string::npos) {
        host.port = host.names.substr(colon + 1);
        host.names.erase(colon);
    }
    return host;
}

class Reader {
public:
    Reader(const std::string& file, AnsibleInventory& inventory)
        : inventory_(inventory), where_{file, 0, 1} {}

    void read(std::string_view text) {
        for (const auto line : lines_of(text)) {
            ++where_.line;
            const auto said = trimmed(line);
            if (said.empty() or said.starts_with('#') or said.starts_with(';'))
                continue;
            if (said.starts_with('['))
                open_section(said);
            else if (section_ == "vars")
                read_variable(said);
            else if (section_ == "children")
                inventory_.add_child(group_, std::string(words_of(said).front()), where_);
            else
                read_hosts(said);
        }
    }

private:
    void open_section(std::string_view line) {
        static const Regex form(R"(\A\[([^:\]\s]+(?::\w+)?)\]\s*(?:#.*)?\z)");
        static constexpr std::array<std::string_view, 3> known = {"hosts", "children", "vars"};
        const auto inside = form.captured_from(line);
        if (not inside)
            throw Broken(
                fmt::format("{} is no section", quoted(line)),
                where_,
                "it is [group], [group:children] or [group:vars]"
            );
        const auto colon = inside->find(':');
        group_ = inside->substr(0, colon);
        section_ = colon == std::string::npos ? "hosts" : inside->substr(colon + 1);
        if (std::ranges::count(known, section_) == 0)
            throw Broken(
                fmt::format("a group has no section {}", quoted(section_)),
                where_,
                "it is [group], [group:children] or [group:vars]"
            );
        inventory_.group(group_, where_);
    }

    void read_variable(std::string_view line) {
        const auto equal = line.find('=');
        const auto name = trimmed(line.substr(0, equal));
        if (equal == std::string_view::npos or name.empty())
            throw Broken(fmt::format("{}: write name=value", quoted(line)), where_);
        inventory_.group(group_, where_).variables.of_inventory[std::string(name)] =
            ini_variable(trimmed(line.substr(equal + 1)), where_);
    }

    void read_hosts(std::string_view line) {
        const auto words = shell_words(line, Comments::end_it, where_);
        if (words.empty())
            return;
        const auto host = host_word(words.front());
        const auto variables = variables_from(words, host);
        const auto names = host.url.empty() ? names_in_range(host.names, where_)
                                            : std::vector<std::string>{host.names};
        for (const auto& name : names) {
            inventory_.add_host(group_, name, where_);
            for (const auto& [variable, value] : variables)
                inventory_.host(name, where_).variables.of_inventory[variable] = value;
        }
    }

    Variables variables_from(const std::vector<std::string>& words, const HostWord& host) const {
        Variables variables;
        if (not host.url.empty())
            variables["muster_url"] = {Json(host.url), where_};
        if (not host.user.empty())
            variables["ansible_user"] = {Json(host.user), where_};
        if (not host.port.empty())
            variables["ansible_port"] = {Json(host.port), where_};
        for (std::size_t i = 1; i < words.size(); ++i) {
            const auto equal = words[i].find('=');
            if (equal == std::string::npos or equal == 0)
                throw Broken(
                    fmt::format("{} behind a host is no name=value", quoted(words[i])), where_
                );
            variables[words[i].substr(0, equal)] =
                ini_variable(std::string_view(words[i]).substr(equal + 1), where_);
        }
        return variables;
    }

    AnsibleInventory& inventory_;
    Location where_;
    std::string group_ = "ungrouped";
    std::string section_ = "hosts";
};

}  // namespace

void read_ansible_ini(std::string_view text, const std::string& file, AnsibleInventory& inventory) {
    Reader(file, inventory).read(text);
}

}  // namespace muster
