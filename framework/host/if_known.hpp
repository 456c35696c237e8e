#pragma once

#include "framework/host/task.hpp"
#include "framework/model/cannot_tell.hpp"

namespace muster {

/// The value of a shared task, or nullptr where it cannot be told. For hints beside a value and for
/// nothing else: a verdict must not come from what we failed to find out.
template<class T>
Task<const T*> if_known(Host& /*host*/, Task<T>& task) {
    try {
        const auto& value = co_await task;
        co_return &value;
    } catch (const CannotTell&) {
        co_return nullptr;  // the hint is left out
    }
}

}  // namespace muster
