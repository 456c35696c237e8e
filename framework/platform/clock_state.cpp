#include "framework/platform/clock_state.hpp"

#include "framework/base/text.hpp"
#include "framework/model/value.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace muster {

namespace {

std::optional<double> decimal(std::string_view text) {
    if (text.starts_with('+'))
        text.remove_prefix(1);
    const auto number = number_from(text);
    if (not number)
        return std::nullopt;
    const auto* whole = std::get_if<std::int64_t>(&number->amount);
    return whole != nullptr ? static_cast<double>(*whole) : std::get<double>(number->amount);
}

/// The value behind "NAME:" at the start of a line, or behind "NAME=" of a list with commas.
std::optional<std::string_view> field(std::string_view text, std::string_view name, char ends_at) {
    for (const auto piece : split(text, ends_at)) {
        const auto entry = trimmed(piece);
        if (entry.starts_with(name))
            return trimmed(entry.substr(name.size()));
    }
    return std::nullopt;
}

/// All that can be asked, so that it leaves with one batch. None may hold the others up for long.
struct Tools {
    Pending<Output> timedatectl;
    Pending<Output> timesync;
    Pending<Output> adjtimex;
    Pending<Output> chronyc;
    Pending<Output> ntpq;
};

Pending<Output> ask(Host& host, std::vector<std::string> words) {
    Command command{std::move(words)};
    command.deadline = std::chrono::seconds(5);
    return host.run(std::move(command));
}

Tools ask_tools(Host& host) {
    host.require(Ability::live);
    return {
        ask(host, {"timedatectl", "show", "--property=NTPSynchronized", "--value"}),
        ask(host, {"timedatectl", "timesync-status"}),
        ask(host, {"busybox", "adjtimex"}),
        ask(host, {"chronyc", "-c", "-n", "tracking"}),
        ask(host, {"ntpq", "-c", "rv 0 leap,offset"})};
}

CannotTell nobody_tells(const char* what, const char* hint) {
    return {Kind::missing_tool, std::string("no tool tells ") + what, hint};
}

std::optional<DaemonClock> daemon_clock(
    const Output& output, std::optional<DaemonClock> (*read)(std::string_view)
) {
    return output.exit_status == 0 ? read(output.out) : std::nullopt;
}

}  // namespace

std::optional<DaemonClock> clock_from_chronyc(std::string_view tracking) {
    // chronyc(1): reference, address, stratum, time, correction, … 14 fields, the last is the leap status.
    const auto fields = split(trimmed(tracking), ',');
    const auto offset = fields.size() == 14 ? decimal(fields[4]) : std::nullopt;
    if (not offset)
        return std::nullopt;
    return DaemonClock{fields.back() != "Not synchronised", std::abs(*offset)};
}

std::optional<DaemonClock> clock_from_ntpq(std::string_view variables) {
    const auto leap = field(variables, "leap=", ',');
    const auto offset = field(variables, "offset=", ',');
    const auto milliseconds = offset ? decimal(*offset) : std::nullopt;
    if (not leap or not milliseconds)
        return std::nullopt;
    constexpr auto alarm = "11";  // RFC 5905: not synchronised
    return DaemonClock{*leap != alarm and *leap != "3", std::abs(*milliseconds) / 1000};
}

std::optional<bool> synchronised_from_adjtimex(std::string_view text) {
    const auto error = field(text, "maxerror:", '\n');
    const auto microseconds = error ? whole_number(*error) : std::nullopt;
    // As timedatectl judges: the flag STA_UNSYNC may also keep the kernel from the hardware clock.
    constexpr std::int64_t limit = 16'000'000;
    return microseconds ? std::optional(*microseconds < limit) : std::nullopt;
}

std::optional<double> offset_from_timesync(std::string_view status) {
    const auto offset = field(status, "Offset:", '\n');
    return offset ? span_of_time(*offset) : std::nullopt;
}

std::optional<double> span_of_time(std::string_view text) {
    struct Unit {
        std::string_view name;
        double seconds;
    };
    constexpr std::array units = {
        Unit{"us", 1e-6},
        Unit{"ms", 1e-3},
        Unit{"min", 60},
        Unit{"h", 3600},
        Unit{"d", 86400},
        Unit{"s", 1}};
    const auto words = words_of(text);
    double sum = 0;
    for (const auto word : words) {
        const auto* unit =
            std::ranges::find_if(units, [&](const Unit& one) { return word.ends_with(one.name); });
        if (unit == units.end())
            return std::nullopt;
        const auto number = decimal(word.substr(0, word.size() - unit->name.size()));
        if (not number)
            return std::nullopt;
        sum += std::abs(*number) * unit->seconds;
    }
    return words.empty() ? std::nullopt : std::optional(sum);
}

Task<bool> clock_synchronised(Host& host) {
    auto tools = ask_tools(host);
    const auto& timedatectl = co_await tools.timedatectl;
    const auto said = trimmed(timedatectl.out);
    if (timedatectl.exit_status == 0 and (said == "yes" or said == "no"))
        co_return said == "yes";
    const auto& adjtimex = co_await tools.adjtimex;
    const auto by_kernel =
        adjtimex.exit_status == 0 ? synchronised_from_adjtimex(adjtimex.out) : std::nullopt;
    if (by_kernel)
        co_return *by_kernel;
    if (const auto clock = daemon_clock(co_await tools.chronyc, clock_from_chronyc))
        co_return clock->synchronised;
    if (const auto clock = daemon_clock(co_await tools.ntpq, clock_from_ntpq))
        co_return clock->synchronised;
    throw nobody_tells(
        "whether the clock is synchronised", "timedatectl, busybox, chronyc or ntpq would tell"
    );
}

Task<std::optional<double>> clock_offset(Host& host) {
    auto tools = ask_tools(host);
    const auto offset = [](const DaemonClock& clock) {
        return clock.synchronised ? std::optional(clock.offset) : std::nullopt;
    };
    if (const auto clock = daemon_clock(co_await tools.chronyc, clock_from_chronyc))
        co_return offset(*clock);
    if (const auto clock = daemon_clock(co_await tools.ntpq, clock_from_ntpq))
        co_return offset(*clock);
    const auto& timesync = co_await tools.timesync;
    if (timesync.exit_status == 0)
        co_return offset_from_timesync(timesync.out);
    throw nobody_tells(
        "by how much the clock is off", "chronyc, ntpq or timedatectl timesync-status would tell"
    );
}

}  // namespace muster
