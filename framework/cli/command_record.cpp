#include "framework/backend/recording/recorder.hpp"
#include "framework/base/error.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/workbench.hpp"
#include "framework/run/fleet_run.hpp"
#include "matchers/table.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

/// Opens targets as the options say, and writes down all that they are asked.
OpenBackend recording_opener(OpenBackend open, Recording& recording) {
    return [open = std::move(open), &recording](const Target& target, auto& notices) {
        recording.target = target.name;
        const auto address = target.addresses.find("");
        recording.address = address == target.addresses.end() ? "" : address->second;
        return std::make_unique<Recorder>(open(target, notices), recording);
    };
}

}  // namespace

int command_record(const Invocation& invocation) {
    const auto& arguments = invocation.arguments;
    if (not arguments.has("--output"))
        throw Broken("record needs to know where to write", {}, "--output FILE");
    const auto file = arguments.text("--output");
    const Vocabulary vocabulary(resource_table());
    const KnownTargets known(arguments);
    const auto target = known.named(arguments.operands.at(0));
    const auto programs = programs_of(
        {arguments.operands.begin() + 1, arguments.operands.end()}, invocation.built_in
    );
    Recording recording;
    const auto secrets = secrets_of(arguments);
    RunContext context{
        vocabulary,
        programs,
        recording_opener(opener_of(arguments, secrets), recording),
        selection_of(arguments),
        {}};
    context.tell_secret = secrets;
    context.timeout = arguments.duration("--timeout");
    context.inventory = known.inventory();
    context.commands = check_specs({target}, context);
    context.fleet =
        questions_of(collect_fleet(known.controller(), context, system_now()), {target}, context);
    const auto report = run_target(target, context, [] {});
    for (const auto& notice : report.notices)
        invocation.err << notice << "\n";
    if (not report.unreachable.empty()) {
        invocation.err << fmt::format(
            "{}: {}; nothing was written\n", target.name, report.unreachable
        );
        return 2;
    }
    write_recording(recording, file);
    invocation.err << fmt::format(
        "{}: {} questions in {}\n", target.name, recording.questions.size(), file
    );
    return 0;
}

}  // namespace muster
