#pragma once

#include <concepts>
#include <variant>

namespace muster {

template<class Kind, class Variant>
inline constexpr bool is_kind_of = false;
template<class Kind, class... Kinds>
inline constexpr bool is_kind_of<Kind, std::variant<Kinds...>> = (std::same_as<Kind, Kinds> or ...);

/// One of the types that a variant holds, and no other that it could be made from.
template<class Kind, class Variant>
concept kind_of = is_kind_of<Kind, Variant>;

}  // namespace muster
