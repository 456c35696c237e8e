#include "framework/fleet/inventory/ansible/ini.hpp"

#include "framework/base/display.hpp"
#include "framework/base/regex/regex.hpp"
#include "framework/base/text.hpp"
#include "framework/fleet/inventory/ansible/host_word.hpp"
#include "framework/fleet/inventory/ansible/shell_words.hpp"
#include "framework/fleet/inventory/ansible/values.hpp"
#include "framework/fleet/inventory/host_range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace muster {

namespace {

class Reader {
public:
    Reader(const std::string& file, AnsibleInventory& inventory)
        : inventory_(inventory), where_{file, 0, 1} {}

    /// Throws Broken for groups that are named and stand nowhere: Ansible refuses them, too.
    void read(std::string_view text) {
        read_lines(text);
        // In a list it is this machine; among groups it is a name as any other.
        if (has_local_ and not has_sections_)
            inventory_.host("local", where_).variables.of_inventory["muster_url"] = {
                Json("local"), where_};
        for (const auto& [name, where] : named_)
            if (not inventory_.groups().contains(name))
                throw Broken(
                    fmt::format("there is no group {}{}", quoted(name), near(name)), where
                );
        for (const auto& [group, child, where] : children_)
            inventory_.add_child(group, child, where);
        for (auto& [group, name, variable] : variables_)
            inventory_.group(group, variable.where).variables.of_inventory[name] = variable;
    }

private:
    struct Child {
        std::string group;
        std::string child;
        Location where;
    };
    struct GroupVariable {
        std::string group;
        std::string name;
        Variable variable;
    };

    void read_lines(std::string_view text) {
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
                read_child(std::string(words_of(said).front()));
            else
                read_hosts(said);
        }
    }

    void read_child(const std::string& name) {
        named_.emplace(name, where_);
        children_.push_back({group_, name, where_});
    }

    std::string near(const std::string& name) const {
        std::vector<std::string> known;
        for (const auto& group : inventory_.groups())
            known.push_back(group.first);
        return did_you_mean(name, known);
    }

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
        has_sections_ = true;
        const auto colon = inside->find(':');
        group_ = inside->substr(0, colon);
        section_ = colon == std::string::npos ? "hosts" : inside->substr(colon + 1);
        if (std::ranges::count(known, section_) == 0)
            throw Broken(
                fmt::format("a group has no section {}", quoted(section_)),
                where_,
                "it is [group], [group:children] or [group:vars]"
            );
        if (section_ == "vars" and group_ != "all" and group_ != "ungrouped")
            named_.emplace(group_, where_);
        else
            inventory_.group(group_, where_);
    }

    void read_variable(std::string_view line) {
        const auto equal = line.find('=');
        const auto name = trimmed(line.substr(0, equal));
        if (equal == std::string_view::npos or name.empty())
            throw Broken(fmt::format("{}: write name=value", quoted(line)), where_);
        variables_.push_back(
            {group_, std::string(name), ini_variable(trimmed(line.substr(equal + 1)), where_)}
        );
    }

    void read_hosts(std::string_view line) {
        const auto words = shell_words(line, Comments::end_it, where_);
        if (words.empty())
            return;
        const auto host = host_word(words.front());
        has_local_ = has_local_ or (words.size() == 1 and words.front() == "local");
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
    bool has_sections_ = false;
    bool has_local_ = false;
    std::map<std::string, Location> named_;  // groups, and where first
    std::vector<Child> children_;
    std::vector<GroupVariable> variables_;
};

}  // namespace

void read_ansible_ini(std::string_view text, const std::string& file, AnsibleInventory& inventory) {
    Reader(file, inventory).read(text);
}

}  // namespace muster
