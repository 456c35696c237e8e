// Commands: what `sh -c LINE` says on the target. The only resource of this ring that runs what an
// author wrote, so it waits for its guards.
//
// A shell says 126 and 127 of what it could not run at all. That is ignorance of whatever the command
// was to prove, so all facts but `found` cannot be told then; the exit status itself carries a doubt
// (model/value.hpp), since `exit_status == 127` is a fair question.

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/host/resource.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

constexpr int not_executable = 126;
constexpr int not_found = 127;

std::string shell_of(const Subject& subject) {
    return subject.qualifier_text("shell").value_or("sh");
}

/// All but the words: who runs it, where and for how long.
Command surroundings_of(const Subject& subject) {
    Command command;
    command.user = subject.qualifier_text("as").value_or("");
    command.folder = subject.qualifier_text("in").value_or("");
    for (const auto& qualifier : subject.qualifiers) {
        if (qualifier.name != "env" or qualifier.arguments.size() != 2)
            continue;
        const auto* name = std::get_if<Value>(&qualifier.arguments[0]);
        const auto* value = std::get_if<Value>(&qualifier.arguments[1]);
        if (name != nullptr and value != nullptr)
            command.environment.emplace_back(to_plain(*name), to_plain(*value));
    }
    return command;
}

std::optional<Nanoseconds> deadline_of(const Subject& subject) {
    const auto text = subject.qualifier_text("deadline");
    const auto seconds = text ? number_from(*text) : std::nullopt;
    if (not seconds)
        return std::nullopt;
    const auto amount =
        std::visit([](auto number) { return static_cast<double>(number); }, seconds->amount);
    return std::chrono::duration_cast<Nanoseconds>(std::chrono::duration<double>(amount));
}

Command command_of(const Subject& subject) {
    auto command = surroundings_of(subject);
    command.words = {shell_of(subject), "-c", subject.name()};
    command.input = subject.qualifier_text("input").value_or("");
    if (const auto* input = subject.qualifier("input"); input != nullptr and input->is_secret)
        command.input_mark = hidden(command.input, subject.name()).mark;
    command.deadline = deadline_of(subject);
    return command;
}

bool was_run(const Output& output) {
    return output.exit_status != not_executable and output.exit_status != not_found;
}

/// What the shell said of a command that it could not run.
std::string why_not_run(const Output& output) {
    const auto said = escaped(trimmed(output.err), 200);
    return said.empty() ? fmt::format("not run: exit status {}", output.exit_status) : said;
}

/// The output of a command that ran; throws when it did not.
Task<Output> output_of(Host& host, Fact fact) {
    auto run = host.run(command_of(fact.subject), Origin::author);
    const auto& output = co_await run;
    if (not was_run(output))
        throw CannotTell{
            Kind::missing_tool,
            why_not_run(output),
            fmt::format("exit status {} says that nothing was run", output.exit_status),
        };
    co_return output;
}

Task<Value> exit_status(Host& host, Fact fact) {
    auto run = host.run(command_of(fact.subject), Origin::author);
    const auto& output = co_await run;
    Value status = output.exit_status;
    if (not was_run(output))
        status.doubt = why_not_run(output);
    else if (output.exit_status != 0 and not output.err.empty())
        status.remark = "it said " + quoted(trimmed(output.err), 200);
    co_return status;
}

Task<Value> succeeds(Host& host, Fact fact) {
    auto asked = output_of(host, fact);
    const auto& output = co_await asked;
    Value flag = output.exit_status == 0;
    flag.remark = fmt::format("exit status {}", output.exit_status);
    if (not output.err.empty())
        flag.remark += ", it said " + quoted(trimmed(output.err), 200);
    co_return flag;
}

Task<Value> signal(Host& host, Fact fact) {
    auto asked = output_of(host, fact);
    const auto& output = co_await asked;
    co_return output.signal.empty() ? not_set : Value(output.signal);
}

Task<Value> standard_output(Host& host, Fact fact) {
    auto asked = output_of(host, fact);
    const auto& output = co_await asked;
    co_return output.out;
}

Task<Value> standard_error(Host& host, Fact fact) {
    auto asked = output_of(host, fact);
    const auto& output = co_await asked;
    co_return output.err;
}

Task<Value> value(Host& host, Fact fact) {
    auto asked = output_of(host, fact);
    const auto& output = co_await asked;
    co_return scalar_of(output.out);
}

Task<Value> output_lines(Host& host, Fact fact) {
    auto asked = output_of(host, fact);
    const auto& output = co_await asked;
    co_return sequence_of_lines(output.out);
}

Task<Value> error_lines(Host& host, Fact fact) {
    auto asked = output_of(host, fact);
    const auto& output = co_await asked;
    co_return sequence_of_lines(output.err);
}

Task<Value> duration(Host& host, Fact fact) {
    auto asked = output_of(host, fact);
    const auto& output = co_await asked;
    co_return std::chrono::duration<double>(output.duration).count();
}

/// `NAME=` before a command is its environment, not its name.
bool is_assignment(std::string_view word) {
    const auto name = word.substr(0, word.find('='));
    constexpr std::string_view letters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    return name.size() < word.size() and not name.empty() and not(name[0] >= '0' and name[0] <= '9')
           and name.find_first_not_of(letters) == std::string_view::npos;
}

/// The name of the command that a line begins with; empty when it begins with something else (a
/// subshell, a variable, what `command -v` takes for an option), of which no PATH can tell.
std::string first_command(std::string_view line) {
    for (const auto word : words_of(line)) {
        if (is_assignment(word) and word.find_first_of("\"'`$\\") == std::string_view::npos)
            continue;
        auto name = word.substr(0, word.find_first_of(";&|<>()"));
        const bool in_quotes = name.size() > 2 and name.front() == name.back()
                               and (name.front() == '\'' or name.front() == '"');
        if (in_quotes)
            name = name.substr(1, name.size() - 2);
        const bool plain = not name.starts_with('-')
                           and name.find_first_of("\"'`$\\*?[{") == std::string_view::npos;
        return plain ? std::string(name) : "";
    }
    return "";
}

/// 0: found; 127 (dash) or 1 (bash, busybox, mksh): not found (POSIX: "greater than 0").
Task<Value> found(Host& host, Fact fact) {
    const auto name = first_command(fact.subject.name());
    if (name.empty())
        throw CannotTell{
            Kind::unsupported,
            "the first word of the line is no plain name of a command",
            "expect the command alone",
        };
    auto command = surroundings_of(fact.subject);
    const auto shell = shell_of(fact.subject);
    command.words = {
        shell, "-c", "command -v \"$1\" >/dev/null && echo found || echo missing", shell, name};
    auto run = host.run(command);
    const auto& output = co_await run;
    const auto answer = trimmed(output.out);
    if (answer != "found" and answer != "missing")
        throw CannotTell{
            Kind::failed, "asking the shell for " + escaped(name) + ": " + why_not_run(output)};
    co_return answer == "found" ? Value(true) : absent;
}

std::string broken_line(const Subject& subject) {
    if (trimmed(subject.name()).empty())
        return "is an empty command";
    if (subject.name().find('\0') != std::string::npos)
        return "holds a NUL, which no command line can";
    const auto folder = subject.qualifier_text("in");
    return folder and not folder->starts_with('/') ? "in: a path begins with /" : "";
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table
std::span<const Resource> command_resources() {
    static const Resource resource = {
        .entry =
            {
                .name = "command",
                .summary = "What a command says.",
                .in_image = InImage::no_commands,
                .absence = "is not found",
                .subject = {{.name = "line", .meaning = "what `sh -c` is given"}},
                .qualifiers =
                    {
                        {.name = "as",
                         .parameters = {{.name = "user"}},
                         .meaning = "run by this user"},
                        {.name = "in",
                         .parameters = {{.name = "folder"}},
                         .meaning = "in this folder, else in `/`"},
                        {.name = "env",
                         .parameters = {{.name = "name"}, {.name = "value"}},
                         .meaning = "with this variable; again for more"},
                        {.name = "input",
                         .parameters = {{.name = "bytes"}},
                         .meaning = "on its standard input, else nothing; a secret, too",
                         .may_be_secret = true},
                        {.name = "shell",
                         .parameters = {{.name = "shell"}},
                         .meaning = "`bash -c LINE` instead of `sh -c LINE`"},
                        {.name = "deadline",
                         .parameters = {{.name = "after", .type = Type::number, .unit = "seconds"}},
                         .meaning = "killed with its children after so long, else after 30 s"},
                    },
                .attributes =
                    {
                        {.name = "exit_status",
                         .type = Type::number,
                         .meaning = "as `sh -c` reports it"},
                        {.name = "signal",
                         .type = Type::text,
                         .meaning = "`SIGSEGV`: set by an exit status of 129 to 192, from which a "
                                    "shell cannot tell it"},
                        {.name = "succeeds", .type = Type::flag, .meaning = "exit status 0"},
                        {.name = "stdout",
                         .type = Type::text,
                         .meaning = "exact bytes of standard output"},
                        {.name = "stderr",
                         .type = Type::text,
                         .meaning = "exact bytes of standard error"},
                        {.name = "value",
                         .type = Type::scalar,
                         .meaning =
                             "all of stdout with one final newline off, whatever the exit status"},
                        {.name = "stdout_lines",
                         .type = Type::list,
                         .meaning = "stdout cut at newlines; one final newline makes no item",
                         .item = {.ordered = true}},
                        {.name = "stderr_lines",
                         .type = Type::list,
                         .meaning = "the same of stderr",
                         .item = {.ordered = true}},
                        {.name = "duration",
                         .type = Type::number,
                         .meaning = "wall time on the target",
                         .unit = "seconds"},
                        {.name = "found",
                         .type = Type::flag,
                         .meaning =
                             "the first word is a builtin or an executable in PATH (`command -v`)",
                         .when_absent = false},
                    },
                .example = R"(expect(command("visudo -c").exit_status == 0);)",
                .yaml_example = R"(- {command: visudo -c, exit_status: 0})",
                .details =
                    R"(Runs `sh -c LINE` on the target with `LC_ALL=C`, a known PATH and an empty standard input. The same
command with the same qualifiers runs once. 126 and 127 mean that nothing was run: only an expectation
that names them (`exit_status == 127`, `exit_status.in(126, 127)`) is judged, every other one on any
attribute but `found` cannot be told, for the reason that the shell gave. A command past its deadline
is killed with its children, and cannot be told.)",
                .acts = true,
                .broken_subject = broken_line,
            },
        .readers =
            {
                {"exit_status", exit_status},
                {"signal", signal},
                {"succeeds", succeeds},
                {"stdout", standard_output},
                {"stderr", standard_error},
                {"value", value},
                {"stdout_lines", output_lines},
                {"stderr_lines", error_lines},
                {"duration", duration},
                {"found", found},
            },
    };
    return {&resource, 1};
}

}  // namespace muster
