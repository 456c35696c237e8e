#include "framework/author/learn/learn.hpp"
#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/learn_differences.hpp"
#include "framework/cli/workbench.hpp"
#include "framework/platform/detect.hpp"
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

/// One target, asked twice. What is not told belongs to no row: it is said once.
Learnt learn_target(
    const Target& target, const Vocabulary& vocabulary, const Invocation& invocation
) {
    const auto& arguments = invocation.arguments;
    std::vector<std::string> notices;
    const auto backend = opener_of(arguments)(target, notices);
    for (const auto& notice : notices)
        invocation.err << notice << "\n";
    const Deadline deadline(arguments.duration("--timeout"));
    Gatherer asking(vocabulary, *backend, {});
    const auto platform = asking.ask(detect_platform, deadline);
    Gatherer gatherer(vocabulary, *backend, platform);
    auto steady =
        learn(gatherer, wish_of(arguments), target.name, arguments.duration("--pause"), deadline);
    for (const auto& fact : steady.moving)
        invocation.err << "muster: " << target.name << ": left out, it changed meanwhile: " << fact
                       << "\n";
    return std::move(steady.learnt);
}

std::size_t rows_in(const Learnt& learnt) {
    std::size_t rows = 0;
    for (const auto& part : learnt.parts)
        rows += part.rows.size();
    return rows;
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
            head += fmt::format("    --var {}\n", shell_quoted(value));
    }
    return head;
}

void write_out(const std::string& text, const Invocation& invocation) {
    if (not invocation.arguments.has("--output")) {
        invocation.out << text;
        return;
    }
    const auto path = invocation.arguments.text("--output");
    if (read_file(path))
        throw Broken(
            fmt::format("\"{}\" is there already", path), {}, "muster learn --update " + path
        );
    write_file(path, text);
}

}  // namespace

int command_learn(const Invocation& invocation) {
    const auto& arguments = invocation.arguments;
    const auto language =
        arguments.has("--format") and arguments.one_of("--format", {"yaml", "cpp"}) == "cpp"
            ? SpecLanguage::cpp
            : SpecLanguage::yaml;
    (void)wish_of(arguments);  // its errors come before any target is reached
    const Vocabulary vocabulary(resource_table());
    std::vector<Learnt> all;
    std::vector<std::string> names;
    for (const auto& text : arguments.operands) {
        all.push_back(learn_target(target_from(text, arguments), vocabulary, invocation));
        names.push_back(all.back().target);
    }
    if (arguments.has("--update"))
        return tell_differences(all, vocabulary, invocation);
    const auto agreement = agreed(all);
    for (const auto& fact : agreement.left_out)
        invocation.err << "muster: left out, not all have it: " << fact << "\n";
    if (rows_in(agreement.learnt) == 0)
        throw Broken(
            "there is nothing to learn", {}, "is it reached with enough rights? try --sudo"
        );
    const WrittenSpec spec{
        head_of(names, agreement),
        join(names, ", ") + (names.size() == 1 ? " as it is" : " as they are"),
        agreement.learnt.parts};
    write_out(to_text(spec, language, vocabulary.lexicon()), invocation);
    invocation.err << fmt::format(
        "muster: {} expectations learnt of {}\n", rows_in(agreement.learnt), join(names, ", ")
    );
    return 0;
}

}  // namespace muster
