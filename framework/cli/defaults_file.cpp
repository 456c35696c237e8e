#include "framework/cli/defaults_file.hpp"

#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"
#include "framework/base/yaml/yaml.hpp"
#include "framework/cli/command_table.hpp"
#include "framework/fleet/secrets/secret_sources.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

constexpr const char* defaults_name = "muster.yaml";

std::vector<std::string> known_keys() {
    std::vector<std::string> keys = {"vars", "secrets"};
    for (const auto& option : option_table())
        keys.emplace_back(option.name.substr(2));
    return keys;
}

std::string scalar_of(const Yaml& node, const std::string& key) {
    const auto* scalar = node.as<Yaml::Scalar>();
    if (scalar == nullptr)
        throw Broken(fmt::format("{} takes a plain value", key), node.where);
    return scalar->text;
}

/// A flag that is false is as if it were not there.
bool flag_of(const Yaml& node, const std::string& key) {
    const auto text = scalar_of(node, key);
    if (text != "true" and text != "false")
        throw Broken(fmt::format("{} is true or false, not \"{}\"", key, text), node.where);
    return text == "true";
}

std::vector<std::string> values_of(
    const Yaml& node, const std::string& key, const OptionEntry& option
) {
    const auto* sequence = node.as<Yaml::Sequence>();
    if (sequence == nullptr)
        return {scalar_of(node, key)};
    if (not option.repeats)
        throw Broken(fmt::format("{} takes one value, not a list", key), node.where);
    std::vector<std::string> values;
    for (const auto& item : *sequence)
        values.push_back(scalar_of(item, key));
    return values;
}

void read_key(const std::string& key, const Yaml& node, DefaultsFile& defaults) {
    if (key == "vars") {
        if (node.as<Yaml::Mapping>() == nullptr)
            throw Broken("vars is a map: name: value", node.where);
        defaults.variables = to_json(node);
        return;
    }
    if (key == "secrets") {
        defaults.secrets = secret_sources_from(node);
        return;
    }
    const auto* option = find_option("--" + key);
    if (option == nullptr)
        throw Broken(
            fmt::format("unknown key \"{}\"{}", key, did_you_mean(key, known_keys())), node.where
        );
    if (not option->value.empty())
        defaults.options["--" + key] = values_of(node, key, *option);
    else if (flag_of(node, key))
        defaults.options["--" + key] = {};
}

}  // namespace

DefaultsFile parse_defaults(std::string_view text, const std::string& file) {
    DefaultsFile defaults;
    for (const auto& document : parse_yaml(text, file)) {
        if (document.as<std::monostate>() != nullptr)
            continue;
        const auto* mapping = document.as<Yaml::Mapping>();
        if (mapping == nullptr)
            throw Broken("expected keys and values", document.where);
        for (const auto& member : *mapping)
            read_key(member.key, member.value, defaults);
    }
    return defaults;
}

DefaultsFile read_defaults() {
    const auto content = read_file(defaults_name);
    return content ? parse_defaults(*content, defaults_name) : DefaultsFile{};
}

void apply(const DefaultsFile& defaults, Arguments& arguments) {
    const auto& known = find_command(arguments.command)->options;
    for (const auto& [name, values] : defaults.options)
        if (std::ranges::find(known, name) != known.end() and not arguments.has(name)) {
            arguments.options[name] = values;
            arguments.by_default.insert(name);
        }
    arguments.variables = defaults.variables;
    arguments.secrets = defaults.secrets;
}

}  // namespace muster
