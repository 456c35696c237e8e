#include "framework/author/write/items.hpp"
#include "framework/author/write/written_spec.hpp"
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"
#include "framework/base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

/// As the project's own specs are formatted, so that clang-format has nothing to add.
constexpr std::size_t most_columns = 100;
constexpr std::size_t step = 4;

std::string literal(std::string_view text) {
    std::string all = "\"";
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (const auto character = first_character(text.substr(i)); deceives(character.code)) {
            for (const char one : text.substr(i, character.length))
                all += fmt::format("\\{:03o}", static_cast<unsigned char>(one));
            i += character.length - 1;
            continue;
        }
        if (byte == '"' or byte == '\\')
            all += fmt::format("\\{}", text[i]);
        else if (byte == '\n')
            all += "\\n";
        else if (byte == '\t')
            all += "\\t";
        else if (byte < 0x20 or byte == 0x7f)
            all += fmt::format("\\{:03o}", byte);
        else if (byte == '?' and text.substr(i).starts_with("??"))
            all += "\\?";
        else
            all += text[i];
    }
    return all + "\"";
}

/// A call whose arguments stand one a line where they do not fit in one.
struct Call {
    std::string before;  ///< "a == list("
    std::vector<std::string> arguments;
    std::string after;  ///< ")"

    std::string in_one_line() const { return before + join(arguments, ", ") + after; }
};

std::string value_text(const Value& value) {
    // A leading zero whatever its bits: 4755 would be a decimal number.
    if (const auto* mode = value.as<Mode>())
        return mode->bits > 0777 ? fmt::format("0{:o}", mode->bits)
                                 : fmt::format("{:04o}", mode->bits);
    if (value.as<bool>() != nullptr or value.as<Number>() != nullptr)
        return to_plain(value);
    if (const auto* list = value.as<List>()) {
        std::vector<std::string> items;
        for (const auto& item : list->items)
            items.push_back(value_text(item));
        return "list(" + join(items, ", ") + ")";
    }
    return literal(to_plain(value));
}

std::string matcher_text(const Matcher& matcher);

std::vector<std::string> operands_of(const Matcher& matcher) {
    std::vector<std::string> operands;
    for (const auto& value : matcher.values)
        operands.push_back(value_text(value));
    for (const auto& part : matcher.parts)
        operands.push_back(matcher_text(part));
    return operands;
}

std::string joined_text(const Matcher& matcher) {
    std::vector<std::string> parts;
    for (const auto& part : matcher.parts)
        parts.push_back(matcher_text(part));
    return "(" + join(parts, matcher.word == "and" ? " and " : " or ") + ")";
}

/// A matcher as an argument.
std::string matcher_text(const Matcher& matcher) {
    if (matcher.word == "equals")
        return value_text(matcher.values.at(0));
    if (matcher.word == "and" or matcher.word == "or")
        return joined_text(matcher);
    if (matcher.word == "not")
        return "not " + matcher_text(matcher.parts.at(0));
    return matcher.word + "(" + join(operands_of(matcher), ", ") + ")";
}

std::string argument_text(const Argument& argument) {
    if (const auto* value = std::get_if<Value>(&argument))
        return value_text(*value);
    return matcher_text(std::get<Matcher>(argument));
}

std::string arguments_text(const std::vector<Argument>& arguments) {
    std::vector<std::string> texts;
    for (const auto& argument : arguments)
        texts.push_back(argument_text(argument));
    return join(texts, ", ");
}

/// `port(53).on("127.0.0.1").udp.listening`.
std::string fact_text(const Fact& fact) {
    std::vector<std::string> names;
    for (const auto& name : fact.subject.names)
        names.push_back(value_text(name));
    auto text = fmt::format("{}({})", fact.subject.resource, join(names, ", "));
    for (const auto& qualifier : fact.subject.qualifiers)
        text += fmt::format(".{}({})", qualifier.name, arguments_text(qualifier.arguments));
    if (not fact.subject.view.empty())
        text += "." + fact.subject.view;
    text += "." + fact.attribute;
    return fact.parameters.empty() ? text
                                   : fmt::format("{}({})", text, arguments_text(fact.parameters));
}

std::string_view symbol_of(std::string_view word) {
    const auto* entry = find_matcher_word(word);
    const bool is_sign = entry != nullptr and not entry->symbol.empty() and entry->symbol != word;
    return is_sign ? entry->symbol : std::string_view();
}

/// What stands in `expect(…)`: parts that may be parted before an operator, the last with its arguments.
struct Sentence {
    std::string left;  ///< without it: `right` alone
    Call right;
};

Sentence sentence_of(const ItemWord& word) {
    const auto fact = (word.negated ? "not " : "") + fact_text(word.fact);
    const auto& matcher = word.matcher;
    const auto* flag = matcher.values.empty() ? nullptr : matcher.values[0].as<bool>();
    if (not word.variable.empty()) {
        const bool is_list = matcher.values.at(0).as<List>() != nullptr;
        const auto variable = fmt::format(R"(var("{}"))", word.variable);
        return {
            fact,
            {is_list ? fmt::format("== list({}.items())", variable) : "== " + variable, {}, ""}};
    }
    if (matcher.word == "equals" and flag != nullptr)
        return {"", {*flag ? fact : fact + " == false", {}, ""}};
    const auto symbol = matcher.parts.empty() ? symbol_of(matcher.word) : std::string_view();
    if (symbol.empty())
        return {"", {fmt::format("{}.{}(", fact, matcher.word), operands_of(matcher), ")"}};
    const bool brackets = word.negated;  // `not` binds tighter than `==`
    const auto left = brackets ? "not (" + fact_text(word.fact) : fact;
    const std::string end = brackets ? ")" : "";
    if (const auto* list = matcher.values.at(0).as<List>(); list != nullptr) {
        std::vector<std::string> items;
        for (const auto& item : list->items)
            items.push_back(value_text(item));
        return {left, {fmt::format("{} list(", symbol), std::move(items), ")" + end}};
    }
    return {left, {fmt::format("{} {}", symbol, value_text(matcher.values[0])), {}, end}};
}

/// A call over several lines, its first line not indented.
std::string broken_call(const Call& call, std::size_t indent) {
    const std::string margin(indent, ' ');
    auto text = call.before;
    for (const auto& argument : call.arguments)
        text += fmt::format(
            "\n{}{}{}",
            std::string(indent + step, ' '),
            argument,
            &argument == &call.arguments.back() ? "" : ","
        );
    return text + "\n" + margin + call.after;
}

/// Text that is wider than a line would be cut in pieces by a formatter.
std::string left_alone_if_wide(const std::string& text, const std::string& margin) {
    const auto lines = lines_of(text);
    const bool is_wide = std::ranges::any_of(lines, [](std::string_view line) {
        return line.size() > most_columns;
    });
    return is_wide ? fmt::format(
               "{}// clang-format off\n{}{}// clang-format on\n", margin, text, margin
           )
                   : text;
}

std::string statement(const ItemWord& word, std::size_t indent) {
    const auto sentence = sentence_of(word);
    const std::string margin(indent, ' ');
    const std::string inner(indent + step, ' ');
    const auto right = sentence.right.in_one_line();
    const auto whole = sentence.left.empty() ? right : sentence.left + " " + right;
    if (indent + whole.size() + std::string_view("expect();").size() <= most_columns)
        return fmt::format("{}expect({});\n", margin, whole);
    if (indent + step + whole.size() <= most_columns)
        return fmt::format("{}expect(\n{}{}\n{});\n", margin, inner, whole, margin);
    const auto last =
        sentence.right.arguments.empty() or indent + step + right.size() <= most_columns
            ? right
            : broken_call(sentence.right, indent + step);
    const auto lines = sentence.left.empty()
                           ? inner + last
                           : fmt::format("{}{}\n{}{}", inner, sentence.left, inner, last);
    return left_alone_if_wide(fmt::format("{}expect(\n{}\n{});\n", margin, lines, margin), margin);
}

/// Of each subject, each word.
std::vector<std::string> statements_of(const std::vector<WrittenRow>& rows, std::size_t indent) {
    std::vector<std::string> statements;
    for (const auto& item : items_of(rows))
        for (const auto& subject : item.subjects)
            for (auto word : item.words) {
                const auto view = word.fact.subject.view;
                word.fact.subject = subject;
                word.fact.subject.view = view;
                statements.push_back(statement(word, indent));
            }
    return statements;
}

}  // namespace

std::string to_cpp(const WrittenSpec& spec) {
    std::string text;
    text += comment_lines(spec.comment, "//", "");
    text += fmt::format(
        "#include <muster/spec.hpp>\nusing namespace muster;\n\nSPEC({}) {{\n", literal(spec.title)
    );
    for (const auto& part : spec.parts) {
        text += &part == spec.parts.data() ? "" : "\n";
        text += comment_lines(part.comment, "//", std::string(step, ' '));
        text += fmt::format("    IT({}) {{\n", literal(part.heading));
        for (const auto& one : statements_of(part.rows, 2 * step))
            text += one;
        text += "    }\n";
    }
    return text + "}\n";
}

std::vector<std::string> to_cpp_statements(const std::vector<WrittenRow>& rows) {
    return statements_of(rows, 0);
}

}  // namespace muster
