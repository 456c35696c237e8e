#include "framework/platform/openrc.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/init_scripts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

/// What every boot goes through on its way to a login (openrc(8)).
constexpr std::array<std::string_view, 3> boot_runlevels = {"sysinit", "boot", "default"};

Task<OpenrcStates> rc_status(Host& host) {
    const Command command{{"rc-status", "-f", "ini", "-a"}};
    auto asked = host.run(command);
    const auto& output = co_await asked;
    if (output.exit_status == 127)
        throw CannotTell{Kind::missing_tool, "rc-status is not there", "is this an OpenRC host?"};
    if (output.exit_status != 0)
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "rc-status ended with {}: {}", output.exit_status, escaped(trimmed(output.err), 200)
            )};
    auto states = parse_rc_status(output.out);
    if (output.out.empty())
        throw CannotTell{Kind::unparsable, "rc-status printed nothing"};
    co_return states;
}

/// Marks of services in /run/openrc. rc-status leaves out what is in no runlevel and neither runs nor was
/// started by hand; of that a mark tells, if there is any.
Task<std::map<std::string, std::string>> marks(Host& host) {
    auto asked = host.glob("/run/openrc/[is]*/*");
    const auto& found = co_await asked;
    constexpr std::array<std::string_view, 5> states = {
        "starting", "stopping", "inactive", "started", "scheduled"};
    std::map<std::string, std::string> marked;
    if (not found)
        co_return marked;
    for (const auto state : states)
        for (const auto& path : found->names) {
            const auto before = fmt::format("/run/openrc/{}/", state);
            if (path.starts_with(before))
                marked.try_emplace(path.substr(before.size()), state);
        }
    co_return marked;
}

/// Nothing when there is no such service.
Task<std::optional<OpenrcState>> state_of(Host& host, std::string name) {
    auto known = script_exists(host, name);
    auto& listing = host.once(rc_status);
    auto& marking = host.once(marks);
    if (not co_await known)
        co_return std::nullopt;
    const auto& listed = co_await listing;
    if (const auto found = listed.find(name); found != listed.end())
        co_return found->second;
    const auto& marked = co_await marking;
    const auto found = marked.find(name);
    co_return OpenrcState{found == marked.end() ? "stopped" : found->second};
}

struct Runlevels {
    std::vector<std::string> all;
    std::vector<RunlevelEntry> entries;
};

Task<Runlevels> runlevels_of_host(Host& host) {
    auto names = host.list("/etc/runlevels");
    auto links = host.glob("/etc/runlevels/*/*");
    const auto& levels = co_await names;
    const auto& paths = co_await links;
    Runlevels runlevels;
    if (not levels)
        throw CannotTell{Kind::unsupported, "no folder /etc/runlevels", "is this an OpenRC host?"};
    runlevels.all = levels->names;
    for (const auto& path : paths ? paths->names : std::vector<std::string>()) {
        const auto parts = split(path, '/');  // "", etc, runlevels, LEVEL, NAME
        runlevels.entries.push_back({std::string(parts[3]), std::string(parts[4])});
    }
    co_return runlevels;
}

Task<std::optional<std::set<std::string>>> levels_of(Host& host, std::string name) {
    auto known = script_exists(host, name);
    auto& shared = host.once(runlevels_of_host);
    if (not co_await known)
        co_return std::nullopt;
    const auto& all = co_await shared;
    co_return runlevels_of(name, all.entries, all.all);
}

// --- the answers ---------------------------------------------------------------------------------

Task<Value> exists(Host& host, std::string name) {
    auto known = script_exists(host, name);
    const bool there = co_await known;
    co_return there ? Value(true) : absent;
}

Task<Value> running(Host& host, std::string name) {
    auto asked = state_of(host, name);
    const auto& state = co_await asked;
    if (not state)
        co_return absent;
    co_return flag_with_reason(state->word == "started", "its state is " + state->word);
}

Task<Value> failed(Host& host, std::string name) {
    auto asked = state_of(host, name);
    const auto& state = co_await asked;
    co_return state ? Value(state->word == "crashed" or state->word == "failed") : absent;
}

Task<Value> state(Host& host, std::string name) {
    auto asked = state_of(host, name);
    const auto& state = co_await asked;
    co_return state ? Value(state->word) : absent;
}

Task<Value> restarts(Host& host, std::string name) {
    auto asked = state_of(host, name);
    const auto& state = co_await asked;
    if (not state)
        co_return absent;
    co_return state->restarts ? Value(*state->restarts) : not_set;
}

/// OpenRC marks a service as started by a link that it makes then.
Task<Value> started(Host& host, std::string name) {
    if (not is_script_name(name))
        co_return absent;
    auto known = script_exists(host, name);
    auto mark = host.stat("/run/openrc/started/" + name, Follow::no);
    if (not co_await known)
        co_return absent;
    const auto& status = co_await mark;
    co_return status ? Value(status->modified) : not_set;
}

/// The number in a file, if there is one.
std::optional<std::int64_t> number_in(const std::optional<Content>& file) {
    return file ? whole_number(trimmed(file->bytes)) : std::nullopt;
}

/// supervise-daemon notes whom it started; others leave a PID file, which counts while such a process runs.
Task<Value> main_pid(Host& host, std::string name) {
    if (not is_script_name(name))
        co_return absent;
    auto asked = state_of(host, name);
    auto child = host.read("/run/openrc/options/" + name + "/child_pid");
    auto file = host.read("/run/openrc/options/" + name + "/pidfile");
    const auto& state = co_await asked;
    if (not state)
        co_return absent;
    if (state->word != "started")
        co_return not_set;
    const auto& of_daemon = co_await child;
    if (const auto pid = number_in(of_daemon))
        co_return Value(*pid);
    const auto& path = co_await file;
    if (not path or not path->bytes.starts_with('/'))
        co_return not_set;
    auto noted = host.read(std::string(trimmed(path->bytes)));
    const auto& text = co_await noted;
    const auto pid = number_in(text);
    if (not pid)
        co_return not_set;
    auto process = host.stat(fmt::format("/proc/{}", *pid));
    const auto& runs = co_await process;
    co_return runs ? Value(*pid) : not_set;
}

Task<Value> enabled(Host& host, std::string name) {
    auto asked = levels_of(host, name);
    const auto& levels = co_await asked;
    if (not levels)
        co_return absent;
    const bool yes = std::ranges::any_of(boot_runlevels, [&](std::string_view level) {
        return levels->contains(std::string(level));
    });
    const std::vector<std::string> others(levels->begin(), levels->end());
    co_return flag_with_reason(
        yes,
        others.empty() ? std::string("it is in no runlevel")
                       : "it is only in the runlevels " + join(others, ", ")
    );
}

Task<Value> enablement(Host& host, std::string name) {
    auto asked = enabled(host, name);
    const auto& value = co_await asked;
    co_return enablement_word(value);
}

Task<Value> runlevels(Host& host, std::string name) {
    auto asked = levels_of(host, name);
    const auto& levels = co_await asked;
    if (not levels)
        co_return absent;
    co_return set_of_texts({levels->begin(), levels->end()});
}

Task<Value> unit_file(Host& host, std::string name) {
    auto known = script_exists(host, name);
    const bool there = co_await known;
    co_return there ? Value(script_path(name)) : absent;
}

constexpr std::array attributes = {
    ServiceAttribute{"exists", exists},
    ServiceAttribute{"running", running},
    ServiceAttribute{"failed", failed},
    ServiceAttribute{"state", state},
    ServiceAttribute{"main_pid", main_pid},
    ServiceAttribute{"restarts", restarts},
    ServiceAttribute{"started", started},
    ServiceAttribute{"enabled", enabled},
    ServiceAttribute{"enablement", enablement},
    ServiceAttribute{"runlevels", runlevels},
    ServiceAttribute{"unit_file", unit_file},
};

Task<Value> ask(Host& host, ServiceName service, std::string attribute) {
    return ask_one_of(host, attributes, "openrc", service.name, attribute);
}

Task<std::vector<std::string>> all(Host& host, ServiceName pattern) {
    auto& shared = host.once(names_of_scripts);
    const auto& names = co_await shared;
    auto there = existing_services(host, &openrc, names, pattern.name);
    co_return co_await there;
}

}  // namespace

OpenrcStates parse_rc_status(std::string_view report) {
    OpenrcStates states;
    for (const auto line : lines_of(report)) {
        // [default]
        // cron =  started
        // watched =  started 00:00:01 (0)
        constexpr std::string_view sign = " = ";
        const auto equals = line.find(sign);
        if (line.starts_with('[') or equals == std::string_view::npos)
            continue;
        const auto words = words_of(line.substr(equals + sign.size()));
        if (words.empty())
            continue;
        OpenrcState state{std::string(words.front())};
        const auto last = words.back();
        if (words.size() > 1 and last.starts_with('(') and last.ends_with(')'))
            state.restarts = whole_number(last.substr(1, last.size() - 2));
        states[std::string(line.substr(0, equals))] = state;
    }
    return states;
}

std::set<std::string> runlevels_of(
    const std::string& service,
    const std::vector<RunlevelEntry>& entries,
    const std::vector<std::string>& all_runlevels
) {
    std::set<std::string> levels;
    for (const auto& entry : entries)
        if (entry.name == service)
            levels.insert(entry.runlevel);
    // A runlevel that names another one starts all that is in it (rc-update(8), --stack).
    for (std::size_t before = levels.size() + 1; before != levels.size();) {
        before = levels.size();
        for (const auto& entry : entries) {
            const bool stacks = std::ranges::find(all_runlevels, entry.name) != all_runlevels.end();
            if (stacks and levels.contains(entry.name))
                levels.insert(entry.runlevel);
        }
    }
    return levels;
}

const ServiceManager openrc = {.name = "openrc", .ask = ask, .all = all};

}  // namespace muster
