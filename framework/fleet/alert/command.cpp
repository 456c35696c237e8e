#include "framework/fleet/alert/command.hpp"

#include "framework/backend/local/local_backend.hpp"
#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

constexpr std::uint64_t most_output = 1U << 20U;
constexpr std::size_t longest_shown = 200;

/// Its last words: the end of what it said on standard error, else on standard output.
std::string last_words(const Output& output) {
    const auto said = trimmed(output.err).empty() ? trimmed(output.out) : trimmed(output.err);
    return said.empty() ? "" : ": " + escaped(lines_of(said).back(), longest_shown);
}

std::string how_it_ended(const Output& output) {
    return output.signal.empty() ? fmt::format("exit status {}", output.exit_status)
                                 : "signal " + output.signal;
}

}  // namespace

std::string trouble_of_running(const LoopCommand& command) {
    using namespace std::chrono_literals;
    MUSTER_ASSERT(not command.words.empty());
    const auto program = escaped(command.words.front(), longest_shown);
    LocalBackend here(Limits{.output = most_output});
    const std::vector<Question> batch = {
        Run{Command{
                .words = command.words,
                .input = command.input,
                .environment = command.environment,
                .deadline = command.patience},
            Origin::ours}};
    const auto answers = here.exchange(batch, Deadline(command.patience + 2s));
    if (const auto* why = std::get_if<CannotTell>(&answers.at(0)))
        return printable(fmt::format("{}: {}", program, why->message));
    const auto& output = std::get<Output>(answers.at(0));
    if (output.exit_status == 0 and output.signal.empty())
        return "";
    return fmt::format("{}: {}{}", program, how_it_ended(output), last_words(output));
}

}  // namespace muster
