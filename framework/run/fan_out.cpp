#include "framework/run/fan_out.hpp"

#include "framework/run/plan_book.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace muster {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view interrupted_before = "interrupted before it was finished";
constexpr std::string_view not_begun = "not begun: another target had failed (--fail-fast)";

/// Counts who is asked now; a connected target waits here for its turn.
class Turns {
public:
    explicit Turns(std::size_t jobs) : free_(jobs) {}

    void take() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return free_ > 0; });
        --free_;
    }
    void give_back() {
        {
            const std::lock_guard lock(mutex_);
            ++free_;
        }
        changed_.notify_one();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t free_;
};

/// What the threads of a run and its caller share. Both own it: a thread may outlive the caller's wait.
struct Shared {
    Shared(std::vector<Target> all, AskTarget how, const FanOutOptions& options)
        : targets(std::move(all)),
          ask(std::move(how)),
          turns(std::max<std::size_t>(1, options.jobs)),
          fail_fast(options.fail_fast),
          reports(targets.size()) {}

    const std::vector<Target> targets;
    const AskTarget ask;
    Turns turns;
    const bool fail_fast;

    std::mutex mutex;
    std::condition_variable changed;
    std::size_t next = 0;  // guarded by mutex, as all below
    std::size_t running = 0;
    bool stop = false;
    std::vector<std::optional<TargetReport>> reports;
    std::exception_ptr broken;
};

std::optional<std::size_t> next_target(Shared& shared) {
    const std::lock_guard lock(shared.mutex);
    if (shared.stop or shared.next == shared.targets.size())
        return std::nullopt;
    return shared.next++;
}

void finish(Shared& shared, std::size_t index, TargetReport report) {
    const std::lock_guard lock(shared.mutex);
    if (shared.fail_fast and tally(report).failed > 0)
        shared.stop = true;
    shared.reports[index] = std::move(report);
    shared.changed.notify_all();
}

/// Hands an exception over whole: whoever throws it again is the only one to hold it.
void break_all(Shared& shared, std::exception_ptr broken) {
    const std::lock_guard lock(shared.mutex);
    if (not shared.broken)
        shared.broken = std::move(broken);
    shared.stop = true;
    shared.changed.notify_all();
}

void run_one(Shared& shared, std::size_t index) {
    bool has_turn = false;
    const auto await_turn = [&] {
        shared.turns.take();
        has_turn = true;
    };
    std::exception_ptr broken;
    try {
        finish(shared, index, shared.ask(shared.targets[index], await_turn));
    } catch (...) {  // the top of a target: whatever it was, the caller throws it again
        broken = std::current_exception();
    }
    if (broken)
        break_all(shared, std::move(broken));
    if (has_turn)
        shared.turns.give_back();
}

void work(const std::shared_ptr<Shared>& shared) {
    while (const auto index = next_target(*shared))
        run_one(*shared, *index);
    const std::lock_guard lock(shared->mutex);
    --shared->running;
    shared->changed.notify_all();
}

/// The threads of a wave. Those that still work are left behind; those that have nothing left to do are waited for to
/// their very end: what libraries keep of a thread (OpenSSL) is given back then, and must not meet the end of the program.
class Workers {
public:
    Workers() = default;
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;
    ~Workers() {
        for (auto& thread : threads_)
            if (thread.joinable())
                thread.detach();
    }
    void start(const std::shared_ptr<Shared>& shared, std::size_t count) {
        shared->running = count;
        for (std::size_t i = 0; i < count; ++i)
            threads_.emplace_back(work, shared);
    }
    void join() {
        for (auto& thread : threads_)
            thread.join();
    }

private:
    std::vector<std::thread> threads_;
};

TargetReport not_finished(const Target& target, std::string_view why) {
    TargetReport report;
    report.name = target.name;
    report.url = target.url;
    report.roles = target.roles;
    report.unreachable = why;
    report.started = system_now();
    return report;
}

/// Waits for the targets in their order, and hands each on.
class Collection {
public:
    Collection(
        Shared& shared,
        const FanOutOptions& options,
        const TargetDone& done,
        const Interrupted& interrupted
    )
        : shared_(shared), options_(options), done_(done), interrupted_(interrupted) {}

    std::vector<TargetReport> collect() {
        std::vector<TargetReport> reports;
        for (std::size_t i = 0; i < shared_.targets.size(); ++i) {
            reports.push_back(wait_for(i));
            done_(reports.back());
        }
        return reports;
    }

private:
    TargetReport wait_for(std::size_t index) {
        std::unique_lock lock(shared_.mutex);
        while (not shared_.reports[index]) {
            if (shared_.broken)
                std::rethrow_exception(std::exchange(shared_.broken, nullptr));
            if (const auto why = given_up(index))
                return not_finished(shared_.targets[index], *why);
            shared_.changed.wait_for(lock, 50ms);  // an interrupt comes without a notification
        }
        return *std::move(shared_.reports[index]);
    }

    /// Why a target without a report will not get one.
    std::optional<std::string_view> given_up(std::size_t index) {
        if (interrupted_() and not since_interrupt_) {
            shared_.stop = true;
            since_interrupt_ = Deadline(options_.grace);
        }
        if (since_interrupt_ and (since_interrupt_->passed() or index >= shared_.next))
            return interrupted_before;
        if (shared_.stop and not since_interrupt_ and index >= shared_.next)
            return not_begun;
        return std::nullopt;
    }

    Shared& shared_;
    const FanOutOptions& options_;
    const TargetDone& done_;
    const Interrupted& interrupted_;
    std::optional<Deadline> since_interrupt_;
};

std::vector<TargetReport> ask_wave(
    const std::vector<Target>& targets,
    const AskTarget& ask,
    const FanOutOptions& options,
    const TargetDone& done,
    const Interrupted& interrupted
) {
    const auto shared = std::make_shared<Shared>(targets, ask, options);
    Workers workers;
    workers.start(shared, std::min(targets.size(), 4 * std::max<std::size_t>(1, options.jobs)));
    auto reports = Collection(*shared, options, done, interrupted).collect();
    // Threads that have nothing left to do are waited for, so that nothing of theirs is cut short.
    std::unique_lock lock(shared->mutex);
    const bool all_ended =
        shared->changed.wait_for(lock, interrupted() ? Nanoseconds(100ms) : Nanoseconds(5s), [&] {
            return shared->running == 0;
        });
    lock.unlock();
    if (all_ended)
        workers.join();
    return reports;
}

/// Why no further wave is begun; empty: it is.
std::string_view why_not_begun(
    const std::vector<TargetReport>& so_far,
    const FanOutOptions& options,
    const Interrupted& interrupted
) {
    if (interrupted())
        return interrupted_before;
    const bool failed = std::ranges::any_of(so_far, [](const TargetReport& report) {
        return tally(report).failed > 0;
    });
    return options.fail_fast and failed ? not_begun : "";
}

}  // namespace

std::vector<TargetReport> ask_targets(
    const std::vector<Target>& targets,
    const AskTarget& ask,
    const FanOutOptions& options,
    const TargetDone& done,
    const Interrupted& interrupted
) {
    const auto size = options.serial == 0 ? targets.size() : options.serial;
    std::vector<TargetReport> reports;
    for (std::size_t begin = 0; begin < targets.size(); begin += size) {
        const auto first = targets.begin() + static_cast<std::ptrdiff_t>(begin);
        const std::vector<Target> wave(
            first, first + static_cast<std::ptrdiff_t>(std::min(size, targets.size() - begin))
        );
        if (const auto why = why_not_begun(reports, options, interrupted); not why.empty()) {
            for (const auto& target : wave) {
                reports.push_back(not_finished(target, why));
                done(reports.back());
            }
            continue;
        }
        for (auto& report : ask_wave(wave, ask, options, done, interrupted))
            reports.push_back(std::move(report));
    }
    return reports;
}

std::vector<TargetReport> run_targets(
    const std::vector<Target>& targets,
    const RunContext& context,
    const FanOutOptions& options,
    const TargetDone& done,
    const Interrupted& interrupted
) {
    // A thread may outlive the caller's context: it keeps its own.
    auto with_plans = context;
    with_plans.plans = std::make_shared<PlanBook>(targets);
    const auto verified = [context = std::move(with_plans)](
                              const Target& target, const AwaitTurn& await_turn
                          ) { return run_target(target, context, await_turn); };
    return ask_targets(targets, verified, options, done, interrupted);
}

}  // namespace muster
