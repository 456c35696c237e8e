#include "framework/platform/mount_table.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/host/if_known.hpp"
#include "framework/platform/mount_options.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <span>

namespace muster {

namespace {

constexpr auto mountinfo = "/proc/self/mountinfo";

/// Stands for a parent that the target does not show: what its root folder is mounted on.
constexpr std::int64_t outside = 0;

/// "36 35 98:0 /root /path options [shared:1 …] - type device options": blanks in names are encoded, and a
/// device may be empty.
std::optional<MountEntry> entry_from(std::string_view line) {
    const auto fields = split(line, ' ');
    const auto dash = std::ranges::find(fields, "-");
    const auto after = static_cast<std::size_t>(fields.end() - dash);
    if (dash - fields.begin() < 6 or after < 4)
        return std::nullopt;
    const auto id = whole_number(fields[0]);
    const auto parent = whole_number(fields[1]);
    if (not id or not parent or not fields[4].starts_with('/'))
        return std::nullopt;
    MountEntry entry;
    entry.id = *id;
    entry.parent = *parent;
    entry.root = without_octal_escapes(fields[3]);
    entry.path = without_octal_escapes(fields[4]);
    entry.mount_options = mount_options_from(fields[5]);
    entry.type = without_octal_escapes(dash[1]);
    entry.device = without_octal_escapes(dash[2]);
    // Some old file systems print blanks as they are.
    const auto rest = static_cast<std::size_t>(dash[3].data() - line.data());
    entry.super_options = mount_options_from(line.substr(rest));
    return entry;
}

/// "/", "/a", "/a/b" of "/a/b".
std::vector<std::string> steps_to(const std::string& path) {
    std::vector<std::string> steps = {"/"};
    for (std::size_t at = 1; at < path.size(); ++at) {
        at = std::min(path.find('/', at), path.size());
        steps.push_back(path.substr(0, at));
    }
    return steps;
}

}  // namespace

std::vector<std::string> MountEntry::options() const {
    auto both = mount_options;
    std::ranges::copy_if(super_options, std::back_inserter(both), [&](const std::string& option) {
        return std::ranges::find(mount_options, option) == mount_options.end();
    });
    if (std::ranges::find(both, "ro") != both.end())
        std::erase(both, "rw");
    return both;
}

std::vector<MountEntry> parse_mountinfo(std::string_view text) {
    std::vector<MountEntry> entries;
    for (const auto line : lines_of(text)) {
        auto entry = entry_from(line);
        if (not entry) {
            throw CannotTell{
                Kind::unparsable, "no table of mounts as Linux writes it: " + quoted(line, 80)};
        }
        entries.push_back(std::move(*entry));
    }
    return entries;
}

MountTable::MountTable(std::vector<MountEntry> entries) : entries_(std::move(entries)) {
    std::set<std::int64_t> shown;
    for (const auto& entry : entries_)
        shown.insert(entry.id);
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const auto& entry = entries_[i];
        const bool from_outside = not shown.contains(entry.parent) or entry.parent == entry.id;
        children_.insert_or_assign({from_outside ? outside : entry.parent, entry.path}, i);
    }
}

MountTable::Way MountTable::way_to(const std::string& path) const {
    Way way;
    for (const auto& step : steps_to(path)) {
        way.stack.clear();
        while (way.stack.size() < entries_.size()) {
            const auto parent = way.holding == nullptr ? outside : way.holding->id;
            const auto next = children_.find({parent, step});
            if (next == children_.end())
                break;
            way.holding = &entries_[next->second];
            way.stack.push_back(way.holding);
        }
    }
    return way;
}

std::vector<const MountEntry*> MountTable::on(const std::string& path) const {
    return way_to(path).stack;
}

const MountEntry* MountTable::holding(const std::string& path) const {
    return way_to(path).holding;
}

std::vector<std::string> MountTable::paths() const {
    std::set<std::string> paths;
    for (const auto& entry : entries_) {
        if (not on(entry.path).empty())
            paths.insert(entry.path);
    }
    return {paths.begin(), paths.end()};
}

Task<MountTable> mount_table(Host& host) {
    host.require(Ability::live);
    auto asked = host.read(mountinfo);
    const auto& file = co_await asked;
    if (not file or file->bytes.empty()) {
        throw CannotTell{
            Kind::unsupported, "no mounts in /proc/self/mountinfo", "is /proc mounted?"};
    }
    co_return MountTable(parse_mountinfo(file->bytes));
}

std::string without_empty_steps(std::string_view path) {
    std::string tidy;
    for (const auto step : split(path, '/')) {
        if (not step.empty() and step != ".")
            tidy += "/" + std::string(step);
    }
    return tidy.empty() ? "/" : tidy;
}

Task<std::string> canonical_path(Host& host, std::string path) {
    const auto tidy = without_empty_steps(path);
    if (host.can(Ability::live)) {
        auto& reading = host.once(mount_table);
        auto attempt = if_known(host, reading);
        const auto* const& table = co_await attempt;
        if (table != nullptr and not table->on(tidy).empty())
            co_return tidy;
    }
    auto resolving = host.readlink(tidy, Links::all);
    const auto& resolved = co_await resolving;
    co_return resolved ? without_empty_steps(resolved->text) : tidy;
}

}  // namespace muster
