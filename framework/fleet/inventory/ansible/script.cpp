#include "framework/fleet/inventory/ansible/script.hpp"

#include "framework/backend/local/own_program.hpp"
#include "framework/fleet/inventory/ansible/values.hpp"
#include "framework/fleet/inventory/ansible/yaml.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace muster {

namespace {

constexpr std::size_t most_output = 256UL << 20;

/// What the program says on standard output, as JSON.
Json json_of(const std::string& path, std::vector<std::string> words) {
    const auto shown = words.front();
    words.insert(words.begin(), std::filesystem::absolute(path).string());
    try {
        return parse_json(said_by(words, most_output), fmt::format("{} {}", path, shown));
    } catch (const CannotTell& why) {
        throw Broken(
            fmt::format("the inventory program with {}: {}", shown, why.message), {path, 0, 0}
        );
    }
}

}  // namespace

void read_ansible_script(const std::string& path, AnsibleInventory& inventory) {
    const Location where{path, 0, 0};
    const auto list = json_of(path, {"--list"});
    if (read_ansible_list(list, where, inventory) == HostVariables::told)
        return;
    for (auto& [name, host] : inventory.hosts()) {
        const auto said = json_of(path, {"--host", name});
        if (const auto* members = said.as<Json::Object>())
            for (const auto& [variable, value] : *members)
                host.variables.of_inventory[variable] = json_variable(value, where);
    }
}

bool is_program(const std::string& path) {
    std::error_code error;
    if (not std::filesystem::is_regular_file(path, error))
        return false;  // what is read from a pipe is gone
    std::string head(4, '\0');
    std::ifstream file(path, std::ios::binary);
    file.read(head.data(), 4);
    return ::access(path.c_str(), X_OK) == 0
           and (head.starts_with("#!") or head.starts_with("\x7f" "ELF"));
}

}  // namespace muster
