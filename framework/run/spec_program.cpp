#include "framework/run/spec_program.hpp"

#include "framework/backend/local/local_backend.hpp"
#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"
#include "framework/spec/program.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace muster {

namespace {

using namespace std::chrono_literals;

constexpr auto collect_deadline = 10s;
constexpr std::uint64_t most_output = 256ULL << 20;

/// The last lines of what a program said before it ended.
std::string last_words(const std::string& err) {
    const auto lines = lines_of(err);
    constexpr std::size_t most = 5;
    std::string text;
    for (std::size_t i = lines.size() > most ? lines.size() - most : 0; i < lines.size(); ++i)
        text += "\n    " + escaped(lines[i]);
    return text;
}

[[noreturn]] void refuse(
    const SpecProgram& program, const std::string& what, const std::string& err
) {
    throw Broken(what + last_words(err), {program.file.path, 0, 0});
}

/// Locations are shown as the author named the file, not as the compiler saw it.
void name_as_given(Location& where, const SpecFile& file) {
    if (where.file == file.absolute) {
        where.file = file.path;
        return;
    }
    const auto relative =
        std::filesystem::path(where.file).lexically_relative(std::filesystem::current_path());
    if (not relative.empty() and not relative.string().starts_with(".."))
        where.file = relative.string();
}

void name_as_given(Plan& plan, const SpecFile& file) {
    for (auto& problem : plan.problems)
        name_as_given(problem.where, file);
    for (auto& spec : plan.specs) {
        name_as_given(spec.where, file);
        for (auto& block : spec.empty_blocks)
            name_as_given(block.where, file);
        for (auto& row : spec.rows) {
            name_as_given(row.where, file);
            for (auto& guard : row.guards)
                name_as_given(guard.where, file);
        }
    }
}

}  // namespace

std::vector<Plan> collect_from(
    const SpecProgram& program, const Lexicon& lexicon, const std::vector<Surroundings>& targets
) {
    if (not program.entries.empty()) {
        std::vector<Plan> plans;
        for (const auto& target : targets)
            plans.push_back(collect(program.entries, lexicon, target));
        return plans;
    }
    LocalBackend here(Limits{.output = most_output});
    const auto patience = collect_deadline + (targets.size() - 1) * 1s;
    const std::vector<Question> batch = {
        Run{Command{
                .words = program.words,
                .input = to_text(collection_request(targets)),
                .deadline = patience,
            },
            Origin::ours}};
    const auto answers = here.exchange(batch, Deadline(patience + 2s));
    if (const auto* why = std::get_if<CannotTell>(&answers.at(0)))
        refuse(
            program,
            why->kind == Kind::timed_out ? fmt::format(
                "the spec did not end within {}: is there an endless loop?", to_words(patience)
            )
                                         : "the spec could not be run: " + why->message,
            ""
        );
    const auto& output = std::get<Output>(answers.at(0));
    if (not output.signal.empty())
        refuse(program, fmt::format("the spec crashed with {}", output.signal), output.err);
    if (output.exit_status != 0)
        refuse(
            program,
            fmt::format("the spec ended with exit status {}", output.exit_status),
            output.err
        );
    if (output.out.empty())
        refuse(
            program, "the spec ended without saying anything: does a body call exit()?", output.err
        );
    try {
        auto plans = plans_from_answer(parse_json(output.out), targets.size());
        for (auto& plan : plans)
            name_as_given(plan, program.file);
        return plans;
    } catch (const Broken& broken) {
        refuse(program, "the spec did not say its rows: " + broken.message(), output.err);
    }
}

}  // namespace muster
