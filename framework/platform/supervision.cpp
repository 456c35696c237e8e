#include "framework/platform/supervision.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

CannotTell no_answer_from(std::string_view tool, const Output& output) {
    if (output.exit_status == 127)
        return {Kind::missing_tool, fmt::format("{} is not there", tool)};
    const auto said = trimmed(output.err).empty() ? trimmed(output.out) : trimmed(output.err);
    const bool denied = said.find("ermission denied") != std::string_view::npos;
    return {
        denied ? Kind::denied : Kind::failed,
        fmt::format("{} ended with {}: {}", tool, output.exit_status, escaped(said, 200)),
        denied ? "try --sudo" : "does it run?"};
}

Task<WatchedServices> by_monit(Host& host) {
    const Command command{{"monit", "-B", "status"}};
    auto answer = host.run(command);
    const auto& output = co_await answer;
    if (output.exit_status != 0)
        throw no_answer_from("monit", output);
    co_return parse_monit_status(output.out);
}

Task<WatchedServices> by_supervisor(Host& host) {
    const Command command{{"supervisorctl", "status"}};
    auto answer = host.run(command);
    const auto& output = co_await answer;
    // 3: it answers, and not every program runs. 4: it does not answer, or in some versions the same.
    const bool refused = output.out.empty() or output.out.starts_with("unix://")
                         or output.out.starts_with("http") or output.out.starts_with("error:")
                         or output.out.starts_with("Error:");
    if (output.exit_status != 0 and (output.exit_status != 3 or refused))
        throw no_answer_from("supervisorctl", output);
    co_return parse_supervisor_status(output.out);
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

WatchedServices parse_supervisor_status(std::string_view report) {
    WatchedServices services;
    for (const auto line : lines_of(report)) {
        const auto words = words_of(line);
        if (words.size() < 2 or line.front() == ' ')
            continue;
        services[std::string(words[0])] = true;
        if (const auto colon = words[0].find(':'); colon != std::string_view::npos)
            services[std::string(words[0].substr(colon + 1))] = true;
    }
    return services;
}

Task<WatchedServices> watched_services(Host& host, std::string tool) {
    if (tool != "monit" and tool != "supervisor") {
        const std::vector<std::string> known = {"monit", "supervisor"};
        throw CannotTell{
            Kind::unsupported,
            fmt::format("no reader for the tool {}{}", quoted(tool), did_you_mean(tool, known)),
            "known here: monit, supervisor"};
    }
    auto& shared = host.once(tool == "monit" ? by_monit : by_supervisor);
    co_return co_await shared;
}

}  // namespace muster
