#include "framework/platform/dpkg_status.hpp"

#include "framework/base/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace muster {

namespace {

/// The line at the start of `rest`, without its end; `rest` goes on behind it.
std::string_view take_line(std::string_view& rest) {
    const auto end = rest.find('\n');
    const auto line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    return line;
}

struct Field {
    std::string_view name;
    std::string_view value;
};

Field field_of(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos)
        return {};
    return {line.substr(0, colon), trimmed(line.substr(colon + 1))};
}

/// "hold ok installed": what is wanted, a flag, what is.
void read_status(PackageRecord& record, std::string_view value) {
    const auto words = words_of(value);
    if (words.size() != 3)
        return;
    record.held = words[0] == "hold";
    record.state = words[2];
}

void read_field(PackageRecord& record, const Field& field) {
    if (field.name == "Package")
        record.name = field.value;
    else if (field.name == "Status")
        read_status(record, field.value);
    else if (field.name == "Architecture")
        record.architecture = field.value;
    else if (field.name == "Version")
        record.version = field.value;
    else if (field.name == "Provides")
        record.provides = provided_names(field.value);
}

void keep(std::vector<PackageRecord>& records, PackageRecord record, WithoutStatus without) {
    if (record.state.empty() and without == WithoutStatus::installed)
        record.state = "installed";
    if (record.name.empty() or record.state.empty() or record.state == "not-installed")
        return;
    record.installed = dpkg_installed(record.state);
    records.push_back(std::move(record));
}

}  // namespace

std::vector<PackageRecord> parse_dpkg_status(std::string_view text, WithoutStatus without) {
    std::vector<PackageRecord> records;
    PackageRecord record;
    while (not text.empty()) {
        const auto line = take_line(text);
        if (trimmed(line).empty())
            keep(records, std::exchange(record, {}), without);
        else if (line.front() != ' ' and line.front() != '\t')  // else the field above goes on
            read_field(record, field_of(line));
    }
    keep(records, std::move(record), without);
    return records;
}

std::vector<std::string> provided_names(std::string_view field) {
    std::vector<std::string> names;
    for (const auto entry : split(field, ','))
        if (const auto name = provided_name(entry); not name.empty())
            names.push_back(name.substr(0, name.find(':')));
    return names;
}

std::string_view dpkg_conffiles_field(std::string_view text, const PackageName& name) {
    PackageRecord record;
    std::string_view conffiles;
    bool is_going_on = false;  // in the field
    while (not text.empty()) {
        const auto* const begin = text.data();
        const auto line = take_line(text);
        if (trimmed(line).empty()) {
            if (is_called(record, name) and not conffiles.empty())
                return conffiles;
            record = {};
            conffiles = {};
            is_going_on = false;
        } else if (line.front() != ' ' and line.front() != '\t') {
            const auto field = field_of(line);
            read_field(record, field);
            is_going_on = field.name == "Conffiles";
        } else if (is_going_on) {
            conffiles = conffiles.empty()
                            ? line
                            : std::string_view(
                                conffiles.data(),
                                static_cast<std::size_t>(begin - conffiles.data()) + line.size()
                            );
        }
    }
    return is_called(record, name) ? conffiles : std::string_view();
}

bool dpkg_installed(std::string_view state) {
    // Packages whose triggers wait are configured; dpkg says so of them after every man page.
    constexpr std::array<std::string_view, 3> installed = {
        "installed", "triggers-awaited", "triggers-pending"};
    return std::ranges::find(installed, state) != installed.end();
}

std::optional<PackageName> dpkg_name(std::string_view text) {
    auto name = package_name(text, "", "+-._");
    if (name and name->architecture == "any")
        name->architecture.clear();
    return name;
}

}  // namespace muster
