#pragma once

// All commands and options, as data: parsing, --help, man pages and completions are made from this one
// table, and a test holds them together.

#include <span>
#include <string_view>
#include <vector>

namespace muster {

struct OptionEntry {
    std::string_view name;    ///< "--jobs"
    std::string_view letter;  ///< "-j" or nothing
    std::string_view value;   ///< "N"; nothing: a flag
    std::string_view meaning;
    std::string_view fallback;  ///< what holds without it, for the reader
    bool repeats = false;
};

struct CommandEntry {
    std::string_view name;
    std::string_view summary;
    std::string_view operands;  ///< "[SPEC[:LINE]…]"
    std::string_view operand_meaning;
    std::size_t least_operands = 0;
    std::size_t most_operands = 0;  ///< 0: none; large: any number
    std::vector<std::string_view> options;
    std::string_view details;   ///< paragraphs for the manual
    std::string_view examples;  ///< "command    what it does", one a line
};

std::span<const OptionEntry> option_table();
std::span<const CommandEntry> command_table();

const OptionEntry* find_option(std::string_view name);
const CommandEntry* find_command(std::string_view name);

/// The targets that a command accepts, for help and manual.
std::string_view target_help();

/// What the exit statuses mean, for help and manual.
std::string_view exit_status_help();

}  // namespace muster
