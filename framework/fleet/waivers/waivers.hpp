#pragma once

// Failures that their owners know of and let stand for a while, kept beside the specs:
//
//     waivers:
//       - id: reverse proxy / port 443 listening / equals
//         targets: web*:!web3
//         value: "false"
//         reason: the certificate comes on Monday
//         ticket: OPS-17
//         owner: web team
//         until: 2026-12-31

#include "framework/model/outcome.hpp"
#include "framework/model/target.hpp"

#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

struct WaiverEntry {
    /// Of rows: stable ones, given ones, or `TITLE / GIVEN` where specs give one twice.
    std::vector<std::string> ids;
    std::optional<std::string> targets = {};  ///< a pattern (host_pattern.hpp), else all
    std::optional<std::string> value = {};    ///< only while this is the value
    Waiver waiver;
    Instant ends{};  ///< the end of its last day, in UTC
    Location where;
};

/// Throws Broken with line and column: a waiver needs `id`, `reason` and `until`, none of them empty.
std::vector<WaiverEntry> waivers_from(std::string_view text, const std::string& file);

/// Those of all files. Throws Broken for one that is not there, too.
std::vector<WaiverEntry> read_waivers(const std::vector<std::string>& paths);

/// Marks failed rows as waived. May be used by several threads.
class Waivers {
public:
    /// The inventory knows who is meant by a pattern, and one that names nobody of it is refused (Broken). Without an
    /// inventory patterns are held against the targets of the run, which may be others each time.
    Waivers(
        std::vector<WaiverEntry> entries,
        const std::vector<Target>& of_run,
        const Inventory* inventory,
        Instant now
    );

    void mark(TargetReport& report);

    /// What a reader should know once all is done: waivers whose row passes, fails with another value, is not there, or
    /// is of several specs; those that have ended or end within 14 days. Where some rows alone were asked, that a row is
    /// not there says nothing.
    enum class Asked { all_rows, some_rows };
    std::vector<std::string> remarks(Asked asked) const;

private:
    struct Applied {
        WaiverEntry entry;
        std::set<std::string> targets;  ///< by name; of all nothing
        bool was_met = false;           ///< one of its targets was reached
        std::set<std::string> specs;    ///< that have a row of its ids
        std::size_t waived = 0;
        std::size_t passed = 0;
        std::string other_value;  ///< with which the row fails
    };

    void mark(Applied& one, const SpecReport& spec, Result& result) const;
    std::string remark_on(const Applied& one, Asked asked) const;

    const Instant now_;
    mutable std::mutex mutex_;
    std::vector<Applied> all_;
};

}  // namespace muster
