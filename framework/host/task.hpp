#pragma once

// Task<T>: one attribute's straight-line code.
//
// A task starts when it is called and runs to its first unanswered question, so whatever it asks
// leaves with everybody else's batch: ask for all, then await. Its first parameter is always
// `Host& host`, from which it takes the scheduler that resumes it. Parameters are taken by value.
//
// Awaiting a task gives its value, or throws what it threw. An lvalue may be awaited by many and gives
// a reference that lives as long as the task; an rvalue gives the value itself.
//
// Why not a library: the few coroutine libraries bring executors, threads and cancellation. Here one
// thread runs to "everybody waits", and that is the whole scheduler.

#include "framework/host/wait_list.hpp"

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

namespace muster {

class Host;
struct Slot;

/// What all promises share: who waits for the end, and which questions the value came from.
class PromiseBase {
public:
    explicit PromiseBase(Host& host) : host_(host) {}

    std::suspend_never initial_suspend() noexcept { return {}; }

    struct Finish {
        bool await_ready() noexcept { return false; }
        template<class Promise>
        void await_suspend(std::coroutine_handle<Promise> done) noexcept {
            done.promise().wake_waiters();
        }
        void await_resume() noexcept {}
    };
    Finish final_suspend() noexcept { return {}; }

    void unhandled_exception() noexcept { error_ = std::current_exception(); }

    void add_evidence(const Slot& slot) { evidence_.push_back(&slot); }
    void add_evidence(const PromiseBase& child);
    const std::vector<const Slot*>& evidence() const { return evidence_; }

    WaitList& waiters() { return waiters_; }
    void rethrow_if_failed() const {
        if (error_)
            std::rethrow_exception(error_);
    }

private:
    void wake_waiters() noexcept;

    Host& host_;
    WaitList waiters_;
    std::exception_ptr error_;
    std::vector<const Slot*> evidence_;
};

template<class T>
class Task;
template<class T>
class Pending;

template<class T>
class Promise : public PromiseBase {
public:
    template<class... Arguments>
    explicit Promise(Host& host, Arguments&&...) : PromiseBase(host) {}

    Task<T> get_return_object();
    template<class V>
        requires std::constructible_from<T, V>
    void return_value(V&& value) { value_.emplace(std::forward<V>(value)); }

    // Every awaitable of ours tells the awaiting task where its value came from.
    template<class U>
    auto await_transform(Pending<U>& pending) {
        return pending.wait_in(*this);
    }
    template<class U>
    auto await_transform(Pending<U>&& pending) {
        return pending.wait_in(*this);
    }
    template<class U>
    auto await_transform(Task<U>& task) {
        return task.wait_in(*this);
    }
    template<class U>
    auto await_transform(Task<U>&& task) {
        return std::move(task).wait_in_and_take(*this);
    }

    T& value() { return *value_; }

private:
    std::optional<T> value_;
};

template<class T>
class [[nodiscard]] Task {
public:
    using promise_type = Promise<T>;
    using Handle = std::coroutine_handle<promise_type>;

    Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
    Task& operator=(Task&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~Task() {
        if (handle_)
            handle_.destroy();
    }

    bool done() const { return handle_.done(); }
    /// The value of a task that is done; throws what it threw.
    T& result() {
        handle_.promise().rethrow_if_failed();
        return handle_.promise().value();
    }
    const std::vector<const Slot*>& evidence() const { return handle_.promise().evidence(); }

private:
    friend promise_type;
    template<class>
    friend class Promise;

    explicit Task(Handle handle) : handle_(handle) {}

    struct Wait {
        Wait(Handle child_, PromiseBase& parent_) : child(child_), parent(parent_) {}
        bool await_ready() const { return child.done(); }
        void await_suspend(std::coroutine_handle<> coroutine) {
            waiter.coroutine = coroutine;
            child.promise().waiters().add(waiter);
        }
        T& await_resume() {
            parent.add_evidence(child.promise());
            child.promise().rethrow_if_failed();
            return child.promise().value();
        }

        Handle child;
        PromiseBase& parent;
        Waiter waiter = {};
    };
    struct WaitAndTake : Wait {
        using Wait::Wait;
        T await_resume() { return std::move(Wait::await_resume()); }
    };
    Wait wait_in(PromiseBase& parent) & { return {handle_, parent}; }
    WaitAndTake wait_in_and_take(PromiseBase& parent) && { return {handle_, parent}; }

    Handle handle_;
};

template<class T>
Task<T> Promise<T>::get_return_object() {
    return Task<T>(Task<T>::Handle::from_promise(*this));
}

}  // namespace muster
