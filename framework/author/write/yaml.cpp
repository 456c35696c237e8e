#include "framework/author/write/items.hpp"
#include "framework/author/write/written_spec.hpp"
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"
#include "framework/base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace muster {

namespace {

constexpr std::size_t most_columns = 100;

/// A tree that is written in one line where it fits.
struct Node {
    std::string scalar;
    std::vector<Node> items = {};
    std::vector<std::pair<std::string, Node>> members = {};
    bool is_list = false;
};

bool is_plain(std::string_view text) {
    constexpr std::string_view signs =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+@=-";
    const bool is_null = text == "null" or text == "Null" or text == "NULL";
    return not text.empty() and not is_null and not text.starts_with('-')
           and not text.starts_with('@') and not text.starts_with('=')
           and text.find_first_not_of(signs) == std::string_view::npos;
}

/// In double quotes (YAML 1.2, 7.3.1), with what would be a template kept as it is.
std::string quoted_text(std::string_view text) {
    std::string all = "\"";
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const auto character = first_character(text.substr(i));
        if (deceives(character.code)) {
            all += fmt::format("\\U{:08x}", static_cast<std::uint32_t>(character.code));
            i += character.length - 1;
        } else if (text.substr(i).starts_with("{{")) {
            all += R"({{ \"{{\" }})";
            ++i;
        } else if (byte == '"' or byte == '\\') {
            all += '\\';
            all += text[i];
        } else if (byte == '\n') {
            all += "\\n";
        } else if (byte == '\t') {
            all += "\\t";
        } else if (byte < 0x20 or byte == 0x7f) {
            all += fmt::format("\\x{:02x}", byte);
        } else {
            all += text[i];
        }
    }
    return all + "\"";
}

std::string text_scalar(std::string_view text) {
    return is_plain(text) ? std::string(text) : quoted_text(text);
}

/// Words between blanks need no quotes, nor does a comma behind one.
std::string quoted_or_words(std::string_view text) {
    const auto words = split(text, ' ');
    const bool is_prose = std::ranges::all_of(words, [](std::string_view word) {
        return is_plain(word.ends_with(',') ? word.substr(0, word.size() - 1) : word);
    });
    return is_prose ? std::string(text) : quoted_text(text);
}

// --- values

Node value_node(const Value& value, bool of_scalar);

Node list_node(const List& list, bool of_scalar) {
    Node node{"", {}, {}, true};
    for (const auto& item : list.items)
        node.items.push_back(value_node(item, of_scalar));
    return node;
}

/// Without an exponent, which no reader of specs takes for a number.
std::string number_scalar(const Number& number) {
    const auto* decimal = std::get_if<double>(&number.amount);
    if (decimal == nullptr)
        return to_plain(Value(number));
    std::array<char, 1100> digits{};  // the smallest numbers have some 1,080
    const auto end = std::to_chars(
        digits.data(), digits.data() + digits.size(), *decimal, std::chars_format::fixed
    );
    MUSTER_ASSERT(end.ec == std::errc{});
    return {digits.data(), end.ptr};
}

/// Of what a file or a kernel says a number and a text of digits are two things.
Node value_node(const Value& value, bool of_scalar) {
    if (const auto* list = value.as<List>())
        return list_node(*list, of_scalar);
    if (const auto* text = value.as<std::string>(); text != nullptr and of_scalar)
        return {number_from(*text) ? quoted_text(*text) : text_scalar(*text)};
    if (const auto* number = value.as<Number>())
        return {number_scalar(*number)};
    if (value.as<bool>() != nullptr or value.as<Mode>() != nullptr)
        return {to_plain(value)};
    return {text_scalar(to_plain(value))};
}

// --- matchers

Node matcher_node(const Matcher& matcher, bool of_scalar);

Node word_node(const Matcher& matcher, bool of_scalar) {
    const auto* word = find_matcher_word(matcher.word);
    MUSTER_ASSERT(word != nullptr);
    if (word->operands == "path part" or word->operands == "xpath part") {
        Node place;  // what stands there is read as a file or a kernel says it
        place.members.emplace_back(
            text_scalar(to_plain(matcher.values.at(0))), matcher_node(matcher.parts.at(0), true)
        );
        return place;
    }
    Node operands{"", {}, {}, true};
    for (const auto& value : matcher.values)
        operands.items.push_back(value_node(value, of_scalar));
    for (const auto& part : matcher.parts)
        operands.items.push_back(matcher_node(part, of_scalar));
    if (word->operands.empty())
        return {"true"};
    if (operands.items.size() == 1 and word->operands != "values")
        return operands.items[0];
    return operands;
}

Node matcher_node(const Matcher& matcher, bool of_scalar) {
    if (matcher.word == "equals")
        return value_node(matcher.values.at(0), of_scalar);
    Node node;
    if (matcher.word == "and" or matcher.word == "or") {
        Node parts{"", {}, {}, true};
        for (const auto& part : matcher.parts)
            parts.items.push_back(matcher_node(part, of_scalar));
        node.members.emplace_back(matcher.word == "and" ? "all_of" : "any_of", std::move(parts));
    } else if (matcher.word == "not") {
        node.members.emplace_back("not", matcher_node(matcher.parts.at(0), of_scalar));
    } else {
        node.members.emplace_back(matcher.word, word_node(matcher, of_scalar));
    }
    return node;
}

Node argument_node(const Argument& argument) {
    if (const auto* value = std::get_if<Value>(&argument))
        return value_node(*value, false);
    return matcher_node(std::get<Matcher>(argument), false);
}

std::string argument_key(const Argument& argument) {
    return text_scalar(to_plain(std::get<Value>(argument)));
}

// --- items

Node subject_node(const Subject& subject, const ResourceEntry& resource) {
    if (subject.names.empty())
        return {};
    if (subject.names.size() == 1)
        return value_node(subject.names[0], false);
    Node words;
    for (std::size_t i = 0; i < subject.names.size(); ++i)
        words.members.emplace_back(
            resource.subject.at(i).name, value_node(subject.names[i], false)
        );
    return words;
}

constexpr auto key_of_member = &std::pair<std::string, Node>::first;

Node& member(Node& node, const std::string& key) {
    const auto found = std::ranges::find(node.members, key, key_of_member);
    return found == node.members.end() ? node.members.emplace_back(key, Node()).second
                                       : found->second;
}

/// One argument may stand several times, as a list; two are a map from one to the other.
void add_qualifier(const Qualifier& qualifier, Node& item) {
    const auto& arguments = qualifier.arguments;
    const bool is_new =
        std::ranges::find(item.members, qualifier.name, key_of_member) == item.members.end();
    auto& place = member(item, qualifier.name);
    if (arguments.empty())
        place = {"true"};
    else if (arguments.size() == 2)
        place.members.emplace_back(argument_key(arguments[0]), argument_node(arguments[1]));
    else if (is_new)
        place = argument_node(arguments[0]);
    else if (place.is_list)
        place.items.push_back(argument_node(arguments[0]));
    else
        place = {"", {std::move(place), argument_node(arguments[0])}, {}, true};
}

/// What is expected of the value itself.
Node expected_node(const ItemWord& word, const AttributeEntry& attribute) {
    if (not word.variable.empty())
        return {fmt::format("\"{{{{ {} }}}}\"", word.variable)};
    const auto* flag = word.matcher.values.empty() ? nullptr : word.matcher.values[0].as<bool>();
    if (word.negated and word.matcher.word == "equals" and flag != nullptr)
        return {"false"};
    const bool of_scalar =
        attribute.type == Type::scalar
        or (attribute.type == Type::list and attribute.item.type == Type::scalar);
    auto node = matcher_node(word.matcher, of_scalar);
    if (not word.negated)
        return node;
    Node outer;
    outer.members.emplace_back("not", std::move(node));
    return outer;
}

/// Behind the name of an attribute: its parameters as maps, and what is expected; where the last parameter is a
/// matcher nothing stands behind it.
Node word_behind(const ItemWord& word, const AttributeEntry& attribute) {
    const auto& parameters = word.fact.parameters;
    const bool ends = ends_with_matcher(word.fact);
    Node node = ends ? argument_node(parameters.back()) : expected_node(word, attribute);
    for (auto i = parameters.size() - (ends ? 1 : 0); i > 0; --i) {
        Node outer;
        outer.members.emplace_back(argument_key(parameters[i - 1]), std::move(node));
        node = std::move(outer);
    }
    return node;
}

Node item_node(const Item& item, const Lexicon& lexicon) {
    const auto& first = item.subjects[0];
    const auto& resource = *lexicon.find(first.resource);
    Node node;
    Node names{"", {}, {}, true};
    for (const auto& subject : item.subjects)
        names.items.push_back(subject_node(subject, resource));
    node.members.emplace_back(resource.name, names.items.size() == 1 ? names.items[0] : names);
    for (const auto& qualifier : first.qualifiers)
        add_qualifier(qualifier, node);
    for (const auto& word : item.words) {
        const auto& view = word.fact.subject.view;
        const auto* attribute = find_attribute(resource, view, word.fact.attribute);
        MUSTER_ASSERT(attribute != nullptr);
        auto& holder = view.empty() ? node : member(node, view);
        auto behind = word_behind(word, *attribute);
        auto& place = member(holder, word.fact.attribute);
        if (place.members.empty())
            place = std::move(behind);
        else  // another parameter of the same attribute
            for (auto& more : behind.members)
                place.members.push_back(std::move(more));
    }
    return node;
}

// --- text

std::string in_one_line(const Node& node) {
    std::string text;
    if (node.is_list) {
        for (const auto& item : node.items)
            text += (text.empty() ? "" : ", ") + in_one_line(item);
        return "[" + text + "]";
    }
    if (node.members.empty())
        return node.scalar;
    for (const auto& [key, value] : node.members)
        text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", key, in_one_line(value));
    return "{" + text + "}";
}

/// Below a dash or a key that stands at `indent`; in several lines where one is too narrow.
void add_block(const Node& node, std::size_t indent, std::string& text);

void add_value(const Node& value, std::size_t column, std::size_t indent, std::string& text) {
    const auto line = in_one_line(value);
    const bool is_leaf = not value.is_list and value.members.empty();
    if (is_leaf or column + line.size() <= most_columns) {
        text += line.empty() ? "\n" : " " + line + "\n";
        return;
    }
    text += "\n";
    add_block(value, indent, text);
}

void add_block(const Node& node, std::size_t indent, std::string& text) {
    const std::string margin(indent, ' ');
    for (const auto& item : node.items) {
        text += margin + "-";
        add_value(item, indent + 2, indent + 2, text);
    }
    for (const auto& [key, value] : node.members) {
        text += margin + key + ":";
        add_value(value, indent + key.size() + 2, indent + 2, text);
    }
}

void add_item(const Node& node, std::size_t indent, std::string& text) {
    const std::string margin(indent, ' ');
    const auto line = in_one_line(node);
    if (indent + 2 + line.size() <= most_columns) {
        text += margin + "- " + line + "\n";
        return;
    }
    std::string block;
    add_block(node, indent + 2, block);
    block[indent] = '-';
    text += block;
}

}  // namespace

std::string to_yaml(const WrittenSpec& spec, const Lexicon& lexicon) {
    std::string text;
    text += comment_lines(spec.comment, "#", "");
    text += fmt::format("spec: {}\nexpect:\n", quoted_or_words(spec.title));
    for (const auto& part : spec.parts) {
        text += &part == spec.parts.data() ? "" : "\n";
        text += comment_lines(part.comment, "#", "  ");
        text += fmt::format("  - it: {}\n    expect:\n", quoted_or_words(part.heading));
        for (const auto& item : items_of(part.rows))
            add_item(item_node(item, lexicon), 6, text);
    }
    return text;
}

std::vector<std::string> to_yaml_items(
    const std::vector<WrittenRow>& rows, const Lexicon& lexicon
) {
    std::vector<std::string> items;
    for (const auto& item : items_of(rows))
        add_item(item_node(item, lexicon), 0, items.emplace_back());
    return items;
}

}  // namespace muster
