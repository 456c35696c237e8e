#include "framework/platform/supervision.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/supervisor.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

CannotTell no_answer_from_monit(const Output& output) {
    if (output.exit_status == 127)
        return {Kind::missing_tool, "monit is not there"};
    const auto said = trimmed(output.err).empty() ? trimmed(output.out) : trimmed(output.err);
    const bool denied = said.find("ermission denied") != std::string_view::npos;
    return {
        denied ? Kind::denied : Kind::failed,
        fmt::format("monit ended with {}: {}", output.exit_status, escaped(said, 200)),
        denied ? "try --sudo" : "does it run?"};
}

Task<WatchedServices> by_monit(Host& host) {
    const Command command{{"monit", "-B", "status"}};
    auto answer = host.run(command);
    const auto& output = co_await answer;
    if (output.exit_status != 0)
        throw no_answer_from_monit(output);
    if (output.out.find("Monit ") == std::string::npos)
        throw CannotTell{Kind::unparsable, "monit answered " + quoted(output.out, 100)};
    co_return parse_monit_status(output.out);
}

}  // namespace

WatchedServices parse_monit_status(std::string_view report) {
    constexpr std::string_view field = "monitoring status";
    WatchedServices services;
    std::string name;
    for (const auto line : lines_of(report)) {
        // A thing begins at the margin with its kind: Process 'nginx'
        const auto open = line.find('\'');
        const auto text = trimmed(line);
        if (not line.empty() and line.front() != ' ')
            name =
                open != std::string_view::npos and line.ends_with('\'') and open + 1 < line.size()
                    ? std::string(line.substr(open + 1, line.size() - open - 2))
                    : "";
        else if (text.starts_with(field) and not name.empty())
            services[name] = trimmed(text.substr(field.size())) == "Monitored";
    }
    return services;
}

Task<std::optional<bool>> is_watched(Host& host, std::string tool, std::string name) {
    if (tool == "supervisor") {
        auto& shared = host.once(supervisor_programs);
        const auto& programs = co_await shared;
        co_return find_program(programs, name) == nullptr ? std::nullopt : std::optional(true);
    }
    if (tool == "monit") {
        auto& shared = host.once(by_monit);
        const auto& services = co_await shared;
        const auto found = services.find(name);
        co_return found == services.end() ? std::nullopt : std::optional(found->second);
    }
    const std::vector<std::string> known = {"monit", "supervisor"};
    throw CannotTell{
        Kind::unsupported,
        fmt::format("no reader for the tool {}{}", quoted(tool), did_you_mean(tool, known)),
        "known here: monit, supervisor"};
}

}  // namespace muster
