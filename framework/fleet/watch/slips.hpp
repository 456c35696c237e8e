#pragma once

#include "framework/base/error.hpp"

#include <vector>

namespace muster {

/// Slips of an author's, gathered so that all are told at once.
class Slips {
public:
    /// Does what may throw Broken, and keeps it if it does.
    template<class Act>
    void take(const Act& act) {
        try {
            act();
        } catch (const Broken& slip) {
            slips_.push_back(slip);
        }
    }

    void add(const Broken& slip) { slips_.push_back(slip); }

    /// Throws all of them as one Broken, a line each, in the order of the file, at the place of the first; of more than a
    /// hundred the first. Nothing where there are none.
    void throw_any();

private:
    std::vector<Broken> slips_;
};

}  // namespace muster
