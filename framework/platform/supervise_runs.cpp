// One run of each tool for all service folders. Each prints a line for each folder, in their order.

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/supervise_tools.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

/// A folder whose line can be told from others.
bool accepts(std::string_view folder) {
    return folder.starts_with('/') and folder.find('\n') == std::string_view::npos
           and folder.find('\0') == std::string_view::npos;
}

Command command_for(std::vector<std::string> words, std::span<const std::string> folders) {
    words.insert(words.end(), folders.begin(), folders.end());
    return {std::move(words)};
}

/// The lines of an answer, with the folder taken out by `without`, which says nothing for a line about another.
std::map<std::string, std::string> lines_about(
    std::span<const std::string> folders,
    const Output& output,
    std::string_view tool,
    std::optional<std::string> (*without)(std::string_view line, const std::string& folder)
) {
    if (output.exit_status == 127)
        throw CannotTell{Kind::missing_tool, fmt::format("{} is not there", tool)};
    const auto lines = lines_of(output.out);
    std::map<std::string, std::string> parts;
    for (std::size_t i = 0; i < folders.size(); ++i) {
        const auto line =
            lines.size() == folders.size() ? without(lines[i], folders[i]) : std::nullopt;
        if (not line)
            throw CannotTell{
                Kind::unparsable,
                fmt::format(
                    "{} answered {} about {} folders", tool, quoted(output.out, 200), folders.size()
                )};
        parts[folders[i]] = *line;
    }
    return parts;
}

/// "run: /etc/service/web: (pid 1043) 2s" → "run: (pid 1043) 2s"
std::optional<std::string> without_second(std::string_view line, const std::string& folder) {
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos or not line.substr(colon + 2).starts_with(folder + ": "))
        return std::nullopt;
    const auto rest = line.substr(colon + 2 + folder.size() + 2);
    return fmt::format("{}: {}", line.substr(0, colon), rest);
}

/// "/service/web: up (pid 1037) 2 seconds" → "up (pid 1037) 2 seconds"
std::optional<std::string> without_first(std::string_view line, const std::string& folder) {
    if (not line.starts_with(folder + ": "))
        return std::nullopt;
    return std::string(line.substr(folder.size() + 2));
}

std::optional<std::string> as_it_is(std::string_view line, const std::string& /*folder*/) {
    return std::string(line);
}

}  // namespace

const Bulk sv_status = {
    .name = "sv status",
    .accepts = accepts,
    .command =
        [](std::span<const std::string> folders) {
            return command_for({"sv", "status"}, folders);
        },
    .split = [](std::span<const std::string> folders, const Output& output
             ) { return lines_about(folders, output, "sv", without_second); },
};

const Bulk svstat = {
    .name = "svstat",
    .accepts = accepts,
    .command = [](std::span<const std::string> folders
               ) { return command_for({"svstat"}, folders); },
    .split = [](std::span<const std::string> folders, const Output& output
             ) { return lines_about(folders, output, "svstat", without_first); },
};

// s6-svstat takes one folder, so that the shell asks for all.
const Bulk s6_svstat = {
    .name = "s6-svstat",
    .accepts = accepts,
    .command =
        [](std::span<const std::string> folders) {
            const std::string script =
                "command -v s6-svstat >/dev/null || exit 127; for folder; do "
                "s6-svstat -o up,wantedup,normallyup,paused,pid \"$folder\" 2>&1 || :; done";
            return command_for({"sh", "-c", script, "sh"}, folders);
        },
    .split = [](std::span<const std::string> folders, const Output& output
             ) { return lines_about(folders, output, "s6-svstat", as_it_is); },
};

}  // namespace muster
