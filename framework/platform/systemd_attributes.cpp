// What systemctl's properties mean in the words of `service(…)`.

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/systemd.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>

namespace muster {

namespace {

bool is(
    const UnitProperties& unit,
    const std::string& property,
    std::initializer_list<std::string_view> words
) {
    return std::ranges::find(words, property_of(unit, property)) != words.end();
}

bool is_known(const UnitProperties& unit) {
    return not is(unit, "LoadState", {"not-found", ""});
}

Value text_or_not_set(std::string_view text) {
    return text.empty() ? not_set : Value(text);
}

Value flag(bool yes, std::string remark) {
    Value value = yes;
    value.remark = std::move(remark);
    return value;
}

Value enabled(const UnitProperties& unit) {
    const auto word = property_of(unit, "UnitFileState");
    if (word == "enabled")
        return true;
    // A SysV script has an S link in a runlevel when the generator made a target want it.
    const auto wanted = words_of(property_of(unit, "WantedBy"));
    const bool by_link = std::ranges::find(wanted, "multi-user.target") != wanted.end();
    const bool by_script =
        word == "generated" and property_of(unit, "SourcePath").starts_with("/etc/init.d/");
    if (by_script and by_link)
        return true;
    if (word == "enabled-runtime")
        return flag(false, "enabled for this boot only");
    return flag(false, fmt::format("its enablement is {}", word.empty() ? "not set" : word));
}

/// "[not set]" and the largest number mean that systemd does not count.
Value counted(std::string_view text) {
    const auto number = whole_number(text);
    return number ? Value(*number) : not_set;
}

Value main_pid(const UnitProperties& unit) {
    const auto number = whole_number(property_of(unit, "MainPID"));
    return number.value_or(0) == 0 ? not_set : Value(*number);
}

Value started(const UnitProperties& unit) {
    const auto text = property_of(unit, "ActiveEnterTimestamp");
    if (text.empty() or text == "n/a")
        return not_set;
    const auto instant = systemd_time(text);
    if (not instant)
        throw CannotTell{Kind::unparsable, "systemctl answered the time " + quoted(text, 100)};
    return *instant;
}

Value user(const UnitProperties& unit) {
    if (not unit.contains("User"))
        return not_set;  // a timer or a target runs nothing
    const auto name = property_of(unit, "User");
    return name.empty() ? Value("root") : Value(name);
}

Value drop_ins(const UnitProperties& unit) {
    std::vector<std::string> paths;
    for (const auto path : words_of(property_of(unit, "DropInPaths"))) {
        if (path == "[unprintable]")
            throw CannotTell{Kind::unparsable, "systemctl does not print the name of a drop-in"};
        paths.emplace_back(path);
    }
    return sequence_of_texts(paths);
}

Value wanted_by(const UnitProperties& unit) {
    std::vector<std::string> units;
    for (const auto* property : {"WantedBy", "RequiredBy"})
        for (const auto name : words_of(property_of(unit, property)))
            units.emplace_back(name);
    return set_of_texts(units);
}

Value running(const UnitProperties& unit) {
    const bool yes = is(unit, "ActiveState", {"active", "reloading", "refreshing"});
    return flag(
        yes,
        fmt::format(
            "its state is {} ({})", property_of(unit, "ActiveState"), property_of(unit, "SubState")
        )
    );
}

struct AttributeRow {
    std::string_view name;
    Value (*tell)(const UnitProperties& unit);
    bool (*has)(const UnitProperties& unit) = is_known;
};

using Unit = const UnitProperties&;

const std::array attribute_rows = {
    AttributeRow{"exists", [](Unit) { return Value(true); }},
    AttributeRow{
        "valid",
        [](Unit unit) {
            const bool yes = is(unit, "LoadState", {"loaded", "masked", "merged", "stub"});
            return flag(yes, fmt::format("its load state is {}", property_of(unit, "LoadState")));
        }},
    AttributeRow{"running", running, has_state},
    AttributeRow{
        "failed", [](Unit unit) { return Value(is(unit, "ActiveState", {"failed"})); }, has_state},
    AttributeRow{
        "state",
        [](Unit unit) { return text_or_not_set(property_of(unit, "ActiveState")); },
        has_state},
    AttributeRow{
        "substate",
        [](Unit unit) { return text_or_not_set(property_of(unit, "SubState")); },
        has_state},
    AttributeRow{"enabled", enabled},
    AttributeRow{
        "enablement",
        [](Unit unit) { return text_or_not_set(property_of(unit, "UnitFileState")); }},
    AttributeRow{
        "masked",
        [](Unit unit) {
            return Value(
                is(unit, "LoadState", {"masked"})
                or is(unit, "UnitFileState", {"masked", "masked-runtime"})
            );
        }},
    AttributeRow{"main_pid", main_pid, has_state},
    AttributeRow{
        "restarts", [](Unit unit) { return counted(property_of(unit, "NRestarts")); }, has_state},
    AttributeRow{"started", started, has_state},
    AttributeRow{"user", user},
    AttributeRow{
        "unit_file", [](Unit unit) { return text_or_not_set(property_of(unit, "FragmentPath")); }},
    AttributeRow{"drop_ins", drop_ins},
    AttributeRow{
        "needs_reload", [](Unit unit) { return Value(is(unit, "NeedDaemonReload", {"yes"})); }},
    AttributeRow{"wanted_by", wanted_by},
    AttributeRow{
        "memory", [](Unit unit) { return counted(property_of(unit, "MemoryCurrent")); }, has_state},
    AttributeRow{
        "tasks", [](Unit unit) { return counted(property_of(unit, "TasksCurrent")); }, has_state},
};

}  // namespace

bool has_state(const UnitProperties& unit) {
    return is_known(unit) or not is(unit, "ActiveState", {"inactive", ""});
}

Value unit_attribute(const UnitProperties& unit, std::string_view attribute) {
    const auto row = std::ranges::find(attribute_rows, attribute, &AttributeRow::name);
    if (row == attribute_rows.end())
        throw NotAsked{fmt::format("systemd has no {}", attribute)};
    return row->has(unit) ? row->tell(unit) : absent;
}

std::optional<Instant> systemd_time(std::string_view text) {
    const auto words = words_of(text);
    if (words.size() != 4 or words[3] != "UTC")
        return std::nullopt;
    return from_iso8601(fmt::format("{}T{}Z", words[1], words[2]));
}

}  // namespace muster
