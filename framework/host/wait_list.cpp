#include "framework/host/wait_list.hpp"

#include "framework/base/error.hpp"

namespace muster {

void Waiter::leave() {
    if (list_ == nullptr)
        return;
    (before_ == nullptr ? list_->first_ : before_->after_) = after_;
    (after_ == nullptr ? list_->last_ : after_->before_) = before_;
    list_ = nullptr;
    before_ = nullptr;
    after_ = nullptr;
}

WaitList::~WaitList() {
    while (first_ != nullptr)
        first_->leave();
}

void WaitList::add(Waiter& waiter) {
    waiter.leave();
    waiter.list_ = this;
    waiter.before_ = last_;
    (last_ == nullptr ? first_ : last_->after_) = &waiter;
    last_ = &waiter;
}

std::coroutine_handle<> WaitList::take_first() {
    MUSTER_ASSERT(first_ != nullptr);
    const auto coroutine = first_->coroutine;
    first_->leave();
    return coroutine;
}

void WaitList::take_all(WaitList& other) {
    while (other.first_ != nullptr)
        add(*other.first_);
}

}  // namespace muster
