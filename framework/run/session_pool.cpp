#include "framework/run/session_pool.hpp"

#include <algorithm>
#include <condition_variable>
#include <list>
#include <map>
#include <mutex>
#include <set>
#include <utility>

namespace muster {

/// What is kept of each target, by name. Those who have something of it hold it, too: the pool may go before them.
struct SessionPool::Kept {
    struct Session {
        std::string target;
        std::string url;  ///< by which it was reached
        std::unique_ptr<Backend> backend;
        std::vector<std::string> notices;  ///< of when it was reached
        std::chrono::steady_clock::time_point used = {};
    };

    OpenBackend open;
    std::size_t most;
    Nanoseconds longest_idle;
    mutable std::mutex mutex;
    std::condition_variable given_back;
    std::list<Session> idle;         ///< the one that was used last at the end
    std::set<std::string> lent;      ///< who has none waits for these
    std::set<std::string> outdated;  ///< of those that are lent: closed when they come back

    std::unique_ptr<Backend> reach(const Target& target, std::vector<std::string>& notices) {
        OpenBackend how;
        {
            const std::lock_guard lock(mutex);
            how = open;
        }
        return how(target, notices);
    }

    /// Those that nobody used for too long.
    std::list<Session> take_unused() {
        std::list<Session> unused;
        const auto now = std::chrono::steady_clock::now();
        const std::lock_guard lock(mutex);
        while (not idle.empty() and now - idle.front().used > longest_idle)
            unused.splice(unused.end(), idle, idle.begin());
        return unused;
    }

    /// The kept session of a target, or nothing; it is lent from now on.
    std::optional<Session> lend(const std::string& target, const std::string& url) {
        const auto unused = take_unused();
        std::list<Session> of_another_place;  // ends behind the lock
        std::unique_lock lock(mutex);
        given_back.wait(lock, [&] { return not lent.contains(target); });
        lent.insert(target);
        const auto found = std::ranges::find(idle, target, &Session::target);
        if (found == idle.end())
            return std::nullopt;
        if (found->url != url) {
            of_another_place.splice(of_another_place.end(), idle, found);
            return std::nullopt;
        }
        auto session = std::move(*found);
        idle.erase(found);
        return session;
    }

    /// Without a backend it was lost, or never reached.
    void take_back(Session session) {
        std::list<Session> closed;  // outside the lock: to close takes a turn
        {
            const std::lock_guard lock(mutex);
            session.used = std::chrono::steady_clock::now();
            lent.erase(session.target);
            const bool is_outdated = outdated.erase(session.target) > 0;
            const bool stays =
                session.backend and not is_outdated and session.backend->can(Ability::live);
            (stays ? idle : closed).push_back(std::move(session));
            while (idle.size() > most)
                closed.splice(closed.end(), idle, idle.begin());
        }
        given_back.notify_all();
    }
};

/// One that is lent: asks the kept session, and gives it back in the end.
class SessionPool::Lent : public BackendAround {
public:
    Lent(std::shared_ptr<Kept> kept, Kept::Session session, bool was_kept, Target target)
        : BackendAround(std::move(session.backend)),
          kept_(std::move(kept)),
          target_(std::move(target)),
          notices_(std::move(session.notices)),
          may_be_stale_(was_kept) {}

    ~Lent() override {
        kept_->take_back(
            {target_.name, target_.url, is_lost_ ? nullptr : take_inner(), std::move(notices_)}
        );
    }
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;

    std::vector<Answer> exchange(std::span<const Question> batch, Deadline deadline) override {
        try {
            return ask(batch, deadline);
        } catch (const CannotTell&) {
            // A host that was started anew, or a way that forgot us: nobody has been told anything yet.
            if (not std::exchange(may_be_stale_, false) or runs_something(batch)
                or deadline.passed())
                throw;
        }
        std::vector<std::string> notices;
        go_on_with(kept_->reach(target_, notices));
        notices_ = std::move(notices);
        is_lost_ = false;
        return ask(batch, deadline);
    }

private:
    /// Whatever is thrown, nobody knows where in its answers the session is: it is not used again.
    std::vector<Answer> ask(std::span<const Question> batch, Deadline deadline) {
        const bool was_lost = std::exchange(is_lost_, true);
        auto answers = BackendAround::exchange(batch, deadline);
        is_lost_ = was_lost;
        may_be_stale_ = false;
        return answers;
    }

    /// What may not be run twice without being asked for.
    static bool runs_something(std::span<const Question> batch) {
        return std::ranges::any_of(batch, [](const Question& question) {
            const auto* run = std::get_if<Run>(&question);
            return run != nullptr and run->origin == Origin::author;
        });
    }

    std::shared_ptr<Kept> kept_;
    Target target_;
    std::vector<std::string> notices_;
    bool may_be_stale_;
    bool is_lost_ = false;
};

SessionPool::SessionPool(OpenBackend open, std::size_t most, Nanoseconds longest_idle)
    : kept_(std::make_shared<Kept>()) {
    kept_->open = std::move(open);
    kept_->most = most;
    kept_->longest_idle = longest_idle;
}

SessionPool::~SessionPool() = default;

std::unique_ptr<Backend> SessionPool::take(
    const Target& target, std::vector<std::string>& notices
) {
    auto session = kept_->lend(target.name, target.url);
    const bool was_kept = session.has_value();
    if (not was_kept) {
        session = Kept::Session{target.name, target.url, nullptr, {}};
        try {
            session->backend = kept_->reach(target, session->notices);
        } catch (...) {  // it is thrown on; only who waits for it must not wait for ever
            kept_->take_back({target.name, target.url, nullptr, {}});
            throw;
        }
    }
    notices.insert(notices.end(), session->notices.begin(), session->notices.end());
    return std::make_unique<Lent>(kept_, *std::move(session), was_kept, target);
}

void SessionPool::reach_by(OpenBackend open) {
    const std::lock_guard lock(kept_->mutex);
    kept_->open = std::move(open);
}

void SessionPool::close_unused() {
    (void)kept_->take_unused();
}

void SessionPool::close(const std::string& target) {
    std::list<Kept::Session> closed;
    const std::lock_guard lock(kept_->mutex);
    if (kept_->lent.contains(target))
        kept_->outdated.insert(target);
    const auto found = std::ranges::find(kept_->idle, target, &Kept::Session::target);
    if (found != kept_->idle.end())
        closed.splice(closed.end(), kept_->idle, found);
}

std::size_t SessionPool::count() const {
    const std::lock_guard lock(kept_->mutex);
    return kept_->idle.size() + kept_->lent.size();
}

OpenBackend opener_by(std::shared_ptr<SessionPool> pool) {
    return [pool = std::move(pool)](const Target& target, std::vector<std::string>& notices) {
        return pool->take(target, notices);
    };
}

}  // namespace muster
