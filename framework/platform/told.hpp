#pragma once

#include "framework/model/cannot_tell.hpp"

#include <variant>

namespace muster {

/// Something of a thing whose other parts may be known all the same: a poorer way of asking leaves some of
/// it open, and only a fact that needs that part cannot be told.
template<class T>
using Told = std::variant<T, CannotTell>;

/// What was told; throws the CannotTell that stands in its place.
template<class T>
const T& told(const Told<T>& what) {
    if (const auto* why = std::get_if<CannotTell>(&what))
        throw *why;
    return std::get<T>(what);
}

}  // namespace muster
