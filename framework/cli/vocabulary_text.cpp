#include "framework/cli/vocabulary_text.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

std::string item_text(Type type, TermKind term) {
    return std::string(type == Type::term ? name(term) : name(type));
}

/// `property(name)`, `on(address)`.
std::string call_text(std::string_view word, const std::vector<ParameterEntry>& parameters) {
    if (parameters.empty())
        return std::string(word);
    std::string text(word);
    text += "(";
    for (const auto& parameter : parameters) {
        if (&parameter != parameters.data())
            text += ", ";
        text +=
            parameter.optional ? fmt::format("[{}]", parameter.name) : std::string(parameter.name);
    }
    return text + ")";
}

std::string absent_text(const AttributeEntry& attribute) {
    return attribute.when_absent ? to_shown(*attribute.when_absent) : "fails";
}

void add_rows(
    const std::vector<AttributeEntry>& attributes, std::string_view view, std::string& text
) {
    for (const auto& attribute : attributes) {
        const auto word =
            view.empty() ? std::string(attribute.name) : fmt::format("{}.{}", view, attribute.name);
        text += fmt::format(
            "  {} {} {}\n",
            padded(call_text(word, attribute.parameters), 26),
            padded(type_text(attribute), 22),
            attribute.meaning
        );
    }
}

std::string cell(std::string_view text) {
    std::string escaped_text;
    for (const char letter : text)
        escaped_text += letter == '|' ? std::string("\\|") : std::string(1, letter);
    return escaped_text;
}

void add_markdown_rows(
    const std::vector<AttributeEntry>& attributes, std::string_view view, std::string& text
) {
    for (const auto& attribute : attributes) {
        const auto word =
            view.empty() ? std::string(attribute.name) : fmt::format("{}.{}", view, attribute.name);
        text += fmt::format(
            "| `{}` | {} | {} | {}{} |\n",
            call_text(word, attribute.parameters),
            type_text(attribute),
            absent_text(attribute),
            attribute.needs_root ? "Needs root. " : "",
            cell(attribute.meaning)
        );
    }
}

void add_example(std::string_view language, std::string_view example, std::string& text) {
    if (example.empty())
        return;
    text += fmt::format("\nin {}:\n", language);
    for (const auto line : lines_of(example))
        text += fmt::format("  {}\n", line);
}

/// `udp`, `backend(name)`.
std::string call_of(const ViewEntry& view) {
    return view.parameters.empty() ? std::string(view.name) : call_text(view.name, view.parameters);
}

/// Words by what an image lets us know of them, in the order of the table.
std::vector<std::pair<InImage, std::vector<std::string>>> image_marks(const ResourceEntry& entry) {
    std::vector<std::pair<InImage, std::vector<std::string>>> marks;
    const auto add = [&](const AttributeEntry& attribute, const std::string& word) {
        const auto known = known_in_image(entry, attribute);
        auto place = std::ranges::find(marks, known, [](const auto& one) { return one.first; });
        if (place == marks.end())
            place = marks.insert(place, {known, {}});
        place->second.push_back(word);
    };
    for (const auto& attribute : entry.attributes)
        add(attribute, std::string(attribute.name));
    for (const auto& view : entry.views)
        for (const auto& attribute : view.attributes)
            add(attribute, fmt::format("{}.{}", view.name, attribute.name));
    return marks;
}

/// "as configured", or where there is more than one: "as configured: a, b; the same: all others". The longest list is
/// that of all others.
std::string image_text(const ResourceEntry& entry) {
    auto marks = image_marks(entry);
    std::ranges::stable_sort(marks, {}, [](const auto& one) { return one.second.size(); });
    std::vector<std::string> parts;
    for (const auto& [known, words] : marks) {
        const bool is_rest = &words == &marks.back().second;
        auto part = std::string(description(known));
        if (marks.size() > 1)
            part = (is_rest ? "all others" : join(words, ", ")) + ": " + part;
        parts.push_back(std::move(part));
    }
    return join(parts, "; ");
}

Json parameters_json(const std::vector<ParameterEntry>& parameters) {
    Json::Array rows;
    for (const auto& parameter : parameters)
        rows.push_back(Json(Json::Object{
            {"name", parameter.name},
            {"type", name(parameter.type)},
            {"optional", parameter.optional},
            {"matcher", parameter.matcher},
            {"meaning", parameter.meaning}}));
    return Json(std::move(rows));
}

Json attribute_json(const ResourceEntry& entry, const AttributeEntry& attribute) {
    return Json(Json::Object{
        {"name", attribute.name},
        {"parameters", parameters_json(attribute.parameters)},
        {"type", type_text(attribute)},
        {"when_absent", attribute.when_absent ? Json(to_plain(*attribute.when_absent)) : Json()},
        {"needs_root", attribute.needs_root},
        {"in_image", description(known_in_image(entry, attribute))},
        {"meaning", attribute.meaning}});
}

Json attributes_json(const ResourceEntry& entry, const std::vector<AttributeEntry>& attributes) {
    Json::Array rows;
    for (const auto& attribute : attributes)
        rows.push_back(attribute_json(entry, attribute));
    return Json(std::move(rows));
}

}  // namespace

std::string type_text(const AttributeEntry& attribute) {
    if (attribute.item.of_column or attribute.item.of_fact)
        return "list of values";
    if (attribute.type == Type::list)
        return fmt::format(
            "list of {}{}",
            item_text(attribute.item.type, attribute.item.term),
            attribute.item.ordered ? ", in order" : ""
        );
    auto text = item_text(attribute.type, attribute.term);
    return attribute.unit.empty() ? text : fmt::format("{}, {}", text, attribute.unit);
}

std::string resources_text(const Lexicon& lexicon) {
    std::string text;
    for (const auto* entry : lexicon.all())
        text += fmt::format(
            "{} {}\n", padded(call_text(entry->name, entry->subject), 26), entry->summary
        );
    return text + "\nmuster resources NAME lists what a resource can be asked.\n";
}

std::string resource_text(const ResourceEntry& entry) {
    auto text = fmt::format("{}: {}\n", call_text(entry.name, entry.subject), entry.summary);
    text += "\nattributes:\n";
    add_rows(entry.attributes, "", text);
    for (const auto& view : entry.views) {
        if (view.attributes.empty())
            text += fmt::format(
                "  {} {} {}\n", padded(call_of(view), 26), padded("view", 22), view.meaning
            );
        add_rows(view.attributes, call_of(view), text);
    }
    if (not entry.qualifiers.empty())
        text += "\nqualifiers:\n";
    for (const auto& qualifier : entry.qualifiers)
        text += fmt::format(
            "  {} {}\n",
            padded("." + call_text(qualifier.name, qualifier.parameters), 26),
            qualifier.meaning
        );
    if (entry.columns != nullptr)
        text += fmt::format("\ncolumns: {}\n", join(column_names(entry), ", "));
    if (not entry.of_fleet)
        text += fmt::format("\nin an image: {}\n", image_text(entry));
    add_example("C++", entry.example, text);
    add_example("YAML", entry.yaml_example, text);
    if (not entry.details.empty())
        text += fmt::format("\n{}\n", entry.details);
    return text;
}

std::string resource_markdown(const ResourceEntry& entry) {
    auto text = fmt::format("# {}\n\n{}\n\n", call_text(entry.name, entry.subject), entry.summary);
    if (not entry.example.empty())
        text += fmt::format("```cpp\n{}\n```\n\n", entry.example);
    if (not entry.yaml_example.empty())
        text += fmt::format("```yaml\n{}\n```\n\n", entry.yaml_example);
    text += "| attribute | type | of an absent thing | meaning |\n| --- | --- | --- | --- |\n";
    add_markdown_rows(entry.attributes, "", text);
    for (const auto& view : entry.views) {
        if (view.attributes.empty())
            text += fmt::format("| `{}` | view | | {} |\n", call_of(view), cell(view.meaning));
        add_markdown_rows(view.attributes, call_of(view), text);
    }
    if (not entry.qualifiers.empty())
        text += "\n| qualifier | meaning |\n| --- | --- |\n";
    for (const auto& qualifier : entry.qualifiers)
        text += fmt::format(
            "| `.{}` | {} |\n",
            call_text(qualifier.name, qualifier.parameters),
            cell(qualifier.meaning)
        );
    if (entry.columns != nullptr)
        text += fmt::format("\nColumns: `{}`.\n", join(column_names(entry), "`, `"));
    if (not entry.of_fleet)
        text += fmt::format("\nIn an image: {}.\n", image_text(entry));
    if (not entry.details.empty())
        text += fmt::format("\n{}\n", entry.details);
    return text;
}

Json resource_json(const ResourceEntry& entry) {
    Json::Array views;
    for (const auto& view : entry.views)
        views.push_back(Json(Json::Object{
            {"name", view.name},
            {"parameters", parameters_json(view.parameters)},
            {"meaning", view.meaning},
            {"attributes", attributes_json(entry, view.attributes)}}));
    Json::Array qualifiers;
    for (const auto& qualifier : entry.qualifiers)
        qualifiers.push_back(Json(Json::Object{
            {"name", qualifier.name},
            {"parameters", parameters_json(qualifier.parameters)},
            {"meaning", qualifier.meaning}}));
    Json::Array columns;
    if (entry.columns != nullptr)
        for (const auto& column : column_names(entry))
            columns.push_back(Json(column));
    return Json(Json::Object{
        {"name", entry.name},
        {"summary", entry.summary},
        {"subject", parameters_json(entry.subject)},
        {"attributes", attributes_json(entry, entry.attributes)},
        {"views", Json(std::move(views))},
        {"qualifiers", Json(std::move(qualifiers))},
        {"columns", Json(std::move(columns))},
        {"example", entry.example},
        {"of_fleet", entry.of_fleet},
        {"yaml_example", entry.yaml_example}});
}

}  // namespace muster
