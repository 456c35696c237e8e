#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/interrupt.hpp"
#include "framework/cli/version.hpp"
#include "framework/cli/watch_configuration.hpp"
#include "framework/cli/watch_network.hpp"
#include "framework/cli/workbench.hpp"
#include "framework/fleet/watch/loop.hpp"
#include "matchers/table.hpp"

#include <fmt/format.h>

#include <unistd.h>

namespace muster {

namespace {

LoopSignals signals_now() {
    return {was_interrupted(), take_hangup()};
}

/// The secrets of the watch file belong to no target.
TellWatchSecret teller_of(const WatchLoader& loader) {
    const Target nobody{.name = "the watch file", .url = "local"};
    return [tell = loader.teller(), nobody](const std::string& name) { return tell(nobody, name); };
}

int check(const Configuration& loaded, std::ostream& out) {
    out << fmt::format(
        "{}: {} target{}, {} spec file{}, {} channel{}\n",
        printable(loaded.file.title),
        loaded.targets.size(),
        loaded.targets.size() == 1 ? "" : "s",
        loaded.programs.size(),
        loaded.programs.size() == 1 ? "" : "s",
        loaded.file.notify.size(),
        loaded.file.notify.size() == 1 ? "" : "s"
    );
    return 0;
}

}  // namespace

int command_watch(const Invocation& invocation) {
    const auto& given = invocation.arguments;
    const Vocabulary vocabulary(resource_table());
    WatchLoader loader(given.operands.front(), given, vocabulary);
    const auto first = loader.load();
    if (given.has("--check"))
        return check(*first, invocation.out);
    const auto arguments = with_watch_file(first->file, given);
    const auto open = opener_of(arguments, loader.teller());
    const auto tell = teller_of(loader);
    WatchLog log(invocation.err, reader_of_standard_error());
    catch_interrupts();
    catch_hangups();
    watch(
        {.load = [&loader] { return loader.load(); },
         .delivery = usual_delivery(post_from_here(open, tell)),
         .get = get_from_here(open),
         .tell_secret = [&](const std::string& name) { return std::string(tell(name).revealed()); },
         .signals = signals_now,
         .log = log,
         .version = std::string(version())}
    );
    return 0;
}

}  // namespace muster
