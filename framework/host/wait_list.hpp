#pragma once

// Who waits for what. A waiting coroutine keeps a Waiter in its frame; the node leaves whatever list
// it is in when the frame dies, so that nobody ever resumes a dead coroutine.

#include <coroutine>

namespace muster {

class WaitList;

class Waiter {
public:
    Waiter() = default;
    ~Waiter() { leave(); }
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;

    std::coroutine_handle<> coroutine;

private:
    friend class WaitList;
    void leave();

    WaitList* list_ = nullptr;
    Waiter* before_ = nullptr;
    Waiter* after_ = nullptr;
};

/// First come, first served; owns nothing.
class WaitList {
public:
    WaitList() = default;
    ~WaitList();
    WaitList(const WaitList&) = delete;
    WaitList& operator=(const WaitList&) = delete;

    bool empty() const { return first_ == nullptr; }
    void add(Waiter& waiter);
    /// Takes the first one off; the list must not be empty.
    std::coroutine_handle<> take_first();
    /// Moves all of `other` behind our own.
    void take_all(WaitList& other);

private:
    friend class Waiter;
    Waiter* first_ = nullptr;
    Waiter* last_ = nullptr;
};

}  // namespace muster
