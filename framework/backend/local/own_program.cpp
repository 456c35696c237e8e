#include "framework/backend/local/own_program.hpp"

#include "framework/backend/local/local_backend.hpp"
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <filesystem>

namespace muster {

namespace {

using namespace std::chrono_literals;

/// Ours, whole: programs of the controller have their credentials and settings there. Those of Ansible's refuse a
/// locale that is not UTF-8.
std::vector<std::pair<std::string, std::string>> own_environment() {
    std::vector<std::pair<std::string, std::string>> variables;
    for (char** one = environ; *one != nullptr; ++one) {
        const std::string_view text = *one;
        if (const auto equal = text.find('='); equal != std::string_view::npos)
            variables.emplace_back(text.substr(0, equal), text.substr(equal + 1));
    }
    variables.emplace_back("LC_ALL", "C.UTF-8");
    return variables;
}

CannotTell ended_badly(const std::string& name, const Output& output) {
    const auto how =
        output.signal.empty() ? fmt::format("exit status {}", output.exit_status) : output.signal;
    const auto lines = lines_of(trimmed(output.err));
    return {
        Kind::failed,
        fmt::format(
            "{} ended with {}{}",
            escaped(name),
            how,
            lines.empty() ? "" : ": " + escaped(lines.back())
        )};
}

}  // namespace

std::string said_by(
    const std::vector<std::string>& words,
    std::size_t most_output,
    std::string input,
    Nanoseconds patience
) {
    LocalBackend here(Limits{.output = most_output});
    const std::vector<Question> batch = {
        Run{Command{
                .words = words,
                .input = std::move(input),
                .environment = own_environment(),
                .folder = std::filesystem::current_path().string(),
                .deadline = patience},
            Origin::ours}};
    const auto answers = here.exchange(batch, Deadline(patience + 2s));
    if (const auto* why = std::get_if<CannotTell>(&answers.at(0)))
        throw CannotTell{why->kind, fmt::format("{}: {}", escaped(words.front()), why->message)};
    const auto& output = std::get<Output>(answers.at(0));
    if (output.exit_status != 0 or not output.signal.empty())
        throw ended_badly(words.front(), output);
    return output.out;
}

}  // namespace muster
