#pragma once

#include "framework/cli/arguments.hpp"
#include "framework/cli/main.hpp"

#include <ostream>

namespace muster {

/// What a command works with: its arguments, its streams, and whether specs are built in.
struct Invocation {
    const Arguments& arguments;
    BuiltIn built_in;
    std::ostream& out;
    std::ostream& err;
};

// Each gives the exit status, and throws Broken for what is the caller's to mend.
int command_run(const Invocation& invocation);
int command_list(const Invocation& invocation);
int command_lint(const Invocation& invocation);
int command_explain(const Invocation& invocation);
int command_facts(const Invocation& invocation);
int command_inventory(const Invocation& invocation);
int command_trust(const Invocation& invocation);
int command_init(const Invocation& invocation);
int command_learn(const Invocation& invocation);
int command_record(const Invocation& invocation);
int command_build(const Invocation& invocation);
int command_resources(const Invocation& invocation);
int command_schema(const Invocation& invocation);
int command_watch(const Invocation& invocation);
int command_history(const Invocation& invocation);
int command_diff(const Invocation& invocation);
int command_blame(const Invocation& invocation);
int command_mark(const Invocation& invocation);
int command_silence(const Invocation& invocation);
int command_ack(const Invocation& invocation);
int command_nagios(const Invocation& invocation);
int command_completion(const Invocation& invocation);
int command_man(const Invocation& invocation);

}  // namespace muster
