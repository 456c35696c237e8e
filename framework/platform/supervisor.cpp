#include "framework/platform/supervisor.hpp"

#include "framework/base/display.hpp"
#include "framework/base/seconds.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

using namespace std::chrono_literals;

// http://supervisord.org/subprocess.html#process-states
constexpr std::array<std::string_view, 8> states = {
    "STOPPED", "STARTING", "RUNNING", "BACKOFF", "STOPPING", "EXITED", "FATAL", "UNKNOWN"};

CannotTell no_answer(const Output& output) {
    if (output.exit_status == 127)
        return {Kind::missing_tool, "supervisorctl is not there"};
    const auto said = trimmed(output.err).empty() ? trimmed(output.out) : trimmed(output.err);
    const bool denied = lower_case(said).find("permission denied") != std::string::npos;
    return {
        denied ? Kind::denied : Kind::failed,
        fmt::format("supervisorctl ended with {}: {}", output.exit_status, escaped(said, 200)),
        denied ? "try --sudo" : "does supervisord run?"};
}

/// 0: all programs run. 3: some do not. With 4 it could not be asked, and says why where programs would be.
void check(const Output& output) {
    const auto first = output.out.substr(0, output.out.find('\n'));
    const auto words = words_of(first);
    const bool answered = words.size() >= 2 and std::ranges::find(states, words[1]) != states.end();
    const bool no_programs = output.exit_status == 0 and trimmed(output.out).empty();
    if ((output.exit_status != 0 and output.exit_status != 3) or not(answered or no_programs))
        throw no_answer(output);
}

Task<std::map<std::string, std::string>> starts(Host& host) {
    const Command command{{"supervisorctl", "avail"}};
    auto asked = host.run(command);
    const auto& output = co_await asked;
    if (output.exit_status != 0)
        throw no_answer(output);
    co_return parse_supervisor_avail(output.out);
}

/// By the target's own clock, since supervisor tells how long ago.
Task<Instant> now_there(Host& host) {
    const Command command{{"date", "+%s"}};
    auto asked = host.run(command);
    const auto& output = co_await asked;
    const auto seconds = whole_number(trimmed(output.out));
    const auto time = seconds ? nanoseconds_of_seconds(*seconds) : std::nullopt;
    if (output.exit_status != 0 or not time)
        throw CannotTell{Kind::failed, "date does not tell the time there"};
    co_return Instant(*time);
}

Task<std::optional<SupervisorProgram>> program_of(Host& host, std::string name) {
    auto& shared = host.once(supervisor_programs);
    const auto& programs = co_await shared;
    const auto* program = find_program(programs, name);
    co_return program == nullptr ? std::nullopt : std::optional(*program);
}

// --- the answers ---------------------------------------------------------------------------------

Task<Value> exists(Host& host, std::string name) {
    auto asked = program_of(host, name);
    const auto& program = co_await asked;
    co_return program ? Value(true) : absent;
}

Task<Value> running(Host& host, std::string name) {
    auto asked = program_of(host, name);
    const auto& program = co_await asked;
    if (not program)
        co_return absent;
    co_return flag_with_reason(
        program->state == "RUNNING",
        fmt::format("its state is {}: {}", program->state, program->description)
    );
}

Task<Value> failed(Host& host, std::string name) {
    auto asked = program_of(host, name);
    const auto& program = co_await asked;
    if (not program)
        co_return absent;
    Value value = program->state == "FATAL" or program->state == "BACKOFF";
    value.remark = fmt::format("its state is {}: {}", program->state, program->description);
    co_return value;
}

Task<Value> state(Host& host, std::string name) {
    auto asked = program_of(host, name);
    const auto& program = co_await asked;
    co_return program ? Value(program->state) : absent;
}

Task<Value> main_pid(Host& host, std::string name) {
    auto asked = program_of(host, name);
    const auto& program = co_await asked;
    if (not program)
        co_return absent;
    const auto process = parse_supervisor_process(program->description);
    co_return process ? Value(process->pid) : not_set;
}

Task<Value> started(Host& host, std::string name) {
    auto asked = program_of(host, name);
    auto& clock = host.once(now_there);
    const auto& program = co_await asked;
    if (not program)
        co_return absent;
    const auto process = parse_supervisor_process(program->description);
    if (not process)
        co_return not_set;
    const auto& now = co_await clock;
    co_return Value(Instant(now - process->uptime));
}

/// `auto` or `manual`; nothing when there is no such program.
Task<std::optional<std::string>> start_of(Host& host, std::string name) {
    auto asked = program_of(host, name);
    auto& shared = host.once(starts);
    const auto& program = co_await asked;
    if (not program)
        co_return std::nullopt;
    const auto& all = co_await shared;
    const auto found = all.find(program->name);
    if (found == all.end())
        throw CannotTell{
            Kind::unparsable, "supervisorctl avail does not name " + quoted(program->name)};
    co_return found->second;
}

Task<Value> enabled(Host& host, std::string name) {
    auto asked = start_of(host, name);
    const auto& start = co_await asked;
    if (not start)
        co_return absent;
    co_return flag_with_reason(*start == "auto", "its start is " + *start);
}

Task<Value> enablement(Host& host, std::string name) {
    auto asked = start_of(host, name);
    const auto& start = co_await asked;
    co_return start ? Value(*start) : absent;
}

constexpr std::array attributes = {
    ServiceAttribute{"exists", exists},
    ServiceAttribute{"running", running},
    ServiceAttribute{"failed", failed},
    ServiceAttribute{"state", state},
    ServiceAttribute{"main_pid", main_pid},
    ServiceAttribute{"started", started},
    ServiceAttribute{"enabled", enabled},
    ServiceAttribute{"enablement", enablement},
};

Task<Value> ask(Host& host, ServiceName service, std::string attribute) {
    return ask_one_of(host, attributes, "supervisor", service.name, attribute);
}

Task<std::vector<std::string>> all(Host& host, ServiceName pattern) {
    auto& shared = host.once(supervisor_programs);
    const auto& programs = co_await shared;
    std::vector<std::string> names;
    for (const auto& program : programs)
        if (fits_pattern(pattern.name, program.name))
            names.push_back(program.name);
    co_return names;
}

}  // namespace

Task<SupervisorPrograms> supervisor_programs(Host& host) {
    const Command command{{"supervisorctl", "status"}};
    auto asked = host.run(command);
    const auto& output = co_await asked;
    check(output);
    co_return parse_supervisor_status(output.out);
}

SupervisorPrograms parse_supervisor_status(std::string_view report) {
    SupervisorPrograms programs;
    for (const auto line : lines_of(report)) {
        const auto words = words_of(line);
        if (words.size() < 2 or std::ranges::find(states, words[1]) == states.end())
            continue;
        const auto after = static_cast<std::size_t>(words[1].end() - line.begin());
        programs.push_back(
            {std::string(words[0]), std::string(words[1]), std::string(trimmed(line.substr(after)))}
        );
    }
    return programs;
}

std::map<std::string, std::string> parse_supervisor_avail(std::string_view report) {
    std::map<std::string, std::string> starts;
    for (const auto line : lines_of(report)) {
        // web                              in use    auto      999:999
        const auto words = words_of(line);
        if (words.size() < 4)
            continue;
        const auto word = words[words.size() - 2];
        if (word == "auto" or word == "manual")
            starts[std::string(words[0])] = word;
    }
    return starts;
}

const SupervisorProgram* find_program(const SupervisorPrograms& programs, std::string_view name) {
    const auto whole = std::ranges::find(programs, name, &SupervisorProgram::name);
    if (whole != programs.end())
        return &*whole;
    const SupervisorProgram* found = nullptr;
    for (const auto& program : programs) {
        const auto colon = program.name.find(':');
        if (colon == std::string::npos or program.name.substr(colon + 1) != name)
            continue;
        if (found != nullptr)
            throw CannotTell{
                Kind::unsupported,
                fmt::format("several groups have a program {}", quoted(name)),
                fmt::format("name one in full: {} or {}", found->name, program.name)};
        found = &program;
    }
    return found;
}

std::optional<SupervisorProcess> parse_supervisor_process(std::string_view description) {
    // pid 5162, uptime 0:00:02
    // pid 5162, uptime 12 days, 0:00:02
    const auto words = words_of(description);
    const bool days = words.size() == 6;
    if ((words.size() != 4 and not days) or words[0] != "pid" or words[2] != "uptime"
        or not words[1].ends_with(','))
        return std::nullopt;
    const auto pid = whole_number(words[1].substr(0, words[1].size() - 1));
    const auto clock = split(words.back(), ':');
    const auto day = days ? whole_number(words[3]) : std::optional<std::int64_t>(0);
    constexpr std::int64_t most = 100'000;  // days of a program: 270 years
    if (not pid or not day or *day < 0 or *day > most or clock.size() != 3)
        return std::nullopt;
    std::int64_t seconds = *day * 24;
    for (const auto part : clock) {
        const auto number = whole_number(part);
        if (not number or *number < 0 or *number >= 60)
            return std::nullopt;
        const bool hours = part.data() == clock.front().data();
        seconds = seconds * (hours ? 1 : 60) + *number;
    }
    return SupervisorProcess{*pid, std::chrono::seconds(seconds)};
}

const ServiceManager supervisor = {.name = "supervisor", .ask = ask, .all = all};

}  // namespace muster
