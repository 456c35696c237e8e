#include "framework/base/yaml/yaml.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <sstream>

namespace muster {

namespace {

Location place(const YAML::Mark& mark, const std::string& file) {
    if (mark.is_null())
        return {file, 0, 0};
    return {file, mark.line + 1, mark.column + 1};
}

/// Turns the library's nodes into ours, within bounds: ten lines of aliases can mean a billion nodes.
class Conversion {
public:
    explicit Conversion(const std::string& file) : file_(file) {}

    Yaml convert(const YAML::Node& node, int depth) {
        constexpr int deepest = 100;
        constexpr int most_nodes = 100'000;
        Yaml converted;
        converted.where = place(node.Mark(), file_);
        if (depth > deepest)
            throw Broken("nested too deeply", converted.where);
        if (++nodes_ > most_nodes)
            throw Broken("more than 100000 values: do aliases multiply?", converted.where);
        switch (node.Type()) {
        case YAML::NodeType::Scalar:
            // yaml-cpp tags quoted scalars "!" and plain ones "?".
            converted.content = Yaml::Scalar{node.Scalar(), node.Tag() == "!"};
            break;
        case YAML::NodeType::Sequence: converted.content = sequence(node, depth); break;
        case YAML::NodeType::Map: converted.content = mapping(node, depth); break;
        case YAML::NodeType::Null:
        case YAML::NodeType::Undefined: break;
        }
        return converted;
    }

private:
    Yaml::Sequence sequence(const YAML::Node& node, int depth) {
        Yaml::Sequence items;
        for (const auto& item : node)
            items.push_back(convert(item, depth + 1));
        return items;
    }

    Yaml::Mapping mapping(const YAML::Node& node, int depth) {
        Yaml::Mapping members;
        for (const auto& member : node) {
            const auto where = place(member.first.Mark(), file_);
            if (not member.first.IsScalar())
                throw Broken("a key must be a plain text", where);
            const auto& key = member.first.Scalar();
            // The library keeps both of two equal keys without a word.
            if (std::ranges::find(members, key, &Yaml::Mapping::value_type::first) != members.end())
                throw Broken(fmt::format("the key \"{}\" stands twice", key), where);
            members.emplace_back(key, convert(member.second, depth + 1));
        }
        return members;
    }

    const std::string& file_;
    int nodes_ = 0;
};

}  // namespace

std::vector<Yaml> parse_yaml(std::string_view text, const std::string& file) {
    try {
        std::vector<Yaml> documents;
        for (const auto& document : YAML::LoadAll(std::string(text)))
            documents.push_back(Conversion(file).convert(document, 0));
        return documents;
    } catch (const YAML::Exception& error) {
        throw Broken(error.msg, place(error.mark, file));
    }
}

Json to_json(const Yaml& node) {
    if (const auto* scalar = node.as<Yaml::Scalar>())
        return Json(scalar->text);
    if (const auto* sequence = node.as<Yaml::Sequence>()) {
        Json::Array items;
        for (const auto& item : *sequence)
            items.push_back(to_json(item));
        return Json(std::move(items));
    }
    if (const auto* mapping = node.as<Yaml::Mapping>()) {
        Json::Object members;
        for (const auto& [key, value] : *mapping)
            members.emplace_back(key, to_json(value));
        return Json(std::move(members));
    }
    return {};
}

}  // namespace muster
