#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/learn_differences.hpp"
#include "framework/cli/learn_target.hpp"
#include "framework/cli/workbench.hpp"
#include "matchers/table.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

LearnWish wish_of(const Arguments& arguments) {
    LearnWish wish;
    for (const auto& value : arguments.all("--only"))
        for (const auto word : split(value, ','))
            if (not word.empty())
                wish.only.emplace_back(word);
    check_wish(wish);
    return wish;
}

std::size_t rows_in(const Learnt& learnt) {
    std::size_t rows = 0;
    for (const auto& part : learnt.parts)
        rows += part.rows.size();
    return rows;
}

/// To be copied into a shell, unless it holds what would do something to a terminal.
std::string variable_line(const std::string& value) {
    const bool is_safe = printable(value, value.size() + 1) == value;
    return is_safe ? fmt::format("    --var {}\n", shell_quoted(value))
                   : fmt::format("    ({}, which cannot be typed)\n", escaped(value));
}

std::string head_of(const std::vector<std::string>& targets, const Agreed& agreed) {
    auto head = fmt::format(
        "Learnt from {}: what was so then, not what ought to be.\n"
        "Take out what you do not mind; muster lint and muster learn --update help to keep it.\n",
        join(targets, ", ")
    );
    bool first = true;
    for (const auto& [target, values] : agreed.variables) {
        if (values.empty())
            continue;
        head += first ? "\nWhat differs between them is a variable:\n" : "";
        first = false;
        head += fmt::format("  {}:\n", target);
        for (const auto& value : values)
            head += variable_line(value);
    }
    return head;
}

/// By --format, else by the suffix of the file that is written.
SpecLanguage language_of(const Arguments& arguments) {
    if (arguments.has("--format"))
        return arguments.one_of("--format", {"yaml", "cpp"}) == "cpp" ? SpecLanguage::cpp
                                                                      : SpecLanguage::yaml;
    const bool is_cpp = arguments.has("--output") and arguments.text("--output").ends_with(".cpp");
    return is_cpp ? SpecLanguage::cpp : SpecLanguage::yaml;
}

/// What is wrong with the command line is told before any target is asked.
void check(const Arguments& arguments) {
    (void)language_of(arguments);
    if (arguments.has("--update") and arguments.operands.size() != 1)
        throw Broken("--update compares a spec with one target");
    const auto path = arguments.has("--output") ? arguments.text("--output") : std::string();
    if (not path.empty() and read_file(path))
        throw Broken(
            fmt::format("\"{}\" is there already", path), {}, "muster learn --update " + path
        );
}

}  // namespace

int command_learn(const Invocation& invocation) {
    const auto& arguments = invocation.arguments;
    check(arguments);
    const Vocabulary vocabulary(resource_table());
    const auto wish = wish_of(arguments);
    if (arguments.has("--update")) {
        const auto programs = programs_of({arguments.text("--update")}, BuiltIn::no);
        const auto target = KnownTargets(arguments).named(arguments.operands[0]);
        const auto learnt = learn_target(target, wish, vocabulary, invocation);
        return tell_differences(target, learnt, programs, vocabulary, invocation);
    }
    const KnownTargets known(arguments);
    std::vector<Learnt> all;
    std::vector<std::string> names;
    for (const auto& text : arguments.operands) {
        all.push_back(learn_target(known.named(text), wish, vocabulary, invocation));
        names.push_back(all.back().target);
    }
    const auto agreement = agreed(all);
    for (const auto& fact : agreement.left_out)
        invocation.err << "muster: left out, not all have it: " << fact << "\n";
    if (rows_in(agreement.learnt) == 0)
        throw CannotTell{Kind::failed, "there is nothing to learn", "try --sudo"};
    const WrittenSpec spec{
        head_of(names, agreement),
        join(names, ", ") + (names.size() == 1 ? " as it is" : " as they are"),
        agreement.learnt.parts};
    const auto text = to_text(spec, language_of(arguments), vocabulary.lexicon());
    if (arguments.has("--output"))
        write_file(arguments.text("--output"), text);
    else
        invocation.out << text;
    invocation.err << fmt::format(
        "muster: {} expectations learnt of {}\n", rows_in(agreement.learnt), join(names, ", ")
    );
    return 0;
}

}  // namespace muster
