#pragma once

#include "framework/host/backend.hpp"
#include "framework/host/host.hpp"
#include "framework/host/resource.hpp"
#include "framework/host/take.hpp"
#include "framework/model/outcome.hpp"

#include <functional>
#include <span>
#include <vector>

namespace muster {

/// What came of asking for one fact, and from what.
struct Finding {
    Found found = Value();
    std::vector<Evidence> evidence = {};
};

/// Gathers facts of one target: starts every fact's task, and lets a batch leave only when each of
/// them waits.
class Gatherer {
public:
    /// All three outlive the gatherer.
    Gatherer(const Vocabulary& vocabulary, Backend& backend, Platform platform);

    /// One finding for each fact, in order. Equal facts and questions are asked once, also across
    /// calls, until `forget`. Throws CannotTell when the target as a whole is lost.
    std::vector<Finding> gather(std::span<const Fact> facts, Deadline deadline);

    /// Starts a task of the platform floor, whose questions then leave with the next facts' batch.
    template<class T>
    void start(Task<T> (*question)(Host&)) {
        (void)host_->once(question);
    }

    /// What such a task comes to; it is started if it was not.
    template<class T>
    T ask(Task<T> (*question)(Host&), Deadline deadline);

    /// The same for a task with a key.
    template<class T>
    T ask(Task<T> (*question)(Host&, std::string), const std::string& key, Deadline deadline);

    /// Turns taken so far.
    std::size_t exchanges() const { return exchanges_; }

    /// Forgets every answer: a retry asks again with nothing remembered.
    void forget();

private:
    void exchange_until_done(Deadline deadline);
    template<class T>
    T result_of(Task<T>& task, Deadline deadline);

    const Vocabulary& vocabulary_;
    Backend& backend_;
    Platform platform_;
    std::unique_ptr<Host> host_;
    std::size_t exchanges_ = 0;
};

template<class T>
T Gatherer::ask(Task<T> (*question)(Host&), Deadline deadline) {
    return result_of(host_->once(question), deadline);
}

template<class T>
T Gatherer::ask(
    Task<T> (*question)(Host&, std::string), const std::string& key, Deadline deadline
) {
    return result_of(host_->once(question, key), deadline);
}

template<class T>
T Gatherer::result_of(Task<T>& task, Deadline deadline) {
    exchange_until_done(deadline);
    MUSTER_ASSERT(task.done());
    return task.result();
}

}  // namespace muster
