#include "framework/fleet/watch/loop.hpp"

#include "framework/base/error.hpp"
#include "framework/fleet/watch/actor.hpp"
#include "framework/fleet/watch/asker.hpp"
#include "framework/fleet/watch/bell.hpp"
#include "framework/fleet/watch/membership.hpp"
#include "framework/fleet/watch/overview_of.hpp"
#include "framework/fleet/watch/page.hpp"
#include "framework/fleet/watch/reloader.hpp"
#include "framework/fleet/watch/round_planner.hpp"
#include "framework/fleet/watch/service_notifier.hpp"
#include "framework/fleet/watch/vitals.hpp"
#include "framework/fleet/watch/watch_recorder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <optional>
#include <utility>

namespace muster {

namespace {

using namespace std::chrono_literals;

constexpr auto longest_wait = 250ms;  // signals are looked for so often
constexpr auto between_looks = 2s;    // at files, silences and all states
constexpr auto between_prunings = 10s;
constexpr auto well_for = 30s;             // that the loop said of itself
constexpr auto patience_with_store = 10s;  // that has what was told before
constexpr auto grace_of_rounds = 3s;
constexpr auto grace_of_messages = 1s;
constexpr std::size_t rounds_a_job = 4;  // most of them wait for a connection

class Loop {
public:
    explicit Loop(const LoopParts& parts)
        : parts_(parts),
          with_(parts.load()),
          keeper_(with_->file.store, parts.log),
          publisher_([this] { bell_.ring(); }),
          postman_(with_->file.store, parts.delivery, parts.get, parts.log),
          recorder_(fleet_, teller_, keeper_, postman_, parts.log),
          planner_(with_, fleet_, keeper_),
          reloader_(parts.load, [this] { bell_.ring(); }),
          asker_(with_->file.jobs, [this] { bell_.ring(); }),
          page_(
              {publisher_, parts.tell_secret, parts.log, [this] { take_change(); }, keeper_.file()}
          ) {}

    void run() {
        begin(system_now());
        while (not is_over_) {
            turn(system_now());
            bell_.wait(time_to_next(system_now()));
            take_signals();
        }
        end();
    }

private:
    void begin(Instant now) {
        recall();
        teller_.begin(now);
        page_.serve(with_->file.listen);
        configure(now);
        parts_.log.notice(fmt::format(
            "watching {}: {}{}",
            with_->file.title,
            summary_of(*with_, fleet_),
            page_.is_served() ? ", shown at " + page_.address() : ""
        ));
        service_.ready(summary_of(*with_, fleet_));
        take_signals();
    }

    /// Who begins without what the store has tells all of it again: a store that is locked is waited for.
    void recall() {
        const auto until = std::chrono::steady_clock::now() + patience_with_store;
        const auto read = [this](Store& store) {
            fleet_ = FleetState(store.targets(), store.states());
            recorder_.begin_with(store);
            actor_.begin_with(store);
        };
        while (not keeper_.with_store(read) and not is_over_) {
            if (std::chrono::steady_clock::now() >= until)
                return parts_.log.error("the store was not read: what was told is told again");
            bell_.wait(longest_wait);
            take_signals();
        }
    }

    /// Of a reader, in a thread of the page.
    void take_change() {
        is_store_changed_ = true;
        publisher_.outdate();
        bell_.ring();
    }

    void take_signals() {
        const auto signals = parts_.signals();
        is_over_ = is_over_ or signals.stop;
        is_load_asked_ = is_load_asked_ or signals.reload;
    }

    void end() {
        service_.stopping();
        publisher_.publish(overview(system_now())
        );  // nobody who waits for one keeps the page from ending
        page_.stop();
        bool all_ended = asker_.stop(grace_of_rounds);
        take_done(system_now());
        all_ended = postman_.stop(grace_of_messages) and all_ended;
        all_ended = reloader_.stop(Nanoseconds::zero()) and all_ended;
        all_ended = actor_.stop(Nanoseconds::zero()) and all_ended;
        parts_.log.notice("stopped");
        if (not all_ended)
            std::_Exit(EXIT_SUCCESS);  // all is written; who has not answered is not waited for
    }

    // --- what it works by --------------------------------------------------------------------

    void configure(Instant now) {
        reloader_.work_by(*with_, now);
        teller_.configure(with_);
        set_page_of_messages();
        postman_.configure(with_);
        recorder_.take_members(fleet_.set_members(with_->targets, now), now);
        for (const auto& target : with_->targets)
            fleet_.find(target.name)->target.behind = member_on_the_way(target, with_->targets);
        for (const auto* of : std::as_const(fleet_).all())
            teller_.see(*of);
        if (with_->fleets.specs.empty() and fleet_.has_rows_of_fleets())
            end_fleets(now);
        planner_.configure(with_, now);
        for (const auto& warning : with_->warnings)
            parts_.log.warning(warning);
    }

    /// No FLEET is there any more: nobody judges them again, and what was told of their rows has ended.
    void end_fleets(Instant now) {
        TargetReport nothing;
        nothing.is_fleet = true;
        auto changes = fleet_.round_ended(nothing, {}, with_->file.rules, now);
        recorder_.take_round(*fleet_.find(std::string(fleet_name)), std::move(changes), false, now);
    }

    void set_page_of_messages() {
        const auto& told = with_->file.listen.page;
        teller_.set_page(told.empty() ? page_.address() : told);
    }

    void serve_again(Instant now) {
        const auto why = page_.why_not_served(with_->file.listen);
        set_page_of_messages();
        recorder_.take_trouble("page", why.empty() ? "" : "the page is not served: " + why, now);
    }

    void take_loaded(const Loading& loaded, Instant now) {
        const auto why = loaded.with ? accept(loaded.with, loaded.by_hand, now) : loaded.trouble;
        recorder_.take_trouble("files", why.empty() ? "" : "not loaded anew: " + why, now);
        if (not why.empty())
            reloader_.refuse(loaded);
        if (loaded.was_asked)
            service_.ready(summary_of(*with_, fleet_));
    }

    /// Why it is not worked by this, though it was to be; empty: it is, or nothing has changed.
    std::string accept(
        const std::shared_ptr<const Configuration>& loaded, bool by_hand, Instant now
    ) {
        const auto doubt = by_hand ? "" : doubt_about(with_->targets, loaded->targets);
        recorder_.take_trouble(
            "inventory", doubt.empty() ? "" : "the inventory is not believed: " + doubt, now
        );
        if (not doubt.empty() or (not by_hand and have_same_members(*with_, *loaded)))
            return "";
        if (auto why = page_.why_not_served(loaded->file.listen); not why.empty()) {
            serve_again(now);
            return why;
        }
        for (const auto& name : to_disconnect(*with_, *loaded))
            loaded->sessions->close(name);
        for (const auto& setting : settings_of_start(*with_, *loaded))
            parts_.log.warning(setting + " is taken over at the next start");
        with_ = loaded;
        configure(now);
        parts_.log.notice("loaded anew: " + summary_of(*with_, fleet_));
        return "";
    }

    // --- time passes -------------------------------------------------------------------------

    bool has_room() const { return asker_.running() < with_->file.jobs * rounds_a_job; }

    Nanoseconds time_to_next(Instant now) const {
        constexpr Nanoseconds at_least = 1ms;
        const auto next = planner_.next();
        if (not next or not has_room())
            return longest_wait;
        return std::clamp<Nanoseconds>(*next - now, at_least, longest_wait);
    }

    void turn(Instant now) {
        if (vitals_.turn(asker_.running(), now))
            parts_.log.warning("the machine slept, or its clock was set: nothing is stale by that");
        take_done(now);
        if (const auto loaded = reloader_.take_loaded())
            take_loaded(*loaded, now);
        if (has_room())
            for (auto& task :
                 planner_.take_due(now, with_->file.jobs * rounds_a_job - asker_.running()))
                asker_.ask(std::move(task));
        const bool is_changed = is_store_changed_.exchange(false);
        if (look_at_all_.is_due(now) or is_load_asked_ or is_changed) {
            const bool is_asked = std::exchange(is_load_asked_, false);
            if (is_asked)
                service_.reloading();
            (void)reloader_.look(is_asked, now);
            look_at_all(now);
        }
        if (recorder_.take_news())
            page_.say_changed();
        if (publisher_.is_wanted())
            publisher_.publish(overview(now));
        if (service_.watchdog_every() and alive_.is_due(now))
            service_.alive();
    }

    void take_done(Instant now) {
        for (const auto& done : asker_.take_done()) {
            const bool is_reached = done.report.unreachable.empty() and done.report.lost.empty();
            vitals_.round_ended(done.report, now);
            auto changes = fleet_.round_ended(done.report, done.subject, with_->file.rules, now);
            changes.add(fleet_.judge_sight(now));
            planner_.take_done(done, is_reached, now);
            const auto name = done.task.of_fleet ? std::string(fleet_name) : done.task.target.name;
            recorder_.take_round(*fleet_.find(name), std::move(changes), is_reached, now);
        }
    }

    void look_at_all(Instant now) {
        (void)keeper_.with_store([&](Store& store) {
            teller_.set_silences(store.silences(now));
            recorder_.take_from(store, now);
        });
        const auto& file = with_->file;
        recorder_.take(
            fleet_.look_for_stale(intervals_by(file), file.rules, vitals_.awake_since(), now), now
        );
        recorder_.look_at_all(now);
        Changes decided;
        decided.events = actor_.look_at(file, fleet_, teller_.around(), now);
        recorder_.take(std::move(decided), now);
        recorder_.take_trouble("store", keeper_.trouble(), now);
        if (prune_.is_due(now))
            prune(now);
        if (not page_.is_served() and not with_->file.listen.is_off)
            serve_again(now);
        postman_.set_well_until(is_well(now) ? now + well_for : Instant{});
        service_.status(summary_of(*with_, fleet_));
    }

    void prune(Instant now) {
        const auto& file = with_->file;
        with_->sessions->close_unused();
        (void)keeper_.with_store([&](Store& store) {
            store.prune(file.keep, now);
            (void)store.bound_outbox(file.outbox);
            for (const auto& target : fleet_.forget_retired(now - file.keep.age))
                store.forget(target);
        });
    }

    // --- how it is ---------------------------------------------------------------------------

    bool is_well(Instant now) const {
        const auto& file = with_->file;
        return vitals_.is_well(planner_.next(), file.rules.interval, file.timeout, now);
    }

    std::shared_ptr<const Overview> overview(Instant now) const {
        auto shown =
            std::make_shared<Overview>(overview_of(*with_, fleet_, teller_, recorder_, now));
        shown->health = health_of(*with_, asker_, planner_, postman_, recorder_);
        shown->health.version = parts_.version;
        shown->health.is_well = is_well(now);
        vitals_.tell(shown->health);
        return shown;
    }

    const LoopParts& parts_;
    ServiceNotifier service_;  ///< first: no program that is started may answer in its place
    Bell bell_;
    std::shared_ptr<const Configuration> with_;
    FleetState fleet_;
    Keeper keeper_;
    Teller teller_;
    Publisher publisher_;
    Postman postman_;
    WatchRecorder recorder_;
    RoundPlanner planner_;
    Reloader reloader_;
    Asker asker_;
    Actor actor_;
    Page page_;
    Vitals vitals_{system_now()};

    Every look_at_all_{between_looks};
    Every prune_{between_prunings};
    Every alive_{service_.watchdog_every().value_or(between_looks) / 2};
    std::atomic<bool> is_store_changed_ = false;  ///< by a reader of the page
    bool is_over_ = false;
    bool is_load_asked_ = false;
};

}  // namespace

void watch(const LoopParts& parts) {
    Loop(parts).run();
}

}  // namespace muster
