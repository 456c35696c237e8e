#include "framework/fleet/waivers/waivers.hpp"

#include "framework/base/display.hpp"
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

const Yaml& needed(const Yaml::Mapping& members, std::string_view key, const Location& where) {
    if (const auto* member = find_member(members, key))
        return member->value;
    throw Broken(fmt::format("a waiver needs {}", key), where, "id, reason and until");
}

WaiverEntry entry_from(const Yaml& item) {
    const auto& members = mapping_of(item, "a waiver");
    for (const auto& member : members)
        if (std::ranges::count(waiver_keys(), member.key) == 0)
            refuse_key(member, "a waiver", waiver_keys());
    const auto text = [&](std::string_view key) {
        const auto* member = find_member(members, key);
        return member == nullptr ? std::string() : scalar_of(member->value, key);
    };
    WaiverEntry entry{
        .ids = scalars_of(needed(members, "id", item.where), "id"),
        .value = text("value"),
        .waiver =
            {scalar_of(needed(members, "reason", item.where), "reason"),
             text("ticket"),
             text("owner"),
             scalar_of(needed(members, "until", item.where), "until")},
        .ends = end_of_day(needed(members, "until", item.where)),
        .where = item.where};
    if (find_member(members, "targets") != nullptr)
        entry.targets = text("targets");
    return entry;
}

bool is_about(const WaiverEntry& entry, const Result& result) {
    return std::ranges::any_of(entry.ids, [&](const std::string& id) {
        return id == result.id or id == result.given_id;
    });
}

/// A value is written as the report shows it, a text also without its quotes.
bool has_value(const WaiverEntry& entry, const Result& result) {
    return entry.value.empty() or entry.value == result.actual
           or quoted(entry.value) == result.actual;
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

Waivers::Waivers(std::vector<WaiverEntry> entries, const Inventory& inventory, Instant now)
    : now_(now) {
    for (auto& entry : entries) {
        Applied one{.entry = std::move(entry), .targets = {}};
        for (const auto place : targets_named(one.entry.targets, inventory))
            one.targets.insert(inventory.targets[place].name);
        all_.push_back(std::move(one));
    }
}

bool Waivers::marks(Applied& one, Result& result) const {
    if (not is_about(one.entry, result))
        return false;
    if (result.outcome != Outcome::failed or now_ >= one.entry.ends
        or not has_value(one.entry, result))
        return false;
    result.waived = one.entry.waiver;
    return true;
}

void Waivers::mark(TargetReport& report) {
    const std::lock_guard lock(mutex_);
    for (auto& one : all_) {
        if (not one.targets.contains(report.name) or not report.unreachable.empty())
            continue;
        one.was_met = true;
        for (auto& spec : report.specs)
            for (auto& result : spec.results)
                one.was_used = marks(one, result) or one.was_used;
    }
}

std::vector<std::string> Waivers::remarks() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> remarks;
    for (const auto& one : all_) {
        const auto& entry = one.entry;
        const auto remark = [&](std::string_view what) {
            remarks.push_back(fmt::format(
                "{}: the waiver of {} {}",
                to_string(entry.where),
                quoted(join(entry.ids, ", ")),
                what
            ));
        };
        if (now_ >= entry.ends)
            remark("ended on " + entry.waiver.until);
        else if (one.was_met and not one.was_used)
            remark("lets nothing stand that failed: can it go?");
        else if (entry.ends - now_ <= soon)
            remark("ends on " + entry.waiver.until);
    }
    return remarks;
}

}  // namespace muster
