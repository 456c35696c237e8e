#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/interrupt.hpp"
#include "framework/cli/lint_warnings.hpp"
#include "framework/cli/version.hpp"
#include "framework/cli/workbench.hpp"
#include "framework/fleet/waivers/waivers.hpp"
#include "framework/model/comparison.hpp"
#include "framework/model/report_codec.hpp"
#include "framework/run/fleet_run.hpp"
#include "matchers/table.hpp"
#include "reporters/support/output.hpp"
#include "reporters/support/progress.hpp"
#include "reporters/support/words.hpp"
#include "reporters/table.hpp"

#include <fmt/format.h>

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <optional>

namespace muster {

namespace {

bool environment_has(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets variables
    return value != nullptr and *value != '\0';
}

Colours colours_of(const Arguments& arguments) {
    const auto when = arguments.one_of("--colour", {"auto", "always", "never"});
    if (when != "auto")
        return when == "always" ? Colours::on : Colours::off;
    const bool wanted = ::isatty(STDOUT_FILENO) == 1 and not environment_has("NO_COLOR");
    return wanted ? Colours::on : Colours::off;
}

std::size_t terminal_columns() {
    constexpr std::size_t otherwise = 100;
    struct winsize size {};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 or size.ws_col == 0)
        return otherwise;
    return size.ws_col;
}

/// How this run is repeated for one row in the same folder: the same options without specs, targets and reporters.
std::string repeated_command(const Invocation& invocation) {
    std::string line = invocation.built_in == BuiltIn::yes ? "./checks run" : "muster run";
    for (const auto& [name, values] : invocation.arguments.options) {
        const bool left_out = name == "--target" or name == "--reporter" or name == "--jobs"
                              or name == "--id" or name == "--name" or name == "--compare-with"
                              or name == "--limit"
                              or invocation.arguments.by_default.contains(name);
        if (left_out)
            continue;
        if (values.empty())
            line += " " + name;
        for (const auto& value : values)
            line += " " + name + " " + shell_quoted(value);
    }
    return line;
}

RunContext context_of(
    const Invocation& invocation,
    const Vocabulary& vocabulary,
    const std::vector<SpecProgram>& programs
) {
    const auto& arguments = invocation.arguments;
    const auto secrets = secrets_of(arguments);
    RunContext context{
        vocabulary, programs, opener_of(arguments, secrets), selection_of(arguments), {}};
    context.tell_secret = secrets;
    context.verify.commands = not arguments.has("--no-commands");
    context.verify.retry_for = arguments.duration("--retry-for");
    context.timeout = arguments.duration("--timeout");
    if (not arguments.has("--no-memory"))
        context.memory = PlatformMemory(platform_memory_folder());
    return context;
}

/// Collects before anything is asked, and says what lint finds: with --strict on every platform, else on that which
/// specs are collected for.
void prepare_specs(
    const std::vector<Target>& targets,
    RunContext& context,
    const KnownTargets& known,
    Strictness strictness,
    LintWarnings& warnings
) {
    OnPlan look_at;
    if (strictness == Strictness::strict)
        warnings.tell(lint_everywhere(known, context));
    else {
        warnings.tell(lint_roles(known, context));
        look_at = [&](const Plan& plan, const Platform& platform) {
            warnings.look_at(plan, platform);
        };
    }
    if (are_all_here(targets))
        context.on_plan = look_at;  // these are collected when their platform is known
    context.commands = check_specs(targets, context, look_at);
}

/// Those of all files.
std::unique_ptr<Waivers> waivers_of(
    const Arguments& arguments, const RunContext& context, const std::vector<Target>& targets
) {
    return std::make_unique<Waivers>(
        read_waivers(arguments.all("--waivers")), targets, context.inventory.get(), system_now()
    );
}

/// The report that this run is compared with; nothing where there is none yet, as before the first run from cron.
std::optional<RunReport> earlier_report(const Arguments& arguments, Progress& progress) {
    if (not arguments.has("--compare-with"))
        return std::nullopt;
    const auto path = arguments.text("--compare-with");
    const auto text = read_file(path);
    if (not text) {
        progress.say(fmt::format("muster: there is no \"{}\" yet to compare with\n", path));
        return std::nullopt;
    }
    return report_from_json(parse_json(*text, path));
}

/// Runs, and tells the reporters target by target.
RunReport run_and_report(
    const std::vector<Target>& targets,
    const Target& controller,
    const RunContext& context,
    const Arguments& arguments,
    const std::optional<RunReport>& earlier,
    Reporter& reports,
    Progress& progress
) {
    RunReport run;
    run.version = version();
    run.started = system_now();
    const auto started = std::chrono::steady_clock::now();
    const FanOutOptions options{
        .jobs = arguments.number("--jobs"),
        .fail_fast = arguments.has("--fail-fast"),
        .serial = arguments.has("--serial") ? arguments.number("--serial") : 0};
    const auto done = [&](const TargetReport& target) {
        progress.erase();
        reports.target_done(target);
    };
    reports.run_started(targets.size());
    run.targets = run_fleet(targets, controller, context, options, done, was_interrupted);
    run.duration = std::chrono::steady_clock::now() - started;
    run.interrupted = was_interrupted();
    if (earlier) {
        run.compared_with = arguments.text("--compare-with");
        run.changes = changes_between(*earlier, run);
    }
    progress.erase();
    reports.run_done(run);
    return run;
}

}  // namespace

int command_run(const Invocation& invocation) {
    const auto& arguments = invocation.arguments;
    const auto strictness = arguments.has("--strict") ? Strictness::strict : Strictness::usual;
    const Vocabulary vocabulary(resource_table());
    const auto known = reporter_table();
    const auto requested = reporter_requests(arguments.all("--reporter"), known);
    const ReporterOptions reporter_options{
        colours_of(arguments), terminal_columns(), repeated_command(invocation)};
    Reports reports(requested, reporter_options, invocation.out);
    const KnownTargets known_targets(arguments);
    const auto targets = known_targets.chosen();
    const auto programs = programs_of(arguments.operands, invocation.built_in);
    auto context = context_of(invocation, vocabulary, programs);
    context.inventory = known_targets.inventory();
    Progress progress(
        invocation.err,
        ::isatty(STDERR_FILENO) == 1 ? Terminal::yes : Terminal::no,
        terminal_columns()
    );
    const auto earlier = earlier_report(arguments, progress);
    LintWarnings warnings(vocabulary, progress);
    prepare_specs(targets, context, known_targets, strictness, warnings);
    // Threads of targets that an interrupt leaves behind may still mark: they keep it.
    const std::shared_ptr<Waivers> waivers = waivers_of(arguments, context, targets);
    context.on_report = [waivers](TargetReport& report) { waivers->mark(report); };
    context.on_begun = [&progress] { progress.target_begun(); };
    context.on_asked = [&progress](const TargetReport& report) {
        progress.target_done(
            conforms(report) ? Progress::Target::well : Progress::Target::not_well
        );
    };
    catch_interrupts();
    progress.started(targets.size());
    const auto run = run_and_report(
        targets, known_targets.controller(), context, arguments, earlier, reports, progress
    );
    const bool all_rows = context.selection.is_everything() and not run.interrupted
                          and std::ranges::all_of(programs, [](const SpecProgram& program) {
                                  return program.file.lines.empty();
                              });
    for (const auto& remark :
         waivers->remarks(all_rows ? Waivers::Asked::all_rows : Waivers::Asked::some_rows))
        progress.say(fmt::format("muster: {}\n", printable(remark)));
    auto status = exit_status(run, strictness);
    if (strictness == Strictness::strict and warnings.any() and status != 64)
        status = 1;
    for (const auto& request : requested)
        if (request.file.empty() and request.reporter.exit_status != nullptr)
            status = request.reporter.exit_status(run, status);
    if (run.interrupted) {
        // Threads that are still asking are not waited for: what is known has been told.
        invocation.out.flush();
        std::_Exit(status == 0 ? 2 : status);
    }
    return status;
}

}  // namespace muster
