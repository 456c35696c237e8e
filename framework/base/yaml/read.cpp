#include "framework/base/yaml/read.hpp"

#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

std::string_view kind_of(const Yaml& node) {
    if (node.as<Yaml::Mapping>() != nullptr)
        return "a map";
    if (node.as<Yaml::Sequence>() != nullptr)
        return "a list";
    return node.as<Yaml::Scalar>() != nullptr ? "a plain value" : "nothing";
}

template<class T>
const T& read_as(const Yaml& node, std::string_view what, std::string_view kind) {
    if (const auto* found = node.as<T>())
        return *found;
    throw Broken(fmt::format("{} is {}, not {}", what, kind, kind_of(node)), node.where);
}

}  // namespace

const Yaml::Mapping& mapping_of(const Yaml& node, std::string_view what) {
    return read_as<Yaml::Mapping>(node, what, "a map");
}

const Yaml::Sequence& sequence_of(const Yaml& node, std::string_view what) {
    return read_as<Yaml::Sequence>(node, what, "a list");
}

const std::string& scalar_of(const Yaml& node, std::string_view what) {
    return read_as<Yaml::Scalar>(node, what, "a plain value").text;
}

std::vector<std::string> scalars_of(const Yaml& node, std::string_view what) {
    std::vector<std::string> texts;
    for (const auto& one : one_or_more(node))
        texts.push_back(scalar_of(one, what));
    return texts;
}

std::span<const Yaml> one_or_more(const Yaml& node) {
    if (const auto* sequence = node.as<Yaml::Sequence>())
        return *sequence;
    return {&node, 1};
}

bool flag_of(const Yaml& node, std::string_view what) {
    const auto& text = scalar_of(node, what);
    if (text != "true" and text != "false")
        throw Broken(fmt::format("{} is true or false, not \"{}\"", what, text), node.where);
    return text == "true";
}

const Yaml::Member* find_member(const Yaml::Mapping& mapping, std::string_view key) {
    const auto found = std::ranges::find(mapping, key, &Yaml::Member::key);
    return found == mapping.end() ? nullptr : &*found;
}

void refuse_key(
    const Yaml::Member& member, std::string_view of_what, std::span<const std::string> known
) {
    throw Broken(
        fmt::format("{} has no \"{}\"{}", of_what, member.key, did_you_mean(member.key, known)),
        member.where
    );
}

}  // namespace muster
