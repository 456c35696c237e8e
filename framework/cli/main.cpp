#include "framework/cli/main.hpp"

#include "framework/base/error.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/defaults_file.hpp"
#include "framework/model/cannot_tell.hpp"
#include "framework/spec/program.hpp"
#include "matchers/table.hpp"

#include <fmt/format.h>

#include <malloc.h>
#include <sys/prctl.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>
#include <thread>

namespace muster {

namespace {

constexpr int usage = 64;

struct CommandRow {
    std::string_view name;
    int (*run)(const Invocation&);
};

constexpr std::array command_rows = {
    CommandRow{"run", command_run},         CommandRow{"list", command_list},
    CommandRow{"lint", command_lint},       CommandRow{"explain", command_explain},
    CommandRow{"facts", command_facts},     CommandRow{"init", command_init},
    CommandRow{"learn", command_learn},     CommandRow{"record", command_record},
    CommandRow{"build", command_build},     CommandRow{"resources", command_resources},
    CommandRow{"schema", command_schema},   CommandRow{"inventory", command_inventory},
    CommandRow{"trust", command_trust},     CommandRow{"watch", command_watch},
    CommandRow{"history", command_history}, CommandRow{"diff", command_diff},
    CommandRow{"blame", command_blame},     CommandRow{"mark", command_mark},
    CommandRow{"silence", command_silence}, CommandRow{"ack", command_ack},
    CommandRow{"nagios", command_nagios},   CommandRow{"completion", command_completion},
    CommandRow{"man", command_man},
};

int run_command(const Arguments& arguments, BuiltIn built_in) {
    const Invocation invocation{arguments, built_in, std::cout, std::cerr};
    for (const auto& row : command_rows)
        if (row.name == arguments.command)
            return row.run(invocation);
    throw Mistake("every command of the table has a function", __FILE__, __LINE__);
}

/// A thread a target and an arena of malloc(3) a thread: what one freed would lie idle in its own. Who has said how many
/// there are to be knows better.
void share_arenas() {
#ifdef M_ARENA_MAX
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets any
    if (std::getenv("MALLOC_ARENA_MAX") != nullptr or std::getenv("GLIBC_TUNABLES") != nullptr)
        return;
    const auto cores = std::clamp(std::thread::hardware_concurrency(), 2U, 8U);
    (void)mallopt(M_ARENA_MAX, static_cast<int>(cores));  // without it there is only more memory
#endif
}

/// Standard output that could not be written is no success: `muster run … > /dev/full`.
int after_writing(int status) {
    std::cout.flush();
    if (std::cout.good())
        return status;
    std::cerr << "muster: standard output could not be written\n";
    return status == 0 ? 2 : status;
}

}  // namespace

int muster_main(const std::vector<std::string>& words, BuiltIn built_in) {
    try {
        if (built_in == BuiltIn::yes and words == std::vector<std::string>{"--collect"})
            return collector_main(Vocabulary(resource_table()).lexicon());
        const auto parsed = parse_arguments(words);
        if (const auto* printed = std::get_if<Printed>(&parsed)) {
            std::cout << printed->text;
            return after_writing(printed->exit_status);
        }
        auto arguments = std::get<Arguments>(parsed);
        apply(read_defaults(), arguments);
        // No core file holds what is typed or told as a secret. Where the kernel refuses, it is as safe as any program.
        (void)::prctl(PR_SET_DUMPABLE, 0);
        share_arenas();
        return after_writing(run_command(arguments, built_in));
    } catch (const Broken& broken) {
        std::cerr << "muster: " << broken.what() << "\n";
        return usage;
    } catch (const CannotTell& why) {
        std::cerr << "muster: " << why.message << (why.hint.empty() ? "" : "; " + why.hint) << "\n";
        return 2;
    } catch (const std::exception& error) {
        std::cerr << "muster: " << error.what() << "\n";
        return 2;
    }
}

}  // namespace muster
