#pragma once

// Writes a spec from what is there.

#include "framework/author/write/written_spec.hpp"
#include "framework/host/gatherer.hpp"

#include <map>
#include <string>
#include <vector>

namespace muster {

/// What is asked for: topics by name, `service:nginx*` for some things of one, `file:/etc/nginx/**` for files by their
/// paths; nothing for all topics.
struct LearnWish {
    std::vector<std::string> only;
};
/// Throws Broken for a topic that there is not, with the nearest.
void check_wish(const LearnWish& wish);

/// What was learnt of one target, in parts; those without rows are left out.
struct Learnt {
    std::string target;
    std::vector<WrittenPart> parts;
};

/// Asks twice, with a pause, and keeps what was the same.
struct Steady {
    Learnt learnt;
    std::vector<std::string> moving;            ///< facts that had another value the second time
    std::map<std::string, std::size_t> untold;  ///< why facts could not be told, and how many
};
Steady learn(
    Gatherer& gatherer,
    const LearnWish& wish,
    const std::string& target,
    Nanoseconds pause,
    Deadline deadline
);

/// What several targets agree on: what differs by its value alone is a variable, of versions the lowest is enough, and
/// what only some have is left out.
struct Agreed {
    Learnt learnt;
    /// Of each target the values of its variables, as --var takes them.
    std::vector<std::pair<std::string, std::vector<std::string>>> variables;
    std::vector<std::string> left_out;  ///< facts that only some have
};
Agreed agreed(std::vector<Learnt> all);

}  // namespace muster
