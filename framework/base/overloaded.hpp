#pragma once

namespace muster {

/// The cases of a std::visit, a lambda each.
template<class... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};
template<class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

}  // namespace muster
