#include "framework/platform/pacman_text.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

void append_words(std::vector<std::string>& list, std::string_view value) {
    for (const auto word : words_of(value))
        list.emplace_back(word);
}

}  // namespace

std::string_view pacman_value(std::string_view line, std::string_view name) {
    const auto colon = line.find(" : ");
    return colon != std::string_view::npos and trimmed(line.substr(0, colon)) == name
               ? trimmed(line.substr(colon + 3))
               : std::string_view();
}

std::optional<PackageRecord> parse_pacman_desc(std::string_view text) {
    PackageRecord record;
    std::string_view field;
    for (const auto line : lines_of(text)) {
        if (line.size() > 2 and line.front() == '%' and line.back() == '%')
            field = line;
        else if (line.empty())
            field = {};
        else if (field == "%NAME%")
            record.name = line;
        else if (field == "%VERSION%")
            record.version = line;
        else if (field == "%ARCH%")
            record.architecture = line;
        else if (field == "%REASON%")
            record.dependency = line == "1";
        else if (field == "%GROUPS%")
            record.groups.emplace_back(line);
        else if (field == "%PROVIDES%")
            record.provides.push_back(provided_name(line));
    }
    if (record.name.empty() or record.version.empty())
        return std::nullopt;
    record.state = "installed";
    record.installed = true;
    return record;
}

PacmanIgnored parse_pacman_conf(std::string_view text) {
    PacmanIgnored ignored;
    bool options = false;
    for (const auto raw : lines_of(text)) {
        const auto line = trimmed(raw.substr(0, raw.find('#')));
        if (line.starts_with('['))
            options = line == "[options]";
        const auto equals = line.find('=');
        if (not options or equals == std::string_view::npos)
            continue;
        const auto key = trimmed(line.substr(0, equals));
        const auto value = trimmed(line.substr(equals + 1));
        if (key == "IgnorePkg")
            append_words(ignored.packages, value);
        else if (key == "IgnoreGroup")
            append_words(ignored.groups, value);
        else if (key == "Include")
            ignored.included.emplace_back(value);
    }
    return ignored;
}

PackageOffer parse_pacman_offers(std::string_view blocks) {
    PackageOffer offer;
    std::string repository;
    for (const auto line : lines_of(blocks)) {
        if (const auto value = pacman_value(line, "Repository"); not value.empty())
            repository = value;
        const auto version = pacman_value(line, "Version");
        if (version.empty())
            continue;
        // Of two repositories pacman takes the first, whichever has the newer version.
        if (not offer.candidate)
            offer.candidate = version;
        offer.repositories.try_emplace(std::string(version), repository);
    }
    return offer;
}

PackageVerification parse_pacman_check(std::string_view package, std::string_view report) {
    // `warning: NAME: PATH (REASON)`, `backup file: NAME: PATH (REASON)` for configuration, and at the end
    // `NAME: 5 total files, 2 altered files`. A file has a line for each thing that differs.
    const auto warning = fmt::format("warning: {}: ", package);
    const auto backup = fmt::format("backup file: {}: ", package);
    const auto summary = fmt::format("{}: ", package);
    PackageVerification found;
    bool complete = false;
    for (const auto line : lines_of(report)) {
        const auto reason = line.rfind(" (");
        if (line.starts_with(warning) and reason != std::string_view::npos) {
            const auto path = std::string(line.substr(warning.size(), reason - warning.size()));
            const auto why = line.substr(reason);
            auto& list = why == " (Permission denied)" ? found.unreadable : found.modified;
            const bool counts = why != " (Modification time mismatch)";
            if (counts and std::ranges::find(list, path) == list.end())
                list.push_back(path);
        } else if (line.starts_with(summary) and line.find(" total file") != std::string_view::npos) {
            complete = true;
        } else if (not line.empty() and not line.starts_with(backup)) {
            throw CannotTell{Kind::unparsable, "pacman -Qkk answered " + quoted(line, 100)};
        }
    }
    if (not complete)
        throw CannotTell{
            Kind::unparsable, fmt::format("pacman -Qkk did not report on {}", quoted(package))};
    return found;
}

}  // namespace muster
