#include "framework/fleet/inventory/ansible/values.hpp"

#include "framework/base/text.hpp"
#include "framework/base/yaml/read.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

constexpr std::string_view encrypted = "it is encrypted (!vault)";

bool is_quoted(std::string_view text) {
    return text.size() >= 2 and (text.front() == '"' or text.front() == '\'')
           and text.back() == text.front()
           and text.substr(1, text.size() - 2).find(text.front()) == std::string_view::npos;
}

bool holds_vault(const Yaml& node) {
    if (node.tag == "!vault")
        return true;
    if (const auto* sequence = node.as<Yaml::Sequence>())
        for (const auto& item : *sequence)
            if (holds_vault(item))
                return true;
    if (const auto* mapping = node.as<Yaml::Mapping>())
        for (const auto& member : *mapping)
            if (holds_vault(member.value))
                return true;
    return false;
}

Json with_texts(const Json& value) {
    if (const auto* list = value.as<Json::Array>()) {
        Json::Array items;
        for (const auto& item : *list)
            items.push_back(with_texts(item));
        return Json(std::move(items));
    }
    if (const auto* object = value.as<Json::Object>()) {
        Json::Object members;
        for (const auto& [name, member] : *object)
            members.emplace_back(name, with_texts(member));
        return Json(std::move(members));
    }
    const bool is_scalar = not value.is_null() and value.as<std::string>() == nullptr;
    return is_scalar ? Json(to_text(value)) : value;
}

}  // namespace

Variable ini_variable(std::string_view text, const Location& where) {
    if (is_quoted(text))
        return {Json(text.substr(1, text.size() - 2)), where};
    // A template begins with a brace, too.
    if (not text.starts_with('[') and (not text.starts_with('{') or text.starts_with("{{")))
        return {Json(text), where};
    try {
        const auto documents = parse_yaml(text, where.file);
        if (documents.size() == 1)
            return {to_json(documents.front()), where};
    } catch (const Broken&) {  // it only looks like a list: Ansible takes it as a text
        return {Json(text), where};
    }
    return {Json(text), where};
}

Variable yaml_variable(const Yaml& node) {
    if (node.tag == "!vault" and node.as<Yaml::Scalar>() != nullptr)
        return {
            Json(),
            node.where,
            fmt::format("{}; secret() reads it", encrypted),
            SecretSource{
                SecretSource::Place::vault_text, {node.as<Yaml::Scalar>()->text}, node.where}};
    if (holds_vault(node))
        return {Json(), node.where, fmt::format("a part of it is encrypted (!vault)")};
    return {to_json(node), node.where};
}

void add_yaml_variables(const Yaml& node, std::string_view what, Variables& variables) {
    if (node.as<std::monostate>() != nullptr)
        return;
    for (const auto& member : mapping_of(node, what))
        variables[member.key] = yaml_variable(member.value);
}

Variable json_variable(const Json& value, const Location& where) {
    return {with_texts(value), where};
}

}  // namespace muster
