#include "framework/fleet/inventory/ansible/entries.hpp"

#include "framework/base/display.hpp"
#include "framework/base/regex/regex.hpp"
#include "framework/base/text.hpp"
#include "framework/fleet/inventory/ansible/shell_words.hpp"
#include "framework/fleet/inventory/ansible/templates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace muster {

namespace {

constexpr std::string_view own_prefix = "ansible_";
constexpr const char* url_variable = "muster_url";  // of a host that was written as a url

bool is_own(std::string_view name) {
    return name.starts_with(own_prefix) or name == url_variable;
}

/// What Ansible takes for true.
bool is_true(std::string_view text) {
    const auto word = lower_case(text);
    return word == "true" or word == "yes" or word == "on" or word == "1" or word == "y"
           or word == "t";
}

/// How one host is reached, by its variables.
class Reaching {
public:
    Reaching(const Variables& variables, TargetEntry& entry)
        : variables_(variables), entry_(entry), settings_(entry.settings) {}

    void read() {
        const auto connection = text({"ansible_connection"}).value_or("ssh");
        if (const auto url = text({url_variable}); url and not variables_.contains("ansible_host"))
            settings_.url = *url;
        else if (connection == "local")
            settings_.url = "local";
        else if (not is_ssh(connection))
            refuse(fmt::format("ansible_connection: {} is no way that Muster knows", connection));
        else
            read_ssh();
        read_become();
    }

    /// Takes passwords out before any template is filled in: no text of theirs goes anywhere else.
    void take_passwords(Variables& variables) {
        settings_.access.password = take(login_passwords, variables);
        settings_.access.sudo_password = take(become_passwords, variables);
    }

private:
    static bool is_ssh(std::string_view connection) {
        constexpr std::array<std::string_view, 5> known = {
            "ssh", "smart", "paramiko", "paramiko_ssh", "ansible.builtin.ssh"};
        return std::ranges::find(known, connection) != known.end();
    }

    void read_ssh() {
        settings_.host = text({"ansible_host", "ansible_ssh_host"});
        settings_.user = text({"ansible_user", "ansible_ssh_user"});
        if (const auto port = text({"ansible_port", "ansible_ssh_port"}))
            read_port(*port);
        if (const auto key = text({"ansible_ssh_private_key_file", "ansible_private_key_file"}))
            settings_.access.identities = {*key};
        for (const char* name : {"ansible_ssh_common_args", "ansible_ssh_extra_args"})
            if (const auto words = text({name}))
                read_arguments(*words, name);
    }

    void read_port(const std::string& text) {
        const auto port = whole_number(text);
        if (port and *port >= 1 and *port <= 65535)
            settings_.port = static_cast<int>(*port);
        else
            refuse(fmt::format("ansible_port: {} is no port", quoted(text)));
    }

    /// `-o ProxyJump=bastion -J bastion -i key`: words of ssh(1).
    void read_arguments(const std::string& said, std::string_view name) {
        const auto words = shell_words(said, Comments::are_text, entry_.where);
        for (std::size_t i = 0; i < words.size(); ++i) {
            const auto letter = words[i].substr(0, 2);
            auto value = words[i].substr(std::min<std::size_t>(2, words[i].size()));
            const bool takes_value = letter == "-o" or letter == "-J" or letter == "-i"
                                     or letter == "-p" or letter == "-l" or letter == "-F";
            if (not takes_value) {
                if (letter != "-q" and letter != "-C" and letter != "-4" and letter != "-6")
                    refuse(fmt::format("{}: {} is no option that Muster knows", name, words[i]));
                continue;
            }
            if (value.empty() and i + 1 < words.size())
                value = words[++i];
            add_argument(letter, value);
        }
    }

    void add_argument(const std::string& letter, const std::string& value) {
        auto& access = settings_.access;
        if (letter == "-J")
            access.ssh_options.emplace_back("ProxyJump", value);
        else if (letter == "-i")
            access.identities = {value};
        else if (letter == "-p")
            read_port(value);
        else if (letter == "-l")
            settings_.user = value;
        else if (letter == "-F")
            access.ssh_config = value;
        else if (const auto end = value.find_first_of("= \t"); end != std::string::npos)
            access.ssh_options.emplace_back(
                value.substr(0, end), trimmed(std::string_view(value).substr(end + 1))
            );
    }

    void read_become() {
        const auto become = text({"ansible_become", "ansible_sudo"});
        if (not become)
            return;
        settings_.access.sudo = is_true(*become);
        if (not is_true(*become))
            return;
        const auto method = text({"ansible_become_method"}).value_or("sudo");
        const auto user = text({"ansible_become_user", "ansible_sudo_user"}).value_or("root");
        if (method != "sudo" and method != "ansible.builtin.sudo")
            refuse(
                fmt::format("ansible_become_method: Muster raises rights with sudo, not {}", method)
            );
        if (user != "root")
            refuse(fmt::format("ansible_become_user: Muster becomes root, not {}", user));
    }

    using Names = std::array<std::string_view, 3>;
    static constexpr Names login_passwords = {"ansible_password", "ansible_ssh_pass", ""};
    static constexpr Names become_passwords = {
        "ansible_become_password", "ansible_become_pass", "ansible_sudo_pass"};

    /// The first of these that is set, as a secret by name; empty: none is. All of them are gone then.
    std::string take(const Names& names, Variables& variables) {
        std::string secret;
        for (const auto name : names) {
            const auto found = variables.find(std::string(name));
            if (found == variables.end())
                continue;
            if (secret.empty())
                secret = as_secret(found->first, found->second, variables);
            variables.erase(found);
        }
        return secret;
    }

    std::string as_secret(
        const std::string& name, const Variable& variable, const Variables& variables, int depth = 0
    ) {
        constexpr int deepest = 5;
        const auto* text = variable.value.as<std::string>();
        if (variable.secret) {
            settings_.secrets[name] = *variable.secret;
        } else if (text == nullptr) {
            refuse(std::string(name) + " is no text");
        } else if (const auto other = name_in_template(*text); other and not variable.is_literal) {
            // `{{ vault_password }}`: another variable, or one of an encrypted file.
            const auto found = variables.find(*other);
            if (found == variables.end() or depth == deepest)
                return *other;
            return as_secret(*other, found->second, variables, depth + 1);
        } else if (text->find("{{") != std::string::npos and not variable.is_literal) {
            refuse(std::string(name) + " is a template that only Ansible can evaluate");
        } else {
            settings_.secrets[name] = {SecretSource::Place::inventory, {*text}, variable.where};
        }
        return name;
    }

    static std::optional<std::string> name_in_template(const std::string& text) {
        static const Regex form(R"(\A\s*\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}\s*\z)");
        return form.captured_from(text);
    }

    /// The text of the first of these that is set.
    std::optional<std::string> text(std::initializer_list<const char*> names) {
        for (const char* name : names) {
            const auto found = variables_.find(name);
            if (found == variables_.end())
                continue;
            if (not found->second.untold.empty())
                refuse(fmt::format("{} cannot be told: {}", name, found->second.untold));
            else if (const auto* text = found->second.value.as<std::string>();
                     text != nullptr and not text->empty())
                return *text;
        }
        return std::nullopt;
    }

    void refuse(const std::string& why) {
        if (entry_.trouble.empty())
            entry_.trouble = fmt::format("{} ({})", why, to_string(entry_.where));
    }

    const Variables& variables_;
    TargetEntry& entry_;
    Settings& settings_;
};

/// The variables of a host that are what all hosts have: roles of a file of ours say them nearer. What a program says
/// has one place for all of it, so the value is looked at, too; before templates are filled in.
std::set<std::string> names_of_all(const Variables& variables, const Variables& of_all) {
    std::set<std::string> names;
    for (const auto& [name, variable] : variables) {
        const auto found = of_all.find(name);
        if (found != of_all.end() and found->second.where == variable.where
            and found->second.value == variable.value)
            names.insert(name);
    }
    return names;
}

}  // namespace

InventoryPart entries_of(AnsibleInventory& inventory) {
    InventoryPart part;
    for (const auto& [name, group] : inventory.groups())
        if (name != "all" and name != "ungrouped")
            part.roles.push_back({.name = name, .where = group.where});
    const auto groups = inventory.groups_of_hosts();
    const auto of_all = inventory.variables_of_all();
    for (const auto& name : inventory.host_order()) {
        TargetEntry entry{
            .name = name, .roles = groups.at(name), .where = inventory.hosts().at(name).where};
        entry.vaults = inventory.vaults_of(name, entry.roles);
        auto variables = inventory.variables_of(name, entry.roles);
        const auto shared = names_of_all(variables, of_all);
        Reaching reaching(variables, entry);
        reaching.take_passwords(variables);
        fill_templates(name, entry.roles, variables);
        reaching.read();
        for (auto& [variable, value] : variables)
            if (not is_own(variable))
                (shared.contains(variable) ? entry.defaults : entry.settings)
                    .variables.emplace(variable, std::move(value));
        part.targets.push_back(std::move(entry));
    }
    return part;
}

}  // namespace muster
