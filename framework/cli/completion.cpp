// Completions for shells, from the table of commands.
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"
#include "framework/cli/command_table.hpp"
#include "framework/cli/manual.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

std::string command_words() {
    std::string words;
    for (const auto& command : command_table())
        words += (words.empty() ? "" : " ") + std::string(command.name);
    return words;
}

std::string option_words(const CommandEntry& command) {
    std::string words = "--help";
    for (const auto name : command.options)
        words += " " + std::string(name);
    return words;
}

std::string bash() {
    std::string text = "_muster() {\n    local word=${COMP_WORDS[COMP_CWORD]} words=\n    case "
                       "${COMP_WORDS[1]} in\n";
    for (const auto& command : command_table())
        text += fmt::format("        {}) words='{}';;\n", command.name, option_words(command));
    text += fmt::format(
        "    esac\n    [ \"$COMP_CWORD\" -eq 1 ] && words='{} --help --version'\n", command_words()
    );
    text +=
        "    case $word in\n        -*) mapfile -t COMPREPLY < <(compgen -W \"$words\" -- "
        "\"$word\");;\n"
        "        *) if [ \"$COMP_CWORD\" -eq 1 ]; then mapfile -t COMPREPLY < <(compgen -W "
        "\"$words\" -- \"$word\")\n"
        "           else mapfile -t COMPREPLY < <(compgen -f -- \"$word\"); fi;;\n    esac\n}\n";
    return text + "complete -o filenames -F _muster muster\n";
}

/// Single quotes of zsh and fish: `'` is written `'\''`.
std::string in_quotes(std::string_view text) {
    std::string quoted;
    for (const char letter : text)
        quoted += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
    return quoted;
}

std::string zsh() {
    std::string text = "#compdef muster\n_muster() {\n    local -a commands\n    commands=(\n";
    for (const auto& command : command_table())
        text += fmt::format("        '{}:{}'\n", command.name, in_quotes(command.summary));
    text += "    )\n    if (( CURRENT == 2 )); then _describe command commands; return; fi\n    "
            "case ${words[2]} in\n";
    for (const auto& command : command_table())
        text += fmt::format("        {}) compadd -- {};;\n", command.name, option_words(command));
    return text + "    esac\n    _files\n}\ncompdef _muster muster\n";
}

std::string fish() {
    std::string text;
    for (const auto& command : command_table()) {
        text += fmt::format(
            "complete -c muster -n __fish_use_subcommand -a {} -d '{}'\n",
            command.name,
            in_quotes(command.summary)
        );
        for (const auto name : command.options)
            text += fmt::format(
                "complete -c muster -n '__fish_seen_subcommand_from {}' -l {} -d '{}'{}\n",
                command.name,
                name.substr(2),
                in_quotes(find_option(name)->meaning),
                find_option(name)->value.empty() ? "" : " -r"
            );
    }
    return text;
}

}  // namespace

std::string completion_script(std::string_view shell) {
    if (shell == "bash")
        return bash();
    if (shell == "zsh")
        return zsh();
    if (shell == "fish")
        return fish();
    const std::vector<std::string> known = {"bash", "zsh", "fish"};
    throw Broken(fmt::format(
        "no completion for {}: it is one of bash, zsh, fish{}", shell, did_you_mean(shell, known)
    ));
}

}  // namespace muster
