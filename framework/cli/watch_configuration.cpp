#include "framework/cli/watch_configuration.hpp"

#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/cli/known_targets.hpp"
#include "framework/cli/main.hpp"
#include "framework/cli/workbench.hpp"
#include "framework/fleet/waivers/waivers.hpp"
#include "framework/fleet/watch/target_plans.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <set>
#include <utility>

namespace muster {

namespace {

std::string in_milliseconds(Nanoseconds duration) {
    return fmt::format(
        "{}ms", std::chrono::duration_cast<std::chrono::milliseconds>(duration).count()
    );
}

/// Waivers end while the loop runs: they are put together anew each minute.
class WaiversOfNow {
public:
    WaiversOfNow(
        std::vector<WaiverEntry> entries,
        std::vector<Target> targets,
        std::shared_ptr<const Inventory> inventory
    )
        : entries_(std::move(entries)),
          targets_(std::move(targets)),
          inventory_(std::move(inventory)) {
        renew(system_now());
    }

    void mark(TargetReport& report) {
        std::shared_ptr<Waivers> waivers;
        {
            const std::lock_guard lock(mutex_);
            const auto now = system_now();
            if (now - made_ >= std::chrono::minutes(1) or now < made_)
                renew(now);
            waivers = waivers_;
        }
        waivers->mark(report);
    }

private:
    void renew(Instant now) {
        waivers_ = std::make_shared<Waivers>(entries_, targets_, inventory_.get(), now);
        made_ = now;
    }

    const std::vector<WaiverEntry> entries_;
    const std::vector<Target> targets_;
    const std::shared_ptr<const Inventory> inventory_;
    std::mutex mutex_;
    Instant made_{};
    std::shared_ptr<Waivers> waivers_;
};

std::string text_of(const std::string& file) {
    const auto text = read_file(file);
    if (not text)
        throw Broken(
            fmt::format("{}: there is no such file", escaped(file)),
            {},
            "docs/watch.md has a first one"
        );
    return *text;
}

/// What others should not be called, and what a list like `web1,web2,` is not.
bool is_file(const std::string& source) {
    return not source.ends_with(',') and source != "-";
}

/// Specs that are broken for the first target of any roles are refused here, before they take the place of what was there.
void refuse_broken(const std::vector<Target>& targets, const RunContext& context) {
    const auto platform = assumed_platform("debian:12");
    std::set<std::vector<std::string>> seen;
    for (const auto& target : targets)
        if (seen.insert(target.roles).second)
            (void)collect_plans({target}, platform, context, system_now(), PlatformIs::assumed);
}

/// How one run of a target is repeated: with the same inventory, the same rights and the same keys.
std::string run_command(const Arguments& arguments) {
    constexpr std::array options = {
        "--inventory", "--var", "--sudo", "--identity", "--known-hosts", "--ssh-config"};
    std::string line = "muster run";
    for (const auto* option : options) {
        if (not arguments.has(option))
            continue;
        const auto values = arguments.all(option);
        if (values.empty())
            line += std::string(" ") + option;
        for (const auto& value : values)
            line += std::string(" ") + option + " " + shell_quoted(value);
    }
    return line;
}

}  // namespace

Arguments with_watch_file(const WatchFile& file, Arguments given) {
    const auto set = [&](const char* option, std::vector<std::string> values) {
        if (not given.has(option) or given.by_default.contains(option))
            given.options.insert_or_assign(option, std::move(values));
    };
    const auto set_if = [&](bool wanted, const char* option) {
        if (wanted)
            set(option, {});
    };
    const auto set_any = [&](const char* option, const std::vector<std::string>& values) {
        if (not values.empty())
            set(option, values);
    };
    given.operands = file.specs;
    set_any("--inventory", file.inventory);
    set_any("--waivers", file.waivers);
    set_any("--identity", file.identities);
    set_any("--known-hosts", file.known_hosts);
    if (not file.ssh_config.empty())
        set("--ssh-config", {file.ssh_config});
    set("--host-key", {file.host_key});
    set("--timeout", {in_milliseconds(file.timeout)});
    set("--connect-timeout", {in_milliseconds(file.connect_timeout)});
    set("--command-timeout", {in_milliseconds(file.command_timeout)});
    set_if(file.sudo, "--sudo");
    set_if(not file.commands, "--no-commands");
    auto& variables = std::get<Json::Object>(given.variables.data);
    for (const auto& variable : std::get<Json::Object>(file.variables.data)) {
        std::erase_if(variables, [&](const auto& one) { return one.first == variable.first; });
        variables.push_back(variable);
    }
    for (const auto& [name, source] : file.secrets)
        given.secrets.insert_or_assign(name, source);
    return given;
}

class WatchLoader::NewestSecrets {
public:
    void renew(TellSecret tell) {
        const std::lock_guard lock(mutex_);
        tell_ = std::move(tell);
    }
    Secret tell(const Target& target, const std::string& name) {
        TellSecret how;
        {
            const std::lock_guard lock(mutex_);
            how = tell_;
        }
        MUSTER_ASSERT(how != nullptr);
        return how(target, name);
    }

private:
    std::mutex mutex_;
    TellSecret tell_;
};

WatchLoader::WatchLoader(std::string file, const Arguments& arguments, const Vocabulary& vocabulary)
    : file_(std::move(file)),
      arguments_(arguments),
      vocabulary_(vocabulary),
      secrets_(std::make_shared<NewestSecrets>()) {}

TellSecret WatchLoader::teller() const {
    return [secrets = secrets_](const Target& target, const std::string& name) {
        return secrets->tell(target, name);
    };
}

void WatchLoader::fill(Configuration& loaded, const Arguments& arguments) {
    const KnownTargets known(arguments);
    loaded.inventory = known.inventory();
    loaded.targets = known.chosen();
    loaded.controller = known.controller();
    loaded.programs = programs_of(arguments.operands, BuiltIn::no);
    loaded.plans = std::make_shared<TargetPlans>();
    const auto secrets = teller();
    const auto open = opener_of(arguments, secrets);
    if (not sessions_)
        sessions_ = std::make_shared<SessionPool>(open, loaded.file.sessions);
    RunContext context{
        vocabulary_, loaded.programs, opener_by(sessions_), selection_of(arguments), {}};
    context.tell_secret = secrets;
    context.inventory = loaded.inventory;
    context.verify.commands = not arguments.has("--no-commands");
    context.verify.follow = true;
    context.timeout = arguments.duration("--timeout");
    context.memory = PlatformMemory(platform_memory_folder());
    const auto waivers = std::make_shared<WaiversOfNow>(
        read_waivers(arguments.all("--waivers")), loaded.targets, loaded.inventory
    );
    context.on_report = [waivers](TargetReport& report) { waivers->mark(report); };
    refuse_broken(loaded.targets, context);
    loaded.fleets = collect_fleet(loaded.controller, context, system_now());
    loaded.warnings = warnings_of(loaded.fleets);
    loaded.context = std::make_unique<const RunContext>(std::move(context));
    sessions_->reach_by(open);
    loaded.sessions = sessions_;
}

std::shared_ptr<const Configuration> WatchLoader::load() {
    auto loaded = std::make_shared<Configuration>();
    loaded->file = watch_file_from(text_of(file_), file_);
    const auto arguments = with_watch_file(loaded->file, arguments_);
    fill(*loaded, arguments);
    loaded->command_line = run_command(arguments);
    secrets_->renew(secrets_of(arguments));
    loaded->read_files = {file_};
    for (const auto* paths : {&loaded->file.specs, &loaded->file.inventory, &loaded->file.waivers})
        std::ranges::copy_if(*paths, std::back_inserter(loaded->read_files), is_file);
    return loaded;
}

}  // namespace muster
