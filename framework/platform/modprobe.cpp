#include "framework/platform/modprobe.hpp"

#include "framework/base/glob.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/configuration_folders.hpp"
#include "framework/platform/kernel_modules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

/// A line with those folded into it, and the number of its first.
struct Line {
    std::string text;
    int number = 0;
};

/// A backslash at the very end folds the next line in, comments included (modprobe.d(5)).
std::vector<Line> unfolded(std::string_view text) {
    std::vector<Line> lines;
    bool folds = false;
    int number = 0;
    for (const auto line : lines_of(text)) {
        ++number;
        if (not folds)
            lines.push_back({"", number});
        folds = line.ends_with('\\');
        lines.back().text += line.substr(0, line.size() - (folds ? 1 : 0));
    }
    return lines;
}

/// Cuts the first word off.
std::string_view take_word(std::string_view& text) {
    text = trimmed(text);
    const auto end = std::min(text.find_first_of(" \t"), text.size());
    const auto word = text.substr(0, end);
    text = trimmed(text.substr(end));
    return word;
}

/// `-` is `_`, but in the brackets of a glob, where it is a range.
std::string module_pattern(std::string_view text) {
    std::string pattern;
    bool in_brackets = false;
    for (const auto sign : text) {
        in_brackets = sign == '[' or (in_brackets and sign != ']');
        pattern += sign == '-' and not in_brackets ? '_' : sign;
    }
    return pattern;
}

/// `modprobe.blacklist=a,b` among the kernel's arguments.
std::vector<ModprobeLine> blacklisted_at_boot(std::string_view arguments) {
    constexpr std::string_view key = "modprobe.blacklist=";
    std::vector<ModprobeLine> lines;
    for (const auto word : words_of(arguments)) {
        if (not word.starts_with(key))
            continue;
        for (const auto name : split(word.substr(key.size()), ','))
            lines.push_back({"blacklist", module_name(name), "", "the kernel's command line"});
    }
    return lines;
}

}  // namespace

std::vector<ModprobeLine> parse_modprobe(const std::string& file, std::string_view text) {
    std::vector<ModprobeLine> found;
    for (const auto& [line, number] : unfolded(text)) {
        std::string_view rest = line;
        const auto keyword = take_word(rest);
        if (keyword != "install" and keyword != "blacklist")
            continue;
        const auto module = take_word(rest);
        if (module.empty())
            continue;
        found.push_back(
            {std::string(keyword),
             module_pattern(module),
             std::string(rest),
             fmt::format("{}:{}", file, number)}
        );
    }
    return found;
}

bool loads_nothing(std::string_view command) {
    // modprobe hands the line to a shell, where a word that begins with # ends it.
    std::vector<std::string_view> words;
    for (const auto word : words_of(command)) {
        if (word.starts_with('#'))
            break;
        words.push_back(word);
    }
    const bool more_commands = std::ranges::any_of(words, [](std::string_view word) {
        return word.find_first_of(";&|`$") != std::string_view::npos;
    });
    if (words.empty() or more_commands)
        return false;
    const auto program = file_name_of(words[0]);
    return program == "true" or program == "false";
}

const ModprobeLine* ModprobeConfiguration::install(std::string_view module) const {
    const auto found = std::ranges::find_if(lines, [&](const ModprobeLine& line) {
        return line.keyword == "install" and glob_matches(line.module, module);
    });
    return found == lines.end() ? nullptr : &*found;
}

const ModprobeLine* ModprobeConfiguration::blacklist(std::string_view module) const {
    const auto found = std::ranges::find_if(lines, [&](const ModprobeLine& line) {
        return line.keyword == "blacklist" and line.module == module;
    });
    return found == lines.end() ? nullptr : &*found;
}

Task<ModprobeConfiguration> modprobe_configuration(Host& host) {
    auto& reading = host.once(configuration_files, std::string("modprobe.d/*.conf"));
    std::optional<Pending<std::optional<Content>>> boot;
    if (host.can(Ability::live))
        boot = host.read("/proc/cmdline");
    const auto& files = co_await reading;
    ModprobeConfiguration configuration;
    const auto add = [&](std::vector<ModprobeLine> lines) {
        configuration.lines.insert(configuration.lines.end(), lines.begin(), lines.end());
    };
    for (const auto& file : files)
        add(parse_modprobe(file.path, bytes_of(file)));
    if (boot) {
        const auto& arguments = co_await *boot;
        if (arguments)
            add(blacklisted_at_boot(arguments->bytes));
    }
    co_return configuration;
}

}  // namespace muster
