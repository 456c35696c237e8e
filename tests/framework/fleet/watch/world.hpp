#pragma once

// A world of made-up machines that tests change while a loop asks them, and what a loop works by there.

#include "framework/base/error.hpp"
#include "framework/fleet/watch/configuration.hpp"
#include "framework/fleet/watch/target_plans.hpp"
#include "framework/model/hosts_entry.hpp"
#include "framework/spec/yaml/specs.hpp"
#include "tests/framework/run/readers.hpp"
#include "tests/support/fake_host.hpp"

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace muster::tests {

inline const Vocabulary& few_words() {
    static const std::vector<Resource> resources = {
        {{.name = "file",
          .summary = "",
          .subject = {{.name = "path"}},
          .attributes =
              {{.name = "exists", .type = Type::flag, .meaning = ""},
               {.name = "content", .type = Type::text, .meaning = ""}}},
         {{"exists", exists}, {"content", content}}},
        {hosts_entry(), {}}};
    static const Vocabulary words({resources});
    return words;
}

/// Machines by name. Several threads at once.
class World {
public:
    void put(const std::string& machine, const std::string& path, const std::string& text = "") {
        const std::lock_guard lock(mutex_);
        machines_[machine].files[path] = text;
    }
    void remove(const std::string& machine, const std::string& path) {
        const std::lock_guard lock(mutex_);
        machines_[machine].files.erase(path);
    }
    void lose(const std::string& machine) {
        const std::lock_guard lock(mutex_);
        machines_[machine].is_lost = true;
    }
    void find(const std::string& machine) {
        const std::lock_guard lock(mutex_);
        machines_[machine].is_lost = false;
    }
    /// Whoever asks it waits until it is let go.
    void hold(const std::string& machine) {
        const std::lock_guard lock(mutex_);
        machines_[machine].is_held = true;
    }
    void let_go(const std::string& machine) {
        const std::lock_guard lock(mutex_);
        machines_[machine].is_held = false;
        changed_.notify_all();
    }
    /// How many exchanges it has had, those that wait included.
    std::size_t asked(const std::string& machine) const {
        const std::lock_guard lock(mutex_);
        const auto found = machines_.find(machine);
        return found == machines_.end() ? 0 : found->second.asked;
    }

    std::vector<Answer> answers(
        const std::string& name, std::span<const Question> batch, Deadline deadline
    ) {
        FakeHost host;
        {
            std::unique_lock lock(mutex_);
            auto& machine = machines_[name];
            ++machine.asked;
            changed_.wait(lock, [&] { return not machine.is_held; });
            if (machine.is_lost)
                throw CannotTell{Kind::lost, "connection refused"};
            host.file("/etc/os-release", "ID=debian\nVERSION_ID=12\n");
            for (const auto& [path, text] : machine.files)
                host.file(path, text);
        }
        return host.exchange(batch, deadline);
    }

    OpenBackend opener();

private:
    struct Machine {
        std::map<std::string, std::string> files;
        bool is_lost = false;
        bool is_held = false;
        std::size_t asked = 0;
    };
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, Machine> machines_;
};

class MadeUpMachine : public Backend {
public:
    MadeUpMachine(World& world, std::string name) : world_(world), name_(std::move(name)) {}
    std::vector<Answer> exchange(std::span<const Question> batch, Deadline deadline) override {
        return world_.answers(name_, batch, deadline);
    }
    bool can(Ability) const override { return true; }
    std::string why_not(Ability) const override { return ""; }
    bool reads_are_free() const override { return false; }

private:
    World& world_;
    const std::string name_;
};

inline OpenBackend World::opener() {
    return [this](const Target& target, std::vector<std::string>&) {
        return std::make_unique<MadeUpMachine>(*this, target.name);
    };
}

inline SpecProgram program_of(const std::string& yaml, const std::string& path = "specs/a.yaml") {
    return {{path, "/" + path, true, {}}, {}, read_yaml_specs(yaml, path)};
}

inline Target member(const std::string& name, std::vector<std::string> roles = {"web"}) {
    Target target{.name = name, .url = "ssh://" + name, .roles = std::move(roles)};
    return target;
}

/// That /ok is there.
inline const std::string ok_is_there = "spec: web\nexpect:\n- {file: /ok, exists: true}\n";
inline const std::string id_of_ok = "web / file \"/ok\" exists / equals";

inline AlertChannel channel_named(const std::string& name) {
    AlertChannel channel;
    channel.name = name;
    channel.url = "https://chat.example.net/" + name;
    channel.group = Nanoseconds::zero();
    return channel;
}

/// A loop of these members and specs: five times a second, at once hard, told to the channel "team", without a page.
struct Wanted {
    std::vector<Target> members;
    std::vector<SpecProgram> programs = {program_of(ok_is_there)};
    WatchFile file = {};
    std::vector<std::string> read_files = {};
};

inline WatchFile quick_file(const std::string& store) {
    WatchFile file;
    file.title = "the shop";
    file.store = store;
    file.rules.interval = std::chrono::milliseconds(200);
    file.rules.retry_after = std::chrono::milliseconds(100);
    file.rules.stale_after = 1000;  // a busy machine makes nothing stale
    file.rules.attempts = 1;
    file.rules.flapping = false;
    file.rules.grace = Nanoseconds::zero();
    file.timeout = std::chrono::seconds(20);
    file.listen.is_off = true;
    file.notify = {channel_named("team")};
    return file;
}

inline std::shared_ptr<Configuration> configuration_of(World& world, Wanted wanted) {
    auto made = std::make_shared<Configuration>();
    made->command_line = "muster run -i fleet.yaml";
    made->file = std::move(wanted.file);
    made->targets = wanted.members;
    made->controller = {.name = "controller", .url = "local"};
    auto inventory = std::make_shared<Inventory>();
    inventory->targets = wanted.members;
    inventory->roles = {"web"};
    made->inventory = inventory;
    made->programs = std::move(wanted.programs);
    made->read_files = std::move(wanted.read_files);
    made->sessions = std::make_shared<SessionPool>(world.opener(), 100);
    made->plans = std::make_shared<TargetPlans>();
    RunContext context{few_words(), made->programs, opener_by(made->sessions), {}, {}};
    context.inventory = made->inventory;
    context.timeout = made->file.timeout;
    context.verify.follow = true;
    made->context = std::make_unique<const RunContext>(std::move(context));
    return made;
}

}  // namespace muster::tests
