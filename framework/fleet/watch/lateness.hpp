#pragma once

#include "framework/base/clock.hpp"

#include <algorithm>
#include <deque>
#include <vector>

namespace muster {

/// How much later than due the last thousand rounds began.
class Lateness {
public:
    void add(Nanoseconds late) {
        constexpr std::size_t most = 1000;
        last_.push_back(late);
        if (last_.size() > most)
            last_.pop_front();
    }

    /// So many in a hundred were no later than this; none when there were none.
    Nanoseconds percentile(std::size_t percent) const {
        if (last_.empty())
            return Nanoseconds::zero();
        std::vector<Nanoseconds> sorted(last_.begin(), last_.end());
        const auto place = (sorted.size() - 1) * percent / 100;
        std::ranges::nth_element(sorted, sorted.begin() + static_cast<std::ptrdiff_t>(place));
        return sorted[place];
    }

private:
    std::deque<Nanoseconds> last_;
};

}  // namespace muster
