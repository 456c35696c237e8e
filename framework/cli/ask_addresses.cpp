#include "framework/cli/ask_addresses.hpp"

#include "framework/base/display.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/yaml/yaml.hpp"
#include "framework/cli/interrupt.hpp"
#include "framework/cli/workbench.hpp"
#include "framework/fleet/inventory/resolve.hpp"
#include "framework/platform/detect.hpp"
#include "framework/platform/links.hpp"
#include "framework/run/fan_out.hpp"
#include "matchers/table.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <mutex>

namespace muster {

namespace {

/// Addresses of targets, by their names and then by network.
using Found = std::map<std::string, std::map<std::string, std::string>>;

/// Those of all interfaces by which others may reach the target, without their prefixes. Throws CannotTell where some
/// cannot be told.
std::vector<std::string> addresses_of(const std::vector<Link>& links) {
    std::vector<std::string> addresses;
    const auto add = [&](const std::string& text) {
        const auto address = address_from(text);
        const bool is_link_local = text.starts_with("fe80:") or text.starts_with("169.254.");
        if (address and not address->is_loopback() and not is_link_local)
            addresses.push_back(text.substr(0, text.find('/')));
    };
    for (const auto& link : links) {
        for (const auto& address : told(link.ipv4))
            add(address);
        for (const auto& address : link.ipv6)
            add(address);
    }
    return addresses;
}

/// What the threads of all targets write into.
struct Shared {
    std::mutex mutex;
    Found found;
};

/// Asks one target; what it has several addresses for is told.
class Asking {
public:
    Asking(
        const Vocabulary& vocabulary,
        OpenBackend open,
        Nanoseconds timeout,
        std::vector<NamedNetwork> networks
    )
        : vocabulary_(vocabulary),
          open_(std::move(open)),
          timeout_(timeout),
          networks_(std::move(networks)) {}

    TargetReport operator()(const Target& target, const AwaitTurn& await_turn, Shared& shared)
        const {
        TargetReport report;
        report.name = target.name;
        try {
            const auto backend = open_(target, report.notices);
            await_turn();
            const Deadline deadline(timeout_);
            Gatherer asking(vocabulary_, *backend, {});
            const auto platform = asking.ask(detect_platform, deadline);
            Gatherer gatherer(vocabulary_, *backend, platform);
            const auto addresses = addresses_of(gatherer.ask(links, deadline));
            const auto missing = missing_of(target, addresses, report.notices);
            const std::lock_guard lock(shared.mutex);
            shared.found[target.name] = missing;
        } catch (const CannotTell& why) {
            report.unreachable = why.message;
        }
        return report;
    }

private:
    std::map<std::string, std::string> missing_of(
        const Target& target,
        const std::vector<std::string>& addresses,
        std::vector<std::string>& notices
    ) const {
        std::map<std::string, std::string> missing;
        for (const auto& address : addresses)
            for (const auto& network : networks_of(address, networks_)) {
                if (target.addresses.contains(network))
                    continue;
                const auto [place, is_new] = missing.emplace(network, address);
                if (not is_new)
                    notices.push_back(fmt::format(
                        "it has {} and {} on {}; the first is written",
                        place->second,
                        address,
                        network
                    ));
            }
        return missing;
    }

    const Vocabulary& vocabulary_;
    OpenBackend open_;
    Nanoseconds timeout_;
    std::vector<NamedNetwork> networks_;
};

std::string written(const std::vector<Target>& targets, const Found& found) {
    std::string text =
        "# Addresses that the targets told (muster inventory --addresses). Read it beside the "
        "inventory: -i FILE -i THIS\ninventory: addresses\ntargets:\n";
    bool any = false;
    for (const auto& target : targets) {
        const auto addresses = found.find(target.name);
        if (addresses == found.end() or addresses->second.empty())
            continue;
        any = true;
        std::string list;
        for (const auto& [network, address] : addresses->second)
            list += fmt::format(
                "{}{}: {}", list.empty() ? "" : ", ", yaml_scalar(network), yaml_scalar(address)
            );
        text += fmt::format("  {}: {{addresses: {{{}}}}}\n", yaml_scalar(target.name), list);
    }
    return any ? text : "";
}

}  // namespace

int ask_addresses(const KnownTargets& known, const Invocation& invocation) {
    const auto& arguments = invocation.arguments;
    if (known.networks().empty())
        throw Broken(
            "the inventory names no networks to file addresses under",
            {},
            "networks: {lan: 10.0.0.0/16}, in a file of its own if need be"
        );
    const auto output = arguments.has("--output") ? arguments.text("--output") : std::string();
    if (not output.empty() and read_file(output))
        throw Broken(fmt::format("\"{}\" is there already", output));
    const Vocabulary vocabulary(resource_table());
    const Asking asking(
        vocabulary,
        opener_of(arguments, secrets_of(arguments)),
        arguments.duration("--timeout"),
        known.networks()
    );
    const auto shared = std::make_shared<Shared>();
    const auto targets = known.chosen();
    bool all_told = true;
    const auto done = [&](const TargetReport& report) {
        for (const auto& notice : report.notices)
            invocation.err << fmt::format(
                "muster: {}: {}\n", escaped(report.name), escaped(notice)
            );
        all_told = all_told and report.unreachable.empty();
        if (not report.unreachable.empty())
            invocation.err << fmt::format(
                "muster: {}: {}\n", escaped(report.name), printable(report.unreachable)
            );
    };
    catch_interrupts();
    (void)ask_targets(
        targets,
        [asking, shared](const Target& target, const AwaitTurn& await_turn) {
            return asking(target, await_turn, *shared);
        },
        {.jobs = arguments.number("--jobs")},
        done,
        was_interrupted
    );
    if (was_interrupted())
        std::_Exit(2);  // threads that are still asking are not waited for
    const std::lock_guard lock(shared->mutex);
    const auto text = written(targets, shared->found);
    if (text.empty())
        invocation.err << "muster: nothing is missing\n";
    else if (output.empty())
        invocation.out << text;
    else
        write_file(output, text);
    return all_told ? 0 : 2;
}

}  // namespace muster
