#include "matchers/sshd/asked.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

Command sshd_command(const Subject& subject, const char* option) {
    Command command{{"sshd", option}};
    if (const auto file = subject.qualifier_text("file"))
        command.words.insert(command.words.end(), {"-f", *file});
    return command;
}

SshdConnection connection_of(const Subject& subject) {
    const auto* named = subject.qualifier("for_connection");
    if (named == nullptr)
        return {};
    return {
        .user = to_plain(std::get<Value>(named->arguments.at(0))),
        .address = to_plain(std::get<Value>(named->arguments.at(1)))};
}

[[noreturn]] void throw_what_sshd_says(const Output& output) {
    const auto lines = lines_of(trimmed(output.err));
    const auto said = lines.empty() ? std::string("it says nothing") : escaped(lines.front(), 200);
    // Only root may read the host keys, without which it does not begin.
    const bool is_denied = output.err.find("no hostkeys available") != std::string::npos
                           or output.err.find("Permission denied") != std::string::npos;
    throw CannotTell{
        is_denied ? Kind::denied : Kind::failed,
        fmt::format("sshd ended with {}: {}", output.exit_status, said),
        is_denied ? "only root may ask sshd: try --sudo" : ""};
}

Task<SshdTold> told_by_sshd(Host& host, Subject subject) {
    auto command = sshd_command(subject, "-T");
    const auto who = connection_of(subject);
    if (not who.is_nobody())
        command.words.insert(
            command.words.end(),
            {"-C", fmt::format("user={},host={},addr={}", *who.user, *who.address, *who.address)}
        );
    auto running = host.run(command);
    const auto& output = co_await running;
    if (output.exit_status == 127)
        co_return std::nullopt;
    if (output.exit_status != 0)
        throw_what_sshd_says(output);
    std::vector<std::pair<std::string, std::string>> lines;
    for (const auto line : lines_of(output.out)) {
        const auto end = std::min(line.find(' '), line.size());
        lines.emplace_back(line.substr(0, end), trimmed(line.substr(end)));
    }
    co_return lines;
}

}  // namespace muster
