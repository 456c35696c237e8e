// What the tools of the daemontools family print, and their binary files. Read off runit 2.1.2, daemontools 0.76
// and s6 2.11.

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/supervise_tools.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// A tool could not look: nobody watches, or it may not be seen, or we do not know.
Supervised complaint(std::string_view line) {
    constexpr std::array<std::string_view, 4> nobody = {
        "runsv not running",
        "supervise not running",
        // The mark of one who watches is not there; nor is what nobody ever watched.
        "supervise/ok: file does not exist",
        "unable to change to service directory: file does not exist",
    };
    for (const auto words : nobody)
        if (line.ends_with(words))
            return {.watched = false, .word = "down"};
    if (line.ends_with("unable to chdir: file does not exist"))
        return {.watched = false, .word = "down"};
    const bool denied = has(line, "access denied") or has(line, "ermission denied");
    throw CannotTell{
        denied ? Kind::denied : Kind::unparsable,
        "the state of the service folder is not told: " + escaped(line, 200),
        denied ? "try --sudo" : ""};
}

/// "(pid 1043) 2s, normally down, paused": a PID or none, a time that we do not need, marks.
void read_details(Supervised& service, std::string_view details) {
    constexpr std::string_view pid = "(pid ";
    const auto open = details.find(pid);
    const auto comma = details.find(", ");
    if (open != std::string_view::npos and open < comma) {
        const auto digits = details.substr(open + pid.size());
        service.pid = whole_number(digits.substr(0, digits.find(')')));
    }
    if (comma == std::string_view::npos)
        return;
    for (const auto mark : split(details.substr(comma + 1), ','))
        service.marks.emplace_back(trimmed(mark));
}

/// Big-endian bytes as a number.
std::uint64_t number_of(std::string_view bytes) {
    std::uint64_t number = 0;
    for (const char byte : bytes)
        number = number << 8U | static_cast<unsigned char>(byte);
    return number;
}

/// A TAI64N label: seconds from 2^62, nanoseconds. What these tools take for TAI is UTC and `ahead` seconds.
std::optional<Instant> instant_of_label(std::string_view label, std::int64_t ahead) {
    constexpr std::uint64_t epoch = 1ULL << 62U;
    constexpr std::uint64_t most_seconds = 1ULL << 33U;  // the year 2242
    const auto seconds = number_of(label.substr(0, 8));
    if (seconds < epoch or seconds - epoch > most_seconds)
        return std::nullopt;
    return Instant(std::chrono::seconds(static_cast<std::int64_t>(seconds - epoch) - ahead))
           + std::chrono::nanoseconds(number_of(label.substr(8, 4)));
}

constexpr std::size_t label_bytes = 12;

}  // namespace

Supervised parse_sv(std::string_view line) {
    const auto colon = line.find(": ");
    const auto word = line.substr(0, colon);
    if (colon == std::string_view::npos or (word != "run" and word != "down" and word != "finish"))
        return complaint(line);
    Supervised service{.word = std::string(word)};
    // "; run: log: (pid 12) 5s" follows where a service has a log of its own.
    read_details(service, line.substr(colon + 2, line.find(';') - colon - 2));
    return service;
}

Supervised parse_svstat(std::string_view line) {
    const auto word = line.substr(0, line.find(' '));
    if (word != "up" and word != "down")
        return complaint(line);
    Supervised service{.word = std::string(word)};
    read_details(service, line.substr(word.size()));
    return service;
}

Supervised parse_s6_svstat(std::string_view line) {
    if (line.ends_with("s6-supervise not running"))
        return {.watched = false, .word = "down"};
    const auto words = words_of(line);
    const auto is_flag = [](std::string_view word) { return word == "true" or word == "false"; };
    const auto pid = words.size() == 5 ? whole_number(words[4]) : std::nullopt;
    if (not pid or not std::ranges::all_of(words.begin(), words.begin() + 4, is_flag))
        return complaint(line);
    const bool up = words[0] == "true";
    const bool wanted_up = words[1] == "true";
    const bool normally_up = words[2] == "true";
    Supervised service{.word = up ? "up" : "down"};
    if (up)
        service.pid = *pid;
    // As s6-svstat says it without -o: only what differs from what is the case.
    if (up != normally_up)
        service.marks.emplace_back(normally_up ? "normally up" : "normally down");
    if (up != wanted_up)
        service.marks.emplace_back(wanted_up ? "want up" : "want down");
    if (words[3] == "true")
        service.marks.emplace_back("paused");
    return service;
}

std::optional<SuperviseStatus> parse_supervise_status(std::string_view bytes) {
    constexpr std::size_t shared_bytes = 18;
    constexpr std::int64_t ahead = 10;  // djb's libraries take TAI for UTC and 10 seconds
    if (bytes.size() < shared_bytes)
        return std::nullopt;
    const auto since = instant_of_label(bytes.substr(0, label_bytes), ahead);
    if (not since)
        return std::nullopt;
    const std::string pid(bytes.rend() - 16, bytes.rend() - 12);  // little-endian
    return SuperviseStatus{static_cast<std::int64_t>(number_of(pid)), *since};
}

std::optional<SuperviseStatus> parse_s6_status(std::string_view bytes) {
    constexpr std::size_t all_bytes = 35;
    constexpr std::size_t pid_at = 24;
    constexpr std::int64_t ahead = 37;  // skalibs counts the 27 leap seconds there have been
    if (bytes.size() != all_bytes)
        return std::nullopt;
    const auto since = instant_of_label(bytes.substr(0, label_bytes), ahead);
    if (not since)
        return std::nullopt;
    return SuperviseStatus{static_cast<std::int64_t>(number_of(bytes.substr(pid_at, 8))), *since};
}

}  // namespace muster
