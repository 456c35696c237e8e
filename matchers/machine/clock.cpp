// A machine's time: its zone, who keeps its clock, since when it runs, whether it should boot again.

#include "framework/base/seconds.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/clock_state.hpp"
#include "framework/platform/reboot.hpp"
#include "framework/platform/time_service.hpp"
#include "matchers/machine/readers.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

/// "Europe/Berlin" of "/usr/share/zoneinfo/Europe/Berlin"; nothing of a path elsewhere.
std::string zone_of(std::string_view link) {
    constexpr std::string_view folder = "zoneinfo/";
    const auto at = link.find(folder);
    return at == std::string_view::npos ? "" : std::string(link.substr(at + folder.size()));
}

Task<Value> timezone(Host& host, Fact) {
    auto link = host.readlink("/etc/localtime");
    auto file = optional_file(host, "/etc/timezone");
    const auto& localtime = co_await link;
    const auto& named = co_await file;
    const auto zone = localtime and localtime->is_link ? zone_of(localtime->text) : "";
    if (not zone.empty())
        co_return zone;
    if (named)
        co_return *named;
    // Without the file the C library counts in UTC (tzset(3)); one that was copied there has no name.
    co_return localtime ? not_set : Value("UTC");
}

Task<Value> synchronised(Host& host, Fact) {
    auto& asked = host.once(clock_synchronised);
    const bool& is = co_await asked;
    co_return is;
}

Task<Value> offset(Host& host, Fact) {
    auto& asked = host.once(clock_offset);
    const auto& seconds = co_await asked;
    co_return seconds ? Value(*seconds) : not_set;
}

Task<Value> service(Host& host, Fact) {
    auto& asked = host.once(time_service);
    const auto& name = co_await asked;
    co_return name ? Value(*name) : not_set;
}

Task<Value> servers(Host& host, Fact) {
    auto& asked = host.once(time_servers);
    const auto& names = co_await asked;
    co_return names ? Value(set_of_texts(*names)) : not_set;
}

/// The line "btime 1782900000" of /proc/stat: seconds since 1970.
Task<Value> boot_time(Host& host, Fact) {
    auto reading = live_file(host, "/proc/stat");
    const auto& text = co_await reading;
    for (const auto line : lines_of(text)) {
        const auto words = words_of(line);
        const auto seconds =
            words.size() == 2 and words[0] == "btime" ? whole_number(words[1]) : std::nullopt;
        const auto time = seconds ? nanoseconds_of_seconds(*seconds) : std::nullopt;
        if (time)
            co_return Instant(*time);
    }
    throw CannotTell{Kind::unparsable, "no btime in /proc/stat"};
}

/// "1000.25 1800.00": whole seconds.
Task<Value> uptime(Host& host, Fact) {
    auto reading = live_file(host, "/proc/uptime");
    const auto& text = co_await reading;
    const auto seconds = whole_number(std::string_view(text).substr(0, text.find('.')));
    if (not seconds)
        throw CannotTell{Kind::unparsable, "/proc/uptime is not as Linux writes it"};
    co_return *seconds;
}

Task<Value> reboot_required(Host& host, Fact) {
    auto& asked = host.once(reboot_reason);
    const auto& reason = co_await asked;
    Value value = reason.has_value();
    value.remark = reason.value_or("");
    co_return value;
}

}  // namespace

std::vector<ReaderEntry> clock_readers() {
    return {
        {"timezone", timezone},
        {"clock_synchronised", synchronised},
        {"clock_offset", offset},
        {"time_servers", servers},
        {"time_service", service},
        {"boot_time", boot_time},
        {"uptime", uptime},
        {"reboot_required", reboot_required}};
}

}  // namespace muster
