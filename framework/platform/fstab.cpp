#include "framework/platform/fstab.hpp"

#include "framework/base/text.hpp"
#include "framework/host/if_known.hpp"
#include "framework/platform/mount_options.hpp"
#include "framework/platform/mount_table.hpp"

#include <array>
#include <optional>
#include <utility>

namespace muster {

namespace {

/// `UUID=x` of `UUID="x"`: only the value of a tag may stand in quotes.
std::string without_quotes(std::string device) {
    constexpr std::array<std::string_view, 5> tags = {
        "UUID=", "LABEL=", "PARTUUID=", "PARTLABEL=", "ID="};
    for (const auto tag : tags) {
        if (not device.starts_with(tag))
            continue;
        const auto value = std::string_view(device).substr(tag.size());
        const bool in_quotes = value.size() > 1 and value.front() == value.back()
                               and (value.front() == '"' or value.front() == '\'');
        if (in_quotes)
            return std::string(tag) + std::string(value.substr(1, value.size() - 2));
    }
    return device;
}

std::optional<FstabLine> line_from(std::string_view text, int number) {
    const auto fields = words_of(text);
    if (fields.size() < 3)
        return std::nullopt;
    FstabLine line;
    line.device = without_quotes(without_octal_escapes(fields[0]));
    line.path = without_octal_escapes(fields[1]);
    if (line.path.starts_with('/'))
        line.path = without_empty_steps(line.path);
    line.type = without_octal_escapes(fields[2]);
    if (fields.size() > 3)
        line.options = mount_options_from(fields[3]);
    if (fields.size() > 4)
        line.dump = fields[4];
    if (fields.size() > 5)
        line.pass = fields[5];
    line.number = number;
    return line;
}

}  // namespace

Fstab parse_fstab(std::string_view text) {
    Fstab table;
    int number = 0;
    for (const auto whole : lines_of(text)) {
        ++number;
        auto text_line = trimmed(whole);
        const bool is_comment = text_line.starts_with('#');
        while (text_line.starts_with('#'))
            text_line = trimmed(text_line.substr(1));
        auto line = line_from(text_line, number);
        if (line)
            (is_comment ? table.commented_out : table.lines).push_back(std::move(*line));
    }
    return table;
}

Task<Fstab> fstab_table(Host& host) {
    auto asked = host.read("/etc/fstab");
    const auto& file = co_await asked;
    co_return file ? parse_fstab(file->bytes) : Fstab();
}

Task<std::vector<FstabLine>> fstab_lines(Host& host, std::string path) {
    auto& reading = host.once(fstab_table);
    if (host.can(Ability::live))
        (void)host.once(mount_table);  // leaves with the same batch: what is mounted has no links
    const auto& table = co_await reading;
    const auto tidy = without_empty_steps(path);
    std::vector<FstabLine> found;
    for (const auto& line : table.lines) {
        if (line.path == tidy)
            found.push_back(line);
    }
    if (not found.empty())
        co_return found;
    auto& resolving = host.once(canonical_path, path);
    std::vector<std::pair<const FstabLine*, Task<std::string>*>> others;
    for (const auto& line : table.lines) {
        if (not line.is_of_swap())
            others.emplace_back(&line, &host.once(canonical_path, line.path));
    }
    const auto& wanted = co_await resolving;
    for (auto& [line, task] : others) {
        auto attempt = if_known(host, *task);
        const auto* const& place = co_await attempt;
        if ((place != nullptr ? *place : line->path) == wanted)
            found.push_back(*line);
    }
    co_return found;
}

}  // namespace muster
