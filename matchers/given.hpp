#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

/// A text that is known at once: matchers on variables and templates, without asking the target.
inline Text given(Word text) {
    return {Subject("given", {text}), "text"};
}

}  // namespace muster::dsl
