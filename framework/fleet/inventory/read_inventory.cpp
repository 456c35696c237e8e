#include "framework/fleet/inventory/read_inventory.hpp"

#include "framework/backend/ssh/ssh_config_hosts.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/regex/regex.hpp"
#include "framework/base/text.hpp"
#include "framework/fleet/inventory/ansible/entries.hpp"
#include "framework/fleet/inventory/ansible/files.hpp"
#include "framework/fleet/inventory/ansible/ini.hpp"
#include "framework/fleet/inventory/ansible/script.hpp"
#include "framework/fleet/inventory/ansible/values.hpp"
#include "framework/fleet/inventory/ansible/yaml.hpp"
#include "framework/fleet/inventory/host_range.hpp"
#include "framework/fleet/inventory/resolve.hpp"
#include "framework/fleet/inventory/yaml_inventory.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace muster {

namespace {

namespace fs = std::filesystem;

/// The first line with something on it.
std::string_view first_line(std::string_view text) {
    for (const auto line : lines_of(text))
        if (const auto said = trimmed(line);
            not said.empty() and not said.starts_with('#') and not said.starts_with(';'))
            return said;
    return "";
}

/// A block of ssh_config(5), and no section of INI.
bool is_ssh_config(std::string_view text) {
    static const Regex block(R"((?m)^\s*Host[ \t]+[^=\n]+$)");
    static const Regex section(R"((?m)^\[)");
    return block.found_in(text) and not section.found_in(text);
}

/// What a program says for `--list`, kept: a map with `_meta`.
bool is_list_of_program(std::string_view text) {
    return first_line(text).starts_with('{') and text.find("\"_meta\"") != std::string_view::npos;
}

/// By its ending, or by a first line that is none of INI.
bool is_yaml(const std::string& file, std::string_view text) {
    static const Regex key(R"(\A(---|%YAML|\{|["']?[\w.-]+["']?:(\s|\z)))");
    const auto ending = fs::path(file).extension().string();
    return ending == ".yml" or ending == ".yaml" or key.found_in(first_line(text));
}

/// All sources; what is Ansible's of them is put together as Ansible does before it becomes a part.
class Sources {
public:
    explicit Sources(const std::function<std::string()>& input) : input_(input) {}

    void read(const std::string& named) {
        std::error_code error;
        if (named == "-")
            text(input_(), standard_input);
        else if (named.find(',') != std::string::npos and not fs::exists(named, error))
            hosts(named);
        else if (fs::is_directory(named, error))
            top_folder(named);
        else
            file_with_variables(named);
    }

    std::vector<InventoryPart> take_parts() {
        // They may be about groups and hosts that another source names.
        for (const auto& folder : with_variables_)
            read_variable_files(folder, ansible_);
        // Files of ours may say more of what Ansible's name.
        parts_.insert(parts_.begin(), entries_of(ansible_));
        return std::move(parts_);
    }

private:
    void top_folder(const std::string& path) {
        folder(path, 0);
        with_variables_.push_back(path);
    }

    void folder(const std::string& path, int depth) {
        constexpr int deepest = 10;
        for (const auto& file : inventory_files_in(path)) {
            std::error_code error;
            if (not fs::is_directory(file, error))
                this->file(file);
            else if (depth < deepest)
                folder(file, depth + 1);
        }
    }

    void file(const std::string& path) {
        if (is_program(path)) {
            read_ansible_script(path, ansible_);
            return;
        }
        const auto text = read_file(path);
        if (not text)
            throw Broken(fmt::format("{}: there is no such inventory", path));
        this->text(*text, path);
    }

    void file_with_variables(const std::string& path) {
        file(path);
        const auto beside = fs::path(path).parent_path();
        with_variables_.push_back(beside.empty() ? "." : beside.string());
    }

    void text(std::string_view text, const std::string& name) {
        if (text.starts_with("$ANSIBLE_VAULT;"))
            throw Broken(
                "it is encrypted", {name, 0, 0}, "ansible-vault view FILE | muster … -i -"
            );
        if (is_list_of_program(text))
            read_ansible_list(parse_json(text, name), {name, 0, 0}, ansible_);
        else if (is_ssh_config(text))
            read_ssh_config(name);
        else if (is_yaml(name, text))
            read_yaml(text, name);
        else
            read_ansible_ini(text, name, ansible_);
    }

    void hosts(std::string_view list) {
        for (const auto piece : split(list, ','))
            if (const auto host = trimmed(piece); not host.empty())
                read_ansible_ini(host, "-i", ansible_);
    }

    void read_yaml(std::string_view text, const std::string& name) {
        for (const auto& document : parse_ansible_yaml(text, name)) {
            if (document.as<std::monostate>() != nullptr)
                continue;
            if (is_inventory(document))
                parts_.push_back(inventory_from(document));
            else
                read_ansible_yaml(document, ansible_);
        }
    }

    void read_ssh_config(const std::string& path) {
        if (path == standard_input)
            throw Broken("hosts of ssh_config are read from a file", {path, 0, 0});
        InventoryPart part;
        for (const auto& [name, where] : ssh_config_hosts(path)) {
            TargetEntry entry{.name = name, .where = where};
            entry.settings.access.ssh_config = path;
            part.targets.push_back(std::move(entry));
        }
        parts_.push_back(std::move(part));
    }

    static constexpr const char* standard_input = "standard input";

    const std::function<std::string()>& input_;
    AnsibleInventory ansible_;
    std::vector<std::string> with_variables_;  // folders that may hold group_vars and host_vars
    std::vector<InventoryPart> parts_;
};

}  // namespace

ReadInventory read_inventory(
    const std::vector<std::string>& sources, const std::function<std::string()>& input
) {
    Sources all(input);
    for (const auto& named : sources)
        all.read(named);
    const auto parts = all.take_parts();
    ReadInventory read;
    for (const auto& part : parts)
        read.networks.insert(read.networks.end(), part.networks.begin(), part.networks.end());
    read.inventory = resolved(parts);
    if (read.inventory.targets.empty())
        throw Broken(fmt::format("{}: the inventory names no target", join(sources, ", ")));
    return read;
}

}  // namespace muster
