// Manual pages, from the table of commands.
#include "framework/cli/manual.hpp"

#include "framework/base/text.hpp"
#include "framework/cli/command_table.hpp"
#include "framework/cli/version.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

/// Text that troff prints as it stands: no leading dots, no hyphens that break options.
std::string troff(std::string_view text) {
    std::string safe;
    for (const char letter : text) {
        const bool at_start = safe.empty() or safe.back() == '\n';
        if (at_start and (letter == '.' or letter == '\''))
            safe += "\\&";
        if (letter == '-')
            safe += "\\-";
        else if (letter == '\\')
            safe += "\\e";
        else
            safe += letter;
    }
    return safe;
}

std::string header(std::string_view name, std::string_view summary) {
    return fmt::format(
        ".TH {} 1 \"\" \"muster {}\" \"Muster\"\n.SH NAME\n{} \\- {}\n",
        troff(name),
        version(),
        troff(name),
        troff(summary)
    );
}

std::string verbatim(std::string_view title, std::string_view text) {
    return fmt::format(".SH {}\n.nf\n{}\n.fi\n", title, troff(text));
}

std::string option_items(const CommandEntry& command) {
    std::string text = ".SH OPTIONS\n";
    for (const auto name : command.options) {
        const auto& option = *find_option(name);
        text += ".TP\n.B ";
        if (not option.letter.empty())
            text += fmt::format("{}, ", troff(option.letter));
        text += troff(option.name);
        if (not option.value.empty())
            text += fmt::format(" \\fI{}\\fP", troff(option.value));
        text += "\n" + troff(option.meaning);
        if (not option.fallback.empty())
            text += fmt::format(" (default: {})", troff(option.fallback));
        text += "\n";
    }
    return text;
}

std::string page_of(const CommandEntry& command) {
    auto text = header(fmt::format("muster-{}", command.name), command.summary);
    text += fmt::format(
        ".SH SYNOPSIS\n.B muster {}\n[\\fIOPTION\\fP…] {}\n",
        troff(command.name),
        troff(command.operands)
    );
    text += fmt::format(".SH DESCRIPTION\n{}\n", troff(command.operand_meaning));
    if (not command.details.empty())
        text += fmt::format(".PP\n{}\n", troff(command.details));
    if (not command.options.empty())
        text += option_items(command);
    if (not command.examples.empty())
        text += verbatim("EXAMPLES", command.examples);
    return text + verbatim("EXIT STATUS", exit_status_help()) + ".SH SEE ALSO\n.BR muster (1)\n";
}

std::string main_page() {
    auto text = header("muster", "does your server pass muster?");
    text += ".SH SYNOPSIS\n.B muster\n\\fICOMMAND\\fP [\\fIOPTION\\fP…] [\\fIOPERAND\\fP…]\n";
    text += ".SH DESCRIPTION\nStates what must be true of machines, and finds out whether it "
            "is.\n.SH COMMANDS\n";
    for (const auto& command : command_table())
        text += fmt::format(
            ".TP\n.BR muster\\-{} (1)\n{}\n", troff(command.name), troff(command.summary)
        );
    return text + verbatim("TARGETS", target_help()) + verbatim("EXIT STATUS", exit_status_help());
}

}  // namespace

std::string manual_page(std::string_view command) {
    return command.empty() ? main_page() : page_of(*find_command(command));
}

}  // namespace muster
