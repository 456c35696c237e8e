#include "framework/spec/yaml/scope.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/spec/collector.hpp"
#include "framework/spec/members.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

constexpr std::string_view opening = "{{";
constexpr std::string_view closing = "}}";

std::vector<std::string> keys_of(const Json::Object& object) {
    std::vector<std::string> keys;
    for (const auto& member : object)
        keys.push_back(member.first);
    return keys;
}

Json texts(const std::vector<std::string>& words) {
    return Json(Json::Array(words.begin(), words.end()));
}

Json as_seen(const Target& target, const Platform& platform) {
    auto seen = as_seen(target);
    seen.add("family", platform.family);
    seen.add("distribution", platform.distribution);
    seen.add("version", platform.version);
    seen.add("codename", platform.codename);
    seen.add("arch", platform.arch);
    seen.add("kernel", platform.kernel);
    seen.add("virtualization", platform.virtualization);
    seen.add("init", platform.init);
    return seen;
}

/// `address` alone is where Muster connects.
Json whole(std::string_view last, const Json& found) {
    const auto* own = last == "address" ? found.find("") : nullptr;
    return own == nullptr ? found : *own;
}

[[noreturn]] void refuse_missing(
    std::string_view path, const std::string& part, const Json& within, const Location& where
) {
    const auto* object = within.as<Json::Object>();
    const auto near = object == nullptr ? "" : did_you_mean(part, keys_of(*object));
    throw BodyEnds{fmt::format("{}: there is no {}{}", path, quoted(part), near), where, false, ""};
}

/// The way from a value to a part of it.
Json part_of(
    Json found, std::span<const std::string> parts, std::string_view path, const Location& where
) {
    std::string_view last;
    for (const auto& part : parts) {
        const auto* list = found.as<Json::Array>();
        const auto index = list == nullptr ? std::nullopt : whole_number(part);
        const Json* next = found.find(part);
        if (index and *index >= 0 and *index < static_cast<std::int64_t>(list->size()))
            next = &list->at(static_cast<std::size_t>(*index));
        if (next == nullptr)
            refuse_missing(path, part, found, where);
        last = part;
        found = Json(*next);
    }
    return whole(last, found);
}

bool is_name(std::string_view text) {
    return not text.empty() and std::ranges::all_of(text, [](char sign) {
        return (sign >= 'a' and sign <= 'z') or (sign >= 'A' and sign <= 'Z')
               or (sign >= '0' and sign <= '9') or sign == '_' or sign == '-' or sign == '.';
    });
}

/// `"{{"` within the braces; nothing when it is no quoted text.
std::optional<std::string_view> literal(std::string_view inside) {
    const bool is_quoted = inside.size() >= 2 and (inside.front() == '"' or inside.front() == '\'')
                           and inside.back() == inside.front();
    return is_quoted ? std::optional(inside.substr(1, inside.size() - 2)) : std::nullopt;
}

/// Where a template that begins at `from` ends; a quoted text in it may hold what looks like its end.
std::size_t end_of(std::string_view text, std::size_t from) {
    const auto begin = text.find_first_not_of(' ', from);
    auto after = from;
    if (begin != std::string_view::npos and (text[begin] == '"' or text[begin] == '\''))
        after = std::min(text.find(text[begin], begin + 1), text.size());
    return text.find(closing, after);
}

std::string as_text(const Written& value, std::string_view inside, const Location& where) {
    const auto& json = std::get<Json>(value.content);
    if (json.as<Json::Array>() != nullptr or json.as<Json::Object>() != nullptr)
        throw Broken(
            fmt::format("{{{{ {} }}}} is a list or a map, and stands within a text", inside), where
        );
    return to_plain(read_value(value, {}, {}));
}

}  // namespace

Json as_seen(const Target& target) {
    auto address = Json::object();
    const auto own = target.addresses.find("");
    address.add("", own == target.addresses.end() ? target.name : own->second);
    for (const auto& [network, where] : target.addresses)
        if (not network.empty())
            address.add(network, where);
    auto seen = Json::object();
    seen.add("name", target.name);
    seen.add("roles", texts(target.roles));
    seen.add("address", std::move(address));
    seen.add("var", target.variables);
    return seen;
}

Scope::Scope(const Surroundings& surroundings)
    : surroundings_(surroundings),
      target_(std::make_shared<Json>(as_seen(surroundings.target, surroundings.platform))) {}

Scope::Scope(const Scope* outer)
    : surroundings_(outer->surroundings_), outer_(outer), target_(outer->target_) {}

void Scope::add_default(const std::string& name, Written value) {
    defaults_.push_back({name, std::move(value)});
}

void Scope::add(const std::string& name, Written value) {
    names_.push_back({name, std::move(value)});
}

const Written* Scope::find_name(std::string_view name) const {
    const auto found = std::ranges::find(names_, name, &Named::name);
    if (found != names_.end())
        return &found->value;
    return outer_ == nullptr ? nullptr : outer_->find_name(name);
}

const Written* Scope::find_default(std::string_view name) const {
    if (const auto* further_out = outer_ == nullptr ? nullptr : outer_->find_default(name))
        return further_out;
    const auto found = std::ranges::find(defaults_, name, &Named::name);
    return found == defaults_.end() ? nullptr : &found->value;
}

Written Scope::variable(const std::string& name, const Location& where) const {
    if (const auto* own = surroundings_.target.variables.find(name))
        return {*own, true};
    const auto* found = find_default(name);
    if (found != nullptr and not surroundings_.target.untold.contains(name))
        return *found;
    throw missing_variable(surroundings_.target, name, where);
}

Written Scope::value_of(std::string_view path, const Location& where) const {
    std::vector<std::string> parts;
    for (const auto part : split(path, '.'))
        parts.emplace_back(part);
    const std::span<const std::string> rest(parts);
    const auto part = [&](const Written& whole, std::size_t from) {
        return Written{
            part_of(std::get<Json>(whole.content), rest.subspan(from), path, where),
            whole.of_target,
            whole.unquoted};
    };
    if (const auto* named = find_name(parts.front()))
        return part(*named, 1);
    if (parts.front() == "target" and surroundings_.fleet)
        throw no_one_target(where);
    if (parts.front() == "target")
        return {part_of(*target_, rest.subspan(1), path, where), true};
    const bool is_explicit = parts.front() == "var" and parts.size() > 1;
    return part(variable(parts.at(is_explicit ? 1 : 0), where), is_explicit ? 2 : 1);
}

Written Scope::expression(std::string_view inside, const Location& where) const {
    if (const auto text = literal(inside))
        return {Json(*text)};
    if (not is_name(inside))
        throw Broken(
            fmt::format("{{{{ {} }}}} is no name", escaped(inside)),
            where,
            "a name is written target.name, var.port or site.path; there are no filters"
        );
    return value_of(inside, where);
}

Written Scope::fill(const Yaml& scalar) const {
    const auto& [text, quoted] = *scalar.as<Yaml::Scalar>();
    Written filled{Json(std::string())};
    std::string so_far;
    std::size_t at = 0;
    for (auto begin = text.find(opening); begin != std::string::npos;
         begin = text.find(opening, at)) {
        const auto end = end_of(text, begin + opening.size());
        if (end == std::string::npos)
            throw Broken(
                "{{ is not closed", scalar.where, "write {{ \"{{\" }} for the text itself"
            );
        const auto inside = trimmed(
            std::string_view(text).substr(begin + opening.size(), end - begin - opening.size())
        );
        auto value = expression(inside, scalar.where);
        if (begin == 0 and end + closing.size() == text.size())
            return value;
        so_far += text.substr(at, begin - at) + as_text(value, inside, scalar.where);
        filled.of_target = filled.of_target or value.of_target;
        at = end + closing.size();
    }
    filled.content = Json(so_far + text.substr(at));
    filled.unquoted = not quoted;
    return filled;
}

std::string Scope::text(const Yaml& scalar) const {
    if (scalar.as<Yaml::Scalar>() == nullptr)
        throw Broken("expected a plain text", scalar.where);
    const auto filled = fill(scalar);
    return as_text(filled, scalar.as<Yaml::Scalar>()->text, scalar.where);
}

Written Scope::tree(const Yaml& node) const {
    if (node.as<Yaml::Scalar>() != nullptr)
        return fill(node);
    Written tree{Json()};
    const auto json = [&](const Yaml& inner) {
        auto filled = this->tree(inner);
        tree.of_target = tree.of_target or filled.of_target;
        return std::get<Json>(std::move(filled.content));
    };
    if (const auto* sequence = node.as<Yaml::Sequence>()) {
        Json::Array items;
        for (const auto& item : *sequence)
            items.push_back(json(item));
        tree.content = Json(std::move(items));
    } else if (const auto* mapping = node.as<Yaml::Mapping>()) {
        Json::Object members;
        for (const auto& member : *mapping)
            members.emplace_back(member.key, json(member.value));
        tree.content = Json(std::move(members));
    }
    return tree;
}

}  // namespace muster
