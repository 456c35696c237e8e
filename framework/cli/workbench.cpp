#include "framework/cli/workbench.hpp"

#include "framework/backend/ssh/prompter.hpp"
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"
#include "framework/fleet/secrets/secret_keeper.hpp"
#include "framework/platform/os_release.hpp"
#include "framework/run/judge.hpp"
#include "framework/run/open_backend.hpp"
#include "framework/spec/yaml/specs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace muster {

namespace {

std::vector<std::string> spec_operands(const std::vector<std::string>& operands) {
    if (not operands.empty())
        return operands;
    if (std::filesystem::is_directory("specs"))
        return {"specs"};
    throw Broken("no specs named, and there is no folder specs here", {}, "muster run FILE.yaml");
}

/// In the order of the files; a compiler is looked for only where one is needed.
std::vector<SpecProgram> programs_of(const std::vector<SpecFile>& files) {
    std::vector<SpecFile> of_cpp;
    for (const auto& file : files)
        if (not is_yaml(file.path))
            of_cpp.push_back(file);
    auto compiled =
        of_cpp.empty() ? std::vector<SpecProgram>() : compile_specs(of_cpp, find_toolchain());
    std::vector<SpecProgram> programs;
    for (auto next = compiled.begin(); const auto& file : files)
        if (is_yaml(file.path))
            programs.push_back({file, {}, read_yaml_specs(file.path)});
        else
            programs.push_back(std::move(*next++));
    return programs;
}

std::size_t commands_in(const Plan& plan, const Lexicon& lexicon) {
    std::size_t count = 0;
    for (const auto& spec : plan.specs)
        count += static_cast<std::size_t>(std::ranges::count_if(spec.rows, [&](const Row& row) {
            return row.skip_reason.empty() and row.broken.empty() and acts(lexicon, row.expression);
        }));
    return count;
}

/// The plan of each target on a platform that is assumed, a few at a time: what they say together is bounded.
template<class Told>
void each_plan_of(
    const std::vector<Target>& targets,
    const Platform& platform,
    const RunContext& context,
    Instant now,
    const Told& told
) {
    constexpr std::size_t at_a_time = 10;
    for (std::size_t i = 0; i < targets.size(); i += at_a_time) {
        const auto some = std::span(targets).subspan(i, std::min(at_a_time, targets.size() - i));
        for (auto& plan :
             collect_plans({some.begin(), some.end()}, platform, context, now, PlatformIs::assumed))
            told(std::move(plan));
    }
}

std::vector<Plan> plans_of(
    const std::vector<Target>& targets,
    const Platform& platform,
    const RunContext& context,
    Instant now
) {
    std::vector<Plan> plans;
    each_plan_of(targets, platform, context, now, [&](Plan plan) {
        plans.push_back(std::move(plan));
    });
    return plans;
}

/// How long a peer is waited for. What is longer than an hour is a slip.
Nanoseconds patience_of(const Arguments& arguments, std::string_view option) {
    const auto time = arguments.duration(option);
    if (time <= Nanoseconds::zero() or time > std::chrono::hours(1))
        throw Broken(fmt::format(
            "{} {}: more than nothing and at most an hour", option, arguments.text(option)
        ));
    return time;
}

unsigned dns_tries_of(const Arguments& arguments) {
    constexpr std::size_t most = 100;
    const auto tries = arguments.number("--dns-tries");
    if (tries > most)
        throw Broken(fmt::format("--dns-tries {}: at most {}", tries, most));
    return static_cast<unsigned>(tries);
}

}  // namespace

std::vector<SpecProgram> programs_of(const std::vector<std::string>& operands, BuiltIn built_in) {
    if (built_in == BuiltIn::yes) {
        if (not operands.empty())
            throw Broken(fmt::format(
                "{}: this program runs the specs that it was built with", operands.front()
            ));
        return {
            {{"(built in)", "(built in)", true, {}},
             {std::filesystem::read_symlink("/proc/self/exe").string(), "--collect"}}};
    }
    return programs_of(find_spec_files(spec_operands(operands)));
}

Selection selection_of(const Arguments& arguments) {
    return {
        arguments.all("--role"),
        arguments.all("--tag"),
        arguments.has("--name") ? arguments.text("--name") : "",
        arguments.all("--id")};
}

Limits limits_of(const Arguments& arguments) {
    return {
        .content = arguments.bytes("--content-limit"),
        .output = arguments.bytes("--output-limit"),
        .entries = arguments.number("--entries-limit"),
        .walked = arguments.number("--walk-limit"),
        .found = arguments.number("--found-limit"),
        .command = arguments.duration("--command-timeout"),
        .network = patience_of(arguments, "--network-timeout"),
        .http = patience_of(arguments, "--http-timeout"),
        .dns_tries = dns_tries_of(arguments),
        .walk = arguments.duration("--walk-timeout"),
    };
}

TellSecret secrets_of(const Arguments& arguments) {
    const auto ask = [](const std::string& prompt) { return TerminalPrompter().ask(prompt); };
    // Kept by every thread that tells one.
    const auto keeper = std::make_shared<SecretKeeper>(
        arguments.secrets,
        arguments.has("--vault-password-file") ? arguments.text("--vault-password-file") : "",
        ask
    );
    return [keeper](const Target& target, const std::string& name) {
        return keeper->tell(target, name);
    };
}

OpenOptions open_options_of(const Arguments& arguments, const TellSecret& secrets) {
    OpenOptions options;
    options.limits = limits_of(arguments);
    options.sudo = arguments.has("--sudo");
    options.identities = arguments.all("--identity");
    options.host_key = arguments.one_of("--host-key", {"yes", "accept-new", "this-run"});
    options.known_hosts = arguments.all("--known-hosts");
    options.ssh_config = arguments.has("--ssh-config") ? arguments.text("--ssh-config") : "";
    options.connect_timeout = arguments.duration("--connect-timeout");
    options.timeout = arguments.duration("--timeout");
    options.tell_secret = secrets;
    options.audit = arguments.has("--audit") ? arguments.text("--audit") : "";
    options.platform = arguments.has("--platform") ? arguments.text("--platform") : "";
    return options;
}

OpenBackend opener_of(const Arguments& arguments, const TellSecret& secrets) {
    return opener(open_options_of(arguments, secrets));
}

Platform assumed_platform(const std::string& text) {
    const auto colon = text.find(':');
    const auto distribution = text.substr(0, colon);
    const auto version = colon == std::string::npos ? std::string() : text.substr(colon + 1);
    if (distribution.empty())
        throw Broken(
            fmt::format("--assume {}: write a distribution and a version, as debian:12", text)
        );
    Platform platform;
    platform.family = family_of(distribution, "");
    platform.distribution = distribution;
    platform.version = version;
    platform.arch = "x86_64";
    platform.virtualization = "none";
    platform.init = "systemd";
    return platform;
}

bool are_all_here(const std::vector<Target>& targets) {
    return std::ranges::all_of(targets, [](const Target& one) { return one.url == "local"; });
}

std::size_t check_specs(
    const std::vector<Target>& targets, const RunContext& context, const OnPlan& on_plan
) {
    if (are_all_here(targets))
        return 0;
    std::size_t most_commands = 0;
    const auto platform = assumed_platform("debian:12");
    each_plan_of(targets, platform, context, system_now(), [&](Plan plan) {
        most_commands = std::max(most_commands, commands_in(plan, context.vocabulary.lexicon()));
        if (on_plan)
            on_plan(plan, platform);
    });
    return context.verify.commands ? most_commands : 0;
}

LintFindings lint_everywhere(const KnownTargets& known, const RunContext& context) {
    const auto now = system_now();
    const auto platforms = lint_platforms();
    auto plans = collect_on(platforms, known.named("local"), context, now);
    LintFindings of_inventory;
    if (context.inventory) {
        const auto of_targets =
            plans_of(context.inventory->targets, platforms.front(), context, now);
        of_inventory = lint_inventory(plans.front(), of_targets, *context.inventory);
    }
    std::vector<LintedPlan> linted;
    linted.push_back({collect_fleet(known.controller(), context, now), platforms.front()});
    for (std::size_t i = 0; i < platforms.size(); ++i)
        linted.push_back({std::move(plans[i]), platforms[i]});
    auto findings = lint(linted, context.vocabulary, now);
    findings.insert(findings.end(), of_inventory.begin(), of_inventory.end());
    return findings;
}

LintFindings lint_roles(const KnownTargets& known, const RunContext& context) {
    if (not context.inventory)
        return {};
    const std::vector<Platform> platform{assumed_platform("debian:12")};
    const auto plans = collect_on(platform, known.named("local"), context, system_now());
    return lint_inventory(plans.front(), {}, *context.inventory);
}

}  // namespace muster
