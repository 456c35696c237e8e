#include "framework/fleet/inventory/ansible/values.hpp"

#include "framework/base/yaml/read.hpp"
#include "framework/fleet/inventory/ansible/python_literal.hpp"

#include <algorithm>

namespace muster {

namespace {

bool holds_tag(const Yaml& node, std::string_view tag) {
    if (node.tag == tag)
        return true;
    if (const auto* sequence = node.as<Yaml::Sequence>())
        return std::ranges::any_of(*sequence, [&](const Yaml& one) { return holds_tag(one, tag); });
    const auto* mapping = node.as<Yaml::Mapping>();
    return mapping != nullptr and std::ranges::any_of(*mapping, [&](const Yaml::Member& one) {
               return holds_tag(one.value, tag);
           });
}

Variable encrypted_variable(const std::string& text, const Location& where) {
    return {
        Json(),
        where,
        "it is encrypted (!vault); secret() reads it",
        SecretSource{SecretSource::Place::vault_text, {text}, where}};
}

Yaml merged(Yaml node);

/// What stands beside `<<` comes before what it brings, the first of several maps before the others.
void add_merged(const Yaml& brought, Yaml::Mapping& members) {
    if (const auto* several = brought.as<Yaml::Sequence>()) {
        for (const auto& one : *several)
            add_merged(one, members);
        return;
    }
    for (const auto& member : mapping_of(brought, "what << brings"))
        if (find_member(members, member.key) == nullptr)
            members.push_back(member);
}

Yaml merged(Yaml node) {
    if (auto* sequence = std::get_if<Yaml::Sequence>(&node.content))
        for (auto& item : *sequence)
            item = merged(std::move(item));
    auto* mapping = std::get_if<Yaml::Mapping>(&node.content);
    if (mapping == nullptr)
        return node;
    std::vector<Yaml> brought;
    for (auto& member : *mapping) {
        member.value = merged(std::move(member.value));
        if (member.key == "<<")
            brought.push_back(member.value);
    }
    std::erase_if(*mapping, [](const Yaml::Member& member) { return member.key == "<<"; });
    for (const auto& one : brought)
        add_merged(one, *mapping);
    return node;
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

std::vector<Yaml> parse_ansible_yaml(std::string_view text, const std::string& file) {
    constexpr std::size_t most_nodes = 2'000'000;
    auto documents = parse_yaml(text, file, most_nodes);
    for (auto& document : documents)
        document = merged(std::move(document));
    return documents;
}

Variable ini_variable(std::string_view text, const Location& where) {
    return {python_literal(text).value_or(Json(text)), where};
}

Variable yaml_variable(const Yaml& node) {
    const auto* scalar = node.as<Yaml::Scalar>();
    if (node.tag == "!vault" and scalar != nullptr)
        return encrypted_variable(scalar->text, node.where);
    if (holds_tag(node, "!vault"))
        return {Json(), node.where, "a part of it is encrypted (!vault)"};
    if (holds_tag(node, "!unsafe") and scalar == nullptr)
        return {Json(), node.where, "a part of it is !unsafe"};
    Variable variable{to_json(node), node.where};
    variable.is_literal = node.tag == "!unsafe";
    return variable;
}

void add_yaml_variables(const Yaml& node, std::string_view what, Variables& variables) {
    if (node.as<std::monostate>() != nullptr)
        return;
    for (const auto& member : mapping_of(node, what))
        variables[member.key] = yaml_variable(member.value);
}

Variable json_variable(const Json& value, const Location& where) {
    if (const auto* vault = value.find("__ansible_vault"))
        if (const auto* text = vault->as<std::string>())
            return encrypted_variable(*text, where);
    if (const auto* unsafe = value.find("__ansible_unsafe")) {
        Variable variable{with_texts(*unsafe), where};
        variable.is_literal = true;
        return variable;
    }
    return {with_texts(value), where};
}

}  // namespace muster
