#pragma once

// Failures that their owners know of and let stand for a while, kept beside the specs:
//
//     waivers:
//       - id: reverse proxy / port 443 / listening
//         targets: web*:!web3
//         value: "false"
//         reason: the certificate comes on Monday
//         ticket: OPS-17
//         owner: web team
//         until: 2026-12-31

#include "framework/model/outcome.hpp"
#include "framework/model/target.hpp"

#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

struct WaiverEntry {
    std::vector<std::string> ids;  ///< of rows, stable or given
    std::string targets = "all";   ///< a pattern (host_pattern.hpp)
    std::string value = {};        ///< only while this is the value; empty: whatever it is
    Waiver waiver;
    Instant ends{};  ///< the end of its last day, in UTC
    Location where;
};

/// Throws Broken with line and column: a waiver needs `id`, `reason` and `until`.
std::vector<WaiverEntry> waivers_from(std::string_view text, const std::string& file);

/// Marks failed rows as waived. May be used by several threads.
class Waivers {
public:
    /// `inventory` knows who is meant; without one it holds the targets of the run. Throws Broken for a pattern that
    /// names nobody.
    Waivers(std::vector<WaiverEntry> entries, const Inventory& inventory, Instant now);

    void mark(TargetReport& report);

    /// What a reader should know once all is done: waivers that matched nothing on a target of this run, have ended or
    /// end within 14 days.
    std::vector<std::string> remarks() const;

private:
    struct Applied {
        WaiverEntry entry;
        std::set<std::string> targets;
        bool was_met = false;  ///< one of its targets was in this run
        bool was_used = false;
    };

    bool marks(Applied& one, Result& result) const;

    const Instant now_;
    mutable std::mutex mutex_;
    std::vector<Applied> all_;
};

}  // namespace muster
