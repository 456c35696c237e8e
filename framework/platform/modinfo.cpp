#include "framework/platform/modinfo.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

// modinfo does not say which of several modules a version is of, and says nothing of one without: so it is
// run for each, and a line says its exit status, the module, and the first line of what it said.
constexpr auto script = R"(nl='
'
for module do
    said=$(modinfo -F version "$module" 2>&1)
    printf '%s %s %s\n' "$?" "$module" "${said%%"$nl"*}"
done)";

bool accepts(std::string_view key) {
    return not key.empty() and std::ranges::all_of(key, [](char sign) {
        return (sign >= 'a' and sign <= 'z') or (sign >= 'A' and sign <= 'Z')
               or (sign >= '0' and sign <= '9') or sign == '_';
    });
}

Command command(std::span<const std::string> keys) {
    Command command{{"sh", "-c", script, "sh"}};
    command.words.insert(command.words.end(), keys.begin(), keys.end());
    return command;
}

std::map<std::string, std::string> split_lines(
    std::span<const std::string> keys, const Output& output
) {
    const auto lines = lines_of(output.out);
    if (output.exit_status != 0 or lines.size() != keys.size()) {
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "asking modinfo ended with {}: {}", output.exit_status, escaped(output.err, 200)
            )};
    }
    std::map<std::string, std::string> parts;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const auto blank = std::min(lines[i].find(' '), lines[i].size());
        const auto rest = lines[i].substr(blank);
        if (not rest.starts_with(fmt::format(" {} ", keys[i])))
            throw CannotTell{Kind::unparsable, "not of " + keys[i] + ": " + quoted(lines[i], 80)};
        parts[keys[i]] =
            std::string(lines[i].substr(0, blank)) + std::string(rest.substr(keys[i].size() + 1));
    }
    return parts;
}

const Bulk modinfo = {
    .name = "modinfo",
    .accepts = accepts,
    .command = command,
    .split = split_lines,
};

}  // namespace

Task<std::optional<std::string>> module_file_version(Host& host, std::string module) {
    auto asked = host.joined(modinfo, module);
    const auto& part = co_await asked;
    const auto text = part ? std::string_view(*part) : std::string_view("1 no such name");
    const auto blank = std::min(text.find(' '), text.size());
    const auto status = text.substr(0, blank);
    const auto said = trimmed(text.substr(blank));
    if (status == "0")
        co_return said.empty() ? std::nullopt : std::optional(std::string(said));
    if (status == "127")
        throw CannotTell{Kind::missing_tool, "modinfo is not there", "install kmod"};
    throw CannotTell{
        Kind::failed,
        fmt::format(
            "modinfo of {} ended with {}: {}", escaped(module), status, escaped(said, 200)
        )};
}

}  // namespace muster
