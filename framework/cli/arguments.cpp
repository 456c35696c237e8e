#include "framework/cli/arguments.hpp"

#include "framework/base/error.hpp"
#include "framework/base/text.hpp"
#include "framework/cli/command_table.hpp"
#include "framework/cli/version.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

std::vector<std::string> command_names() {
    std::vector<std::string> names;
    for (const auto& command : command_table())
        names.emplace_back(command.name);
    return names;
}

std::vector<std::string> option_names(const CommandEntry& command) {
    std::vector<std::string> names = {"--help"};
    for (const auto& option : command.options)
        names.emplace_back(option);
    return names;
}

/// Where the library puts what it read.
struct Bound {
    std::vector<std::string> operands;
    std::map<std::string, std::vector<std::string>, std::less<>> values;
    std::map<std::string, bool, std::less<>> flags;
};

void add_option(CLI::App& app, const OptionEntry& entry, Bound& bound) {
    auto names = std::string(entry.letter);
    names += (names.empty() ? "" : ",") + std::string(entry.name);
    const std::string key(entry.name);
    if (entry.value.empty()) {
        app.add_flag(names, bound.flags[key]);
        return;
    }
    auto* option = app.add_option(names, bound.values[key]);
    option->expected(1);
    option->allow_extra_args(false);  // a vector would swallow the operands behind it
    option->multi_option_policy(
        entry.repeats ? CLI::MultiOptionPolicy::TakeAll : CLI::MultiOptionPolicy::TakeLast
    );
}

/// The library's complaint in our words, with the nearest right one.
[[noreturn]] void refuse(
    const CommandEntry& command, const CLI::ParseError& error, const CLI::App& app
) {
    const auto see = fmt::format("muster {} --help", command.name);
    for (const auto& word : app.remaining())
        if (word.starts_with('-'))
            throw Broken(
                fmt::format(
                    "unknown option {}{}",
                    word,
                    did_you_mean(word.substr(0, word.find('=')), option_names(command))
                ),
                {},
                see
            );
    throw Broken(fmt::format("{}: {}", command.name, lower_case(trimmed(error.what()))), {}, see);
}

void check_operands(const CommandEntry& command, const std::vector<std::string>& operands) {
    for (const auto& operand : operands)
        if (operand.size() > 1 and operand.starts_with('-'))
            throw Broken(
                fmt::format(
                    "unknown option {}{}",
                    operand,
                    did_you_mean(operand.substr(0, operand.find('=')), option_names(command))
                ),
                {},
                fmt::format("muster {} --help", command.name)
            );
    if (operands.size() < command.least_operands)
        throw Broken(
            fmt::format("{} needs {}: {}", command.name, command.operands, command.operand_meaning),
            {},
            fmt::format("muster {} --help", command.name)
        );
    if (operands.size() > command.most_operands)
        throw Broken(
            fmt::format("{} does not take {}", command.name, operands.at(command.most_operands)),
            {},
            fmt::format("muster {} --help", command.name)
        );
}

Arguments parse_command(const CommandEntry& command, std::vector<std::string> words) {
    CLI::App app;
    app.set_help_flag();
    app.allow_extras();
    Bound bound;
    for (const auto name : command.options)
        add_option(app, *find_option(name), bound);
    std::ranges::reverse(words);  // the library takes them from the back
    try {
        app.parse(words);
    } catch (const CLI::ParseError& error) {
        refuse(command, error, app);
    }
    Arguments arguments;
    arguments.command = command.name;
    arguments.operands = app.remaining();
    std::erase(arguments.operands, "--");
    check_operands(command, arguments.operands);
    for (const auto& [name, values] : bound.values)
        if (not values.empty())
            arguments.options[name] = values;
    for (const auto& [name, given] : bound.flags)
        if (given)
            arguments.options[name] = {};
    return arguments;
}

std::string option_column(const OptionEntry& option) {
    auto text = option.letter.empty() ? std::string("    ") : fmt::format("{}, ", option.letter);
    text += option.name;
    return option.value.empty() ? text : fmt::format("{} {}", text, option.value);
}

std::string indented(std::string_view text) {
    std::string whole;
    for (const auto line : lines_of(text))
        whole += fmt::format("  {}\n", line);
    return whole;
}

std::string options_help(const CommandEntry& command) {
    std::string text;
    for (const auto name : command.options) {
        const auto& option = *find_option(name);
        const auto otherwise = option.fallback.empty()
                                   ? std::string()
                                   : fmt::format(" (default: {})", option.fallback);
        text += fmt::format("  {:<30} {}{}\n", option_column(option), option.meaning, otherwise);
    }
    return text + fmt::format("  {:<30} {}\n", "    --help", "this text");
}

}  // namespace

std::vector<std::string> Arguments::all(std::string_view option) const {
    const auto found = options.find(option);
    return found == options.end() ? std::vector<std::string>{} : found->second;
}

std::string Arguments::text(std::string_view option) const {
    const auto found = options.find(option);
    if (found != options.end() and not found->second.empty())
        return found->second.back();
    return std::string(find_option(option)->fallback);
}

std::size_t Arguments::number(std::string_view option) const {
    const auto given = text(option);
    const auto number = whole_number(given);
    if (not number or *number < 1)
        throw Broken(fmt::format("{} {}: not a number above 0", option, given));
    return static_cast<std::size_t>(*number);
}

std::uint64_t Arguments::bytes(std::string_view option) const {
    const auto given = text(option);
    constexpr std::array<std::pair<std::string_view, int>, 4> units = {
        {{"KiB", 10}, {"MiB", 20}, {"GiB", 30}, {"", 0}}};
    for (const auto& [suffix, shift] : units) {
        const auto number =
            given.ends_with(suffix)
                ? whole_number(std::string_view(given).substr(0, given.size() - suffix.size()))
                : std::nullopt;
        if (number and *number > 0 and *number < (std::int64_t{1} << 40))
            return static_cast<std::uint64_t>(*number) << shift;
    }
    throw Broken(fmt::format("{} {}: not a size; write 65536, 512KiB or 16MiB", option, given));
}

Nanoseconds Arguments::duration(std::string_view option) const {
    const auto given = text(option);
    if (const auto duration = duration_from(given))
        return *duration;
    if (const auto seconds = whole_number(given);
        seconds and *seconds >= 0 and *seconds < 1'000'000'000)
        return std::chrono::seconds(*seconds);
    throw Broken(fmt::format("{} {}: not a duration; write 30s, 5m or 2h", option, given));
}

std::string Arguments::one_of(std::string_view option, const std::vector<std::string>& known)
    const {
    auto given = text(option);
    if (std::ranges::count(known, given) == 0)
        throw Broken(fmt::format(
            "{} {}: it is one of {}{}", option, given, join(known, ", "), did_you_mean(given, known)
        ));
    return given;
}

std::string help_text() {
    std::string text = "muster: does your server pass muster?\n\nusage: muster COMMAND [OPTION…] "
                       "[OPERAND…]\n\ncommands:\n";
    for (const auto& command : command_table())
        text += fmt::format("  {:<12} {}\n", command.name, command.summary);
    text += "\ntargets:\n" + indented(target_help());
    text += "\nexit status:\n" + indented(exit_status_help());
    text += "\nexamples:\n" + indented(command_table()[0].examples);
    return text + "\nmuster COMMAND --help tells more of a command.\n";
}

std::string help_text(std::string_view name) {
    const auto& command = *find_command(name);
    auto text = fmt::format(
        "muster {}: {}\n\nusage: muster {} [OPTION…] {}\n\n",
        command.name,
        command.summary,
        command.name,
        command.operands
    );
    if (not command.operand_meaning.empty())
        text += fmt::format("operands: {}\n\n", command.operand_meaning);
    text += "options:\n" + options_help(command);
    if (not command.details.empty())
        text += fmt::format("\n{}\n", command.details);
    if (not command.examples.empty())
        text += "\nexamples:\n" + indented(command.examples);
    return text;
}

std::variant<Arguments, Printed> parse_arguments(const std::vector<std::string>& words) {
    if (words.empty())
        throw Broken("no command; did you mean \"muster run specs/\"?", {}, "muster --help");
    const auto& first = words.front();
    if (first == "--version" or first == "version")
        return Printed{fmt::format("muster {}\n", version())};
    if (first == "--help" or first == "-h" or first == "help") {
        const bool of_command = words.size() > 1 and find_command(words[1]) != nullptr;
        return Printed{of_command ? help_text(words[1]) : help_text()};
    }
    const auto* command = find_command(first);
    if (command == nullptr)
        throw Broken(
            fmt::format("unknown command \"{}\"{}", first, did_you_mean(first, command_names())),
            {},
            "muster --help"
        );
    const std::vector<std::string> rest(words.begin() + 1, words.end());
    const auto end = std::ranges::find(rest, "--");
    if (std::ranges::find(rest.begin(), end, "--help") != end
        or std::ranges::find(rest.begin(), end, "-h") != end)
        return Printed{help_text(first)};
    return parse_command(*command, rest);
}

}  // namespace muster
