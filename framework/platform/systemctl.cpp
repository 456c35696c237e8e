#include "framework/platform/systemctl.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

namespace muster {

Command systemctl(std::vector<std::string> words, const std::string& user) {
    std::vector<std::string> before = {"systemctl"};
    // Her systemctl finds her manager by the folder that logind made for her. `--machine=alice@` would need her
    // D-Bus, which a server often lacks.
    if (not user.empty())
        before = {
            "sh",
            "-c",
            "XDG_RUNTIME_DIR=/run/user/$(id -u) exec \"$@\"",
            "sh",
            "systemctl",
            "--user"};
    words.insert(words.begin(), before.begin(), before.end());
    Command command{std::move(words)};
    command.user = user;
    // systemctl prints times in the zone of whoever calls it.
    command.environment = {{"TZ", "UTC"}};
    return command;
}

void check_systemctl(std::string_view verb, const Output& output, const std::string& user) {
    if (not user.empty() and output.err.find("Failed to connect to bus") != std::string::npos)
        throw CannotTell{
            Kind::failed,
            fmt::format("no systemd --user of {} runs", quoted(user)),
            "it runs while she is logged in, or always after loginctl enable-linger"};
    if (output.exit_status == 0)
        return;
    if (output.exit_status == 127)
        throw CannotTell{Kind::missing_tool, "systemctl is not there", "is this a systemd host?"};
    const bool denied = output.err.find("Access denied") != std::string::npos
                        or output.err.find("Permission denied") != std::string::npos;
    throw CannotTell{
        denied ? Kind::denied : Kind::failed,
        fmt::format(
            "systemctl {} ended with {}: {}",
            verb,
            output.exit_status,
            escaped(trimmed(output.err), 200)
        ),
        denied ? "try --sudo" : ""};
}

void check_user(std::string_view user) {
    if (user.find('\n') != std::string_view::npos or user.find('\0') != std::string_view::npos)
        throw CannotTell{Kind::unsupported, fmt::format("{} is no user's name", quoted(user)), ""};
}

}  // namespace muster
