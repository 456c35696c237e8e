#include "framework/fleet/inventory/ansible/script.hpp"

#include "framework/backend/local/local_backend.hpp"
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/fleet/inventory/ansible/values.hpp"
#include "framework/fleet/inventory/ansible/yaml.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace muster {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 60s;
constexpr std::uint64_t most_output = 256ULL << 20;

[[noreturn]] void refuse(const std::string& path, const std::string& what, std::string_view err) {
    const auto lines = lines_of(trimmed(err));
    throw Broken(
        lines.empty() ? what : fmt::format("{}: {}", what, escaped(lines.back())), {path, 0, 0}
    );
}

/// What the program says on standard output, as JSON.
Json said_by(const std::string& path, std::vector<std::string> words) {
    const auto shown = words.front();
    words.insert(words.begin(), std::filesystem::absolute(path).string());
    LocalBackend here(Limits{.output = most_output});
    const std::vector<Question> batch = {
        Run{Command{.words = words, .deadline = patience}, Origin::ours}};
    const auto answers = here.exchange(batch, Deadline(patience + 2s));
    if (const auto* why = std::get_if<CannotTell>(&answers.at(0)))
        refuse(path, fmt::format("the inventory program with {}: {}", shown, why->message), "");
    const auto& output = std::get<Output>(answers.at(0));
    if (not output.signal.empty() or output.exit_status != 0)
        refuse(
            path,
            fmt::format(
                "the inventory program with {} ended with {}",
                shown,
                output.signal.empty() ? fmt::format("exit status {}", output.exit_status)
                                      : output.signal
            ),
            output.err
        );
    return parse_json(output.out, fmt::format("{} {}", path, shown));
}

}  // namespace

void read_ansible_script(const std::string& path, AnsibleInventory& inventory) {
    const Location where{path, 0, 0};
    const auto list = said_by(path, {"--list"});
    if (read_ansible_list(list, where, inventory) == HostVariables::told)
        return;
    for (auto& [name, host] : inventory.hosts()) {
        const auto said = said_by(path, {"--host", name});
        if (const auto* members = said.as<Json::Object>())
            for (const auto& [variable, value] : *members)
                host.variables.of_inventory[variable] = json_variable(value, where);
    }
}

bool is_program(const std::string& path) {
    std::string head(4, '\0');
    std::ifstream file(path, std::ios::binary);
    file.read(head.data(), 4);
    return ::access(path.c_str(), X_OK) == 0
           and (head.starts_with("#!") or head.starts_with("\x7f" "ELF"));
}

}  // namespace muster
