// What a script in /etc/init.d says of itself when it is asked for its `status` (LSB 5, "Init Script Actions"):
// 0 it runs or is well, 1 dead with a PID file, 2 dead with a lock file, 3 not running, anything else unknown.
// Processes are never guessed at.
//
// A script that has no such action may do anything when it is asked, and mostly prints its usage and ends with
// 1, 2 or 3. So only a script that has the word in its text is asked (or that is read by Debian's
// init-d-script, which has the action), and one that prints its usage has said nothing.

#include "framework/platform/sysv.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/init_scripts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

/// Files that belong to the init itself; asking them does not tell of a service but starts some.
constexpr std::array<std::string_view, 5> no_services = {
    "rc", "rcS", "functions", "skeleton", "README"};

/// A script without the action; no script's own answer is mistaken for it, as both cannot tell.
constexpr int not_asked_status = 213;

bool may_be_service(const std::string& name) {
    return is_script_name(name) and std::ranges::find(no_services, name) == no_services.end();
}

Task<bool> is_service(Host& host, std::string name) {
    if (not may_be_service(name))
        co_return false;
    auto asked = script_exists(host, name);
    co_return co_await asked;
}

Command status_command(const std::string& name) {
    const std::string script =
        "grep -Eq 'status|init-d-script' \"$1\" 2>/dev/null; [ $? != 1 ] || exit "
        + std::to_string(not_asked_status) + "; exec \"$1\" status";
    return {{"sh", "-c", script, "sh", script_path(name)}};
}

CannotTell knows_no_status(const std::string& name) {
    return {
        Kind::unsupported,
        fmt::format("{} has no action `status`", script_path(name)),
        "ask for its process or its port"};
}

bool prints_usage(const Output& output) {
    return lower_case(output.out + output.err).find("usage:") != std::string::npos;
}

/// "running", "dead" or "stopped".
std::string word_for(const std::string& name, const Output& output) {
    if (output.exit_status == not_asked_status)
        throw knows_no_status(name);
    const auto said = trimmed(output.err).empty() ? trimmed(output.out) : trimmed(output.err);
    switch (output.exit_status) {
    case 0: return "running";
    case 1:
    case 2:
    case 3:
        if (prints_usage(output))
            throw knows_no_status(name);
        return output.exit_status == 3 ? "stopped" : "dead";
    case 126:
        throw CannotTell{
            Kind::denied,
            fmt::format("{} may not be run: {}", script_path(name), escaped(said, 200)),
            "try --sudo"};
    default:
        throw CannotTell{// LSB: 4 "unknown", which scripts also say to whoever may not look.
                         Kind::failed,
                         fmt::format(
                             "{} status ended with {}: {}",
                             script_path(name),
                             output.exit_status,
                             escaped(said, 200)
                         ),
                         output.exit_status == 4 ? "try --sudo" : ""};
    }
}

/// What the script says; nothing when there is none.
Task<std::optional<std::string>> state_of(Host& host, std::string name) {
    if (not may_be_service(name))
        co_return std::nullopt;
    auto known = is_service(host, name);
    const auto command = status_command(name);
    auto asked = host.run(command);
    if (not co_await known)
        co_return std::nullopt;
    const auto& output = co_await asked;
    co_return word_for(name, output);
}

Task<Value> exists(Host& host, std::string name) {
    auto known = is_service(host, name);
    const bool there = co_await known;
    co_return there ? Value(true) : absent;
}

Task<Value> running(Host& host, std::string name) {
    auto asked = state_of(host, name);
    const auto& state = co_await asked;
    if (not state)
        co_return absent;
    co_return flag_with_reason(*state == "running", "its status is " + *state);
}

Task<Value> state(Host& host, std::string name) {
    auto asked = state_of(host, name);
    const auto& state = co_await asked;
    co_return state ? Value(*state) : absent;
}

Task<Value> enabled(Host& host, std::string name) {
    auto known = is_service(host, name);
    auto asked = start_of_script(host, name);
    if (not co_await known)
        co_return absent;
    const auto& start = co_await asked;
    co_return flag_with_reason(
        start.at_boot,
        fmt::format(
            "it has no S link in the default runlevel {}{}",
            start.default_runlevel,
            start.runlevels.empty() ? "" : ", but in " + join(start.runlevels, ", ")
        )
    );
}

/// In the words of update-rc.d(8).
Task<Value> enablement(Host& host, std::string name) {
    auto asked = enabled(host, name);
    const auto& value = co_await asked;
    co_return enablement_word(value);
}

Task<Value> runlevels(Host& host, std::string name) {
    auto known = is_service(host, name);
    auto asked = start_of_script(host, name);
    if (not co_await known)
        co_return absent;
    const auto& start = co_await asked;
    co_return set_of_texts(start.runlevels);
}

Task<Value> unit_file(Host& host, std::string name) {
    auto known = is_service(host, name);
    const bool there = co_await known;
    co_return there ? Value(script_path(name)) : absent;
}

constexpr std::array attributes = {
    ServiceAttribute{"exists", exists},
    ServiceAttribute{"running", running},
    ServiceAttribute{"state", state},
    ServiceAttribute{"enabled", enabled},
    ServiceAttribute{"enablement", enablement},
    ServiceAttribute{"runlevels", runlevels},
    ServiceAttribute{"unit_file", unit_file},
};

Task<Value> ask(Host& host, ServiceName service, std::string attribute) {
    return ask_one_of(host, attributes, "sysv", service.name, attribute);
}

Task<std::vector<std::string>> all(Host& host, ServiceName pattern) {
    auto& shared = host.once(names_of_scripts);
    const auto& names = co_await shared;
    auto there = existing_services(host, &sysv, names, pattern.name);
    co_return co_await there;
}

}  // namespace

const ServiceManager sysv = {.name = "sysv", .ask = ask, .all = all};

}  // namespace muster
