#include "framework/fleet/waivers/waivers.hpp"

#include "framework/base/display.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"
#include "framework/base/yaml/read.hpp"
#include "framework/fleet/inventory/host_pattern.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

constexpr auto soon = std::chrono::hours(14 * 24);

const std::vector<std::string>& waiver_keys() {
    static const std::vector<std::string> keys = {
        "id", "targets", "value", "reason", "ticket", "owner", "until"};
    return keys;
}

/// The end of a day, in UTC.
Instant end_of_day(const Yaml& node) {
    const auto& text = scalar_of(node, "until");
    const auto begin = from_iso8601(text + "T00:00:00Z");
    if (not begin)
        throw Broken(fmt::format("\"{}\" is no day", text), node.where, "write 2026-12-31");
    return *begin + std::chrono::hours(24);
}

std::string not_empty(const Yaml& node, std::string_view key) {
    const auto& text = scalar_of(node, key);
    if (trimmed(text).empty())
        throw Broken(fmt::format("{} is empty", key), node.where);
    return text;
}

const Yaml& needed(const Yaml::Mapping& members, std::string_view key, const Location& where) {
    if (const auto* member = find_member(members, key))
        return member->value;
    throw Broken(fmt::format("a waiver needs {}", key), where, "id, reason and until");
}

std::vector<std::string> ids_of(const Yaml& node) {
    std::vector<std::string> ids;
    for (const auto& one : one_or_more(node))
        ids.push_back(not_empty(one, "id"));
    if (ids.empty())
        throw Broken("a waiver of no row", node.where);
    return ids;
}

WaiverEntry entry_from(const Yaml& item) {
    const auto& members = mapping_of(item, "a waiver");
    for (const auto& member : members)
        if (std::ranges::count(waiver_keys(), member.key) == 0)
            refuse_key(member, "a waiver", waiver_keys());
    const auto text = [&](std::string_view key) -> std::optional<std::string> {
        const auto* member = find_member(members, key);
        return member == nullptr ? std::nullopt : std::optional(scalar_of(member->value, key));
    };
    const auto& until = needed(members, "until", item.where);
    return {
        .ids = ids_of(needed(members, "id", item.where)),
        .targets = text("targets"),
        .value = text("value"),
        .waiver =
            {not_empty(needed(members, "reason", item.where), "reason"),
             text("ticket").value_or(""),
             text("owner").value_or(""),
             scalar_of(until, "until")},
        .ends = end_of_day(until),
        .where = item.where};
}

bool is_about(const WaiverEntry& entry, const SpecReport& spec, const Result& result) {
    return std::ranges::any_of(entry.ids, [&](const std::string& id) {
        return id == result.id
               or (not result.given_id.empty()
                   and (id == result.given_id or id == spec.title + " / " + result.given_id));
    });
}

/// A value is written as the report shows it, a text also without its quotes.
bool has_value(const WaiverEntry& entry, const Result& result) {
    return not entry.value or *entry.value == result.actual
           or quoted(*entry.value) == result.actual;
}

std::set<std::string> names_of(const std::string& pattern, const Inventory& inventory) {
    std::set<std::string> names;
    for (const auto place : targets_named(pattern, inventory))
        names.insert(inventory.targets[place].name);
    return names;
}

/// Those of a run that has no inventory; a pattern may name nobody of it.
std::set<std::string> names_of_run(const std::string& pattern, const std::vector<Target>& of_run) {
    try {
        return names_of(pattern, Inventory{of_run});
    } catch (const Broken&) {
        return {};
    }
}

}  // namespace

std::vector<WaiverEntry> waivers_from(std::string_view text, const std::string& file) {
    std::vector<WaiverEntry> entries;
    for (const auto& document : parse_yaml(text, file)) {
        if (document.as<std::monostate>() != nullptr)
            continue;
        const auto& members = mapping_of(document, "a file of waivers");
        for (const auto& member : members)
            if (member.key != "waivers")
                refuse_key(member, "a file of waivers", std::vector<std::string>{"waivers"});
        for (const auto& member : members)
            if (member.value.as<std::monostate>() == nullptr)
                for (const auto& item : sequence_of(member.value, "waivers"))
                    entries.push_back(entry_from(item));
    }
    return entries;
}

std::vector<WaiverEntry> read_waivers(const std::vector<std::string>& paths) {
    std::vector<WaiverEntry> entries;
    for (const auto& path : paths) {
        const auto text = read_file(path);
        if (not text)
            throw Broken(fmt::format("{}: there is no such file of waivers", path));
        for (auto& entry : waivers_from(*text, path))
            entries.push_back(std::move(entry));
    }
    return entries;
}

Waivers::Waivers(
    std::vector<WaiverEntry> entries,
    const std::vector<Target>& of_run,
    const Inventory* inventory,
    Instant now
)
    : now_(now) {
    for (auto& entry : entries) {
        Applied one;
        if (entry.targets)
            one.targets = inventory == nullptr ? names_of_run(*entry.targets, of_run)
                                               : names_of(*entry.targets, *inventory);
        one.entry = std::move(entry);
        all_.push_back(std::move(one));
    }
}

void Waivers::mark(Applied& one, const SpecReport& spec, Result& result) const {
    if (not is_about(one.entry, spec, result))
        return;
    one.specs.insert(spec.title);
    if (result.outcome == Outcome::passed)
        ++one.passed;
    if (result.outcome != Outcome::failed or now_ >= one.entry.ends)
        return;
    if (has_value(one.entry, result)) {
        result.waived = one.entry.waiver;
        ++one.waived;
    } else {
        one.other_value = result.actual;
    }
}

void Waivers::mark(TargetReport& report) {
    const std::lock_guard lock(mutex_);
    for (auto& one : all_) {
        // A row of a FLEET's is of the member that it is about, in whose report it stands or not.
        const auto is_of = [&](const std::string& name) {
            return not one.entry.targets or one.targets.contains(name);
        };
        one.was_met = one.was_met or (report.unreachable.empty() and is_of(report.name));
        for (auto& spec : report.specs)
            for (auto& result : spec.results)
                if (is_of(result.about.empty() ? report.name : result.about))
                    mark(one, spec, result);
    }
}

std::string Waivers::remark_on(const Applied& one, Asked asked) const {
    const auto& entry = one.entry;
    if (now_ >= entry.ends)
        return "ended on " + entry.waiver.until;
    if (one.specs.size() > entry.ids.size())
        return fmt::format("is of {} specs: write TITLE / ID", one.specs.size());
    if (not one.other_value.empty())
        return fmt::format("does not hold: the row fails with {}", one.other_value);
    if (one.waived == 0 and one.passed > 0)
        return "is not needed: the row passes";
    if (one.was_met and one.specs.empty() and asked == Asked::all_rows)
        return "is of no row";
    return entry.ends - now_ <= soon ? "ends on " + entry.waiver.until : "";
}

std::vector<std::string> Waivers::remarks(Asked asked) const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> remarks;
    for (const auto& one : all_)
        if (const auto remark = remark_on(one, asked); not remark.empty())
            remarks.push_back(fmt::format(
                "{}: the waiver of {} {}",
                to_string(one.entry.where),
                quoted(join(one.entry.ids, ", ")),
                remark
            ));
    return remarks;
}

}  // namespace muster
