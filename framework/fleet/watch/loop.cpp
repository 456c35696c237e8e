#include "framework/fleet/watch/loop.hpp"

#include "framework/base/error.hpp"
#include "framework/fleet/watch/actor.hpp"
#include "framework/fleet/watch/asker.hpp"
#include "framework/fleet/watch/changed_files.hpp"
#include "framework/fleet/watch/membership.hpp"
#include "framework/fleet/watch/page_server.hpp"
#include "framework/fleet/watch/round_planner.hpp"
#include "framework/fleet/watch/service_notifier.hpp"
#include "framework/fleet/watch/watch_recorder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <utility>

namespace muster {

namespace {

using namespace std::chrono_literals;

constexpr auto longest_wait = 250ms;  // signals are looked for so often
constexpr auto between_looks = 2s;    // at files, silences and all states
constexpr auto between_prunings = 1min;
constexpr auto pause = 30s;  // longer between two turns, and the machine slept
constexpr auto grace_of_rounds = 3s;
constexpr auto grace_of_messages = 1s;
constexpr std::size_t rounds_a_job = 4;  // most of them wait for a connection
constexpr std::size_t events_at_begin = 500;
constexpr std::size_t most_actions = 10'000;

/// Wakes the loop from other threads.
class Bell {
public:
    void ring() {
        {
            const std::lock_guard lock(mutex_);
            rung_ = true;
        }
        changed_.notify_one();
    }
    void wait(Nanoseconds at_most) {
        std::unique_lock lock(mutex_);
        (void)changed_.wait_for(lock, at_most, [this] { return rung_; });
        rung_ = false;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool rung_ = false;
};

/// Whether so much time has passed since it was true last; also when the clock was put back.
class Every {
public:
    explicit Every(Nanoseconds interval) : interval_(interval) {}
    bool is_due(Instant now) {
        if (last_ and now >= *last_ and now - *last_ < interval_)
            return false;
        last_ = now;
        return true;
    }

private:
    Nanoseconds interval_;
    std::optional<Instant> last_;
};

class Loop {
public:
    explicit Loop(const LoopParts& parts)
        : parts_(parts),
          with_(parts.load()),
          keeper_(with_->file.store, parts.log),
          teller_(parts.command_line),
          publisher_([this] { bell_.ring(); }),
          postman_(with_->file.store, parts.delivery, parts.get, parts.log),
          recorder_(fleet_, teller_, keeper_, postman_, parts.log),
          planner_(with_, fleet_, keeper_),
          asker_(with_->file.jobs, [this] { bell_.ring(); }) {}

    void run() {
        begin(system_now());
        for (auto signals = parts_.signals(); not signals.stop; signals = parts_.signals()) {
            turn(system_now(), signals.reload);
            bell_.wait(time_to_next(system_now()));
        }
        end();
    }

private:
    void begin(Instant now) {
        started_ = last_turn_ = awake_since_ = now;
        (void)keeper_.with_store([&](Store& store) {
            fleet_ = FleetState(store.targets(), store.states());
            HistoryQuery query;
            query.most = events_at_begin;
            recorder_.begin_with(store.history(query));
            query.kinds = {Event::Kind::action};
            query.most = most_actions;
            actor_ = Actor(store.history(query));
        });
        configure(now);
        parts_.log.notice(fmt::format(
            "watching {}: {}{}",
            with_->file.title,
            summary(),
            server_ ? ", shown at " + server_->address() : ""
        ));
        service_.ready(summary());
    }

    void end() {
        service_.stopping();
        if (server_)
            server_->stop();
        bool all_ended = asker_.stop(grace_of_rounds);
        take_done(system_now());
        all_ended = postman_.stop(grace_of_messages) and actor_.stop(0s) and all_ended;
        parts_.log.notice("stopped");
        if (not all_ended)
            std::_Exit(EXIT_SUCCESS);  // all is written; who has not answered is not waited for
    }

    // --- what it works by --------------------------------------------------------------------

    void configure(Instant now) {
        look_ = look_of_files(with_->read_files);
        fetched_ = now;
        teller_.configure(with_);
        postman_.configure(with_);
        recorder_.take_members(fleet_.set_members(with_->targets, now), now);
        for (const auto& target : with_->targets)
            fleet_.find(target.name)->target.behind = member_on_the_way(target, with_->targets);
        for (const auto* of : std::as_const(fleet_).all())
            teller_.see(*of);
        planner_.configure(with_, now);
        for (const auto& warning : with_->warnings)
            parts_.log.warning(warning);
        serve();
    }

    void serve() {
        listen();
        const auto& page = with_->file.listen.page;
        teller_.set_page(not page.empty() or not server_ ? page : server_->address());
    }

    void listen() {
        const auto& listen = with_->file.listen;
        if (server_ and server_->serves(listen))
            return;
        server_.reset();
        if (listen.is_off)
            return;
        const auto wake = [this] { bell_.ring(); };
        server_ = std::make_unique<PageServer>(
            listen, PageParts{publisher_, parts_.tell_secret, parts_.log, wake, keeper_.file()}
        );
    }

    void load_if_changed(Instant now, bool is_asked) {
        const auto look = look_of_files(with_->read_files);
        const bool is_changed = look != look_ or is_asked;
        const bool is_old = now - fetched_ >= with_->file.inventory_every or now < fetched_;
        if (not is_changed and not is_old)
            return;
        look_ = look;
        fetched_ = now;
        if (is_asked)
            service_.reloading();
        try {
            take_loaded(parts_.load(), is_changed, now);
            recorder_.end_trouble("files");
        } catch (const Broken& broken) {
            recorder_.take_trouble("files", fmt::format("not loaded anew: {}", broken.what()), now);
        }
        if (is_asked)
            service_.ready(summary());
    }

    void take_loaded(std::shared_ptr<const Configuration> loaded, bool by_hand, Instant now) {
        const auto doubt = by_hand ? "" : doubt_about(with_->targets, loaded->targets);
        if (not doubt.empty())
            return recorder_.take_trouble(
                "inventory", "the inventory is not believed: " + doubt, now
            );
        recorder_.end_trouble("inventory");
        if (not by_hand and have_same_members(*with_, *loaded))
            return;
        for (const auto& name : reached_otherwise(*with_, *loaded))
            loaded->sessions->close(name);
        with_ = std::move(loaded);
        configure(now);
        parts_.log.notice("loaded anew: " + summary());
    }

    // --- time passes -------------------------------------------------------------------------

    Nanoseconds time_to_next(Instant now) const {
        constexpr Nanoseconds at_least = 1ms;
        const auto next = planner_.next();
        return next ? std::clamp<Nanoseconds>(*next - now, at_least, longest_wait) : longest_wait;
    }

    void turn(Instant now, bool is_load_asked) {
        if (now - last_turn_ > pause or now < last_turn_ - 1s) {
            parts_.log.warning("the machine slept, or its clock was set: nothing is stale by that");
            awake_since_ = now;
        }
        last_turn_ = now;
        take_done(now);
        const auto most = with_->file.jobs * rounds_a_job;
        const auto running = asker_.running();
        if (running < most)
            for (auto& task : planner_.take_due(now, most - running))
                asker_.ask(std::move(task));
        if (look_at_all_.is_due(now) or is_load_asked) {
            load_if_changed(now, is_load_asked);
            look_at_all(now);
        }
        if (publisher_.is_wanted())
            publisher_.publish(overview(now));
        if (recorder_.take_news() and server_)
            server_->say_changed();
        if (const auto every = service_.watchdog_every(); every and alive_.is_due(now))
            service_.alive();
    }

    void take_done(Instant now) {
        for (const auto& done : asker_.take_done()) {
            const bool is_reached = done.report.unreachable.empty() and done.report.lost.empty();
            ++rounds_;
            exchanges_ += done.report.exchanges;
            last_round_ = now;
            auto changes = fleet_.round_ended(done.report, done.subject, with_->file.rules, now);
            changes.add(fleet_.judge_sight(now));
            planner_.take_done(done, is_reached, now);
            const auto name = done.task.of_fleet ? std::string(fleet_name) : done.task.target.name;
            recorder_.take_round(*fleet_.find(name), std::move(changes), is_reached, now);
        }
    }

    void look_at_all(Instant now) {
        (void)keeper_.with_store([&](Store& store) { teller_.set_silences(store.silences(now)); });
        const auto interval = [this](const TargetStates& of, const std::string& spec) {
            const auto& file = with_->file;
            return interval_of(
                {of.target.name, of.target.roles, spec}, file.intervals, file.rules.interval
            );
        };
        recorder_.take(fleet_.look_for_stale(interval, with_->file.rules, awake_since_, now), now);
        recorder_.look_at_all(now);
        act(now);
        if (keeper_.trouble().empty())
            recorder_.end_trouble("store");
        else
            recorder_.take_trouble("store", keeper_.trouble(), now);
        if (prune_.is_due(now))
            (void)keeper_.with_store([&](Store& store) {
                store.prune(with_->file.keep, now);
                (void)store.bound_outbox(with_->file.outbox);
            });
        postman_.set_well(is_well(now));
        service_.status(summary());
    }

    void act(Instant now) {
        Changes decided;
        decided.events = actor_.look_at(*with_, fleet_, teller_.around(), now);
        recorder_.take(std::move(decided), now);
    }

    // --- how it is ---------------------------------------------------------------------------

    bool is_well(Instant now) const {
        const auto patience = with_->file.rules.interval * 3;
        return with_->targets.empty() or now - std::max(last_round_, started_) < patience;
    }

    std::string summary() const {
        std::size_t problems = 0;
        for (const auto* of : fleet_.all()) {
            if (of->target.retired)
                continue;
            problems += is_problem(of->reach.settled) ? 1U : 0U;
            problems += static_cast<std::size_t>(std::ranges::count_if(
                of->expectations, [](const State& state) { return is_problem(state.settled); }
            ));
        }
        return fmt::format(
            "{} target{}, {} problem{}",
            with_->targets.size(),
            with_->targets.size() == 1 ? "" : "s",
            problems,
            problems == 1 ? "" : "s"
        );
    }

    std::shared_ptr<const Overview> overview(Instant now) const {
        auto shown = std::make_shared<Overview>();
        shown->title = with_->file.title;
        shown->now = now;
        shown->interval = with_->file.rules.interval;
        shown->attempts = with_->file.rules.attempts;
        shown->health = health();
        for (const auto* of : fleet_.all())
            shown->targets.push_back(
                {of->target,
                 of->reach,
                 of->expectations,
                 teller_.is_in_maintenance(of->target, now)}
            );
        shown->monitor = fleet_.monitor();
        shown->recent = recorder_.recent();
        shown->silences = teller_.silences();
        return shown;
    }

    LoopHealth health() const {
        LoopHealth health;
        health.started = started_;
        health.last_round = last_round_;
        health.asking = asker_.running();
        health.sessions = with_->sessions->count();
        health.late_p50 = planner_.lateness().percentile(50);
        health.late_p99 = planner_.lateness().percentile(99);
        health.rounds = rounds_;
        health.exchanges = exchanges_;
        health.outbox = postman_.waiting();
        health.troubles = recorder_.troubles();
        for (auto& trouble : postman_.troubles())
            health.troubles.push_back(std::move(trouble));
        health.version = parts_.version;
        health.told = postman_.delivered();
        return health;
    }

    const LoopParts& parts_;
    Bell bell_;
    std::shared_ptr<const Configuration> with_;
    FleetState fleet_;
    Keeper keeper_;
    Teller teller_;
    Publisher publisher_;
    Postman postman_;
    WatchRecorder recorder_;
    RoundPlanner planner_;
    Asker asker_;
    Actor actor_{{}};
    ServiceNotifier service_;
    std::unique_ptr<PageServer> server_;

    Every look_at_all_{between_looks};
    Every prune_{between_prunings};
    Every alive_{service_.watchdog_every().value_or(between_looks) / 2};
    std::string look_;   ///< of the files that were read
    Instant fetched_{};  ///< the inventory
    Instant started_{};
    Instant last_turn_{};
    Instant awake_since_{};  ///< or since the clock was set
    Instant last_round_{};
    std::uint64_t rounds_ = 0;
    std::uint64_t exchanges_ = 0;
};

}  // namespace

void watch(const LoopParts& parts) {
    Loop(parts).run();
}

}  // namespace muster
