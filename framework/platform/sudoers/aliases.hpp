#pragma once

// The aliases of sudoers(5), and lists with them opened.

#include "framework/platform/sudoers/sudoers.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace muster {

/// What a member takes up, about.
std::size_t bytes_of(const SudoersMember& member);

class SudoersAliases {
public:
    /// `lines` has to outlive this. Of an alias that is defined twice the first definition counts.
    explicit SudoersAliases(const std::vector<SudoersLine>& lines);

    /// The list with all aliases in it replaced by what they hold. Throws CannotTell where that comes to more than
    /// `most` members or 16 MiB, or is nested too deep.
    SudoersMembers opened(const SudoersMembers& list, SudoersAlias::Kind kind) const;

    static constexpr std::size_t most = 20000;

private:
    using Key = std::pair<SudoersAlias::Kind, std::string>;
    struct Opening;

    void open(const SudoersMembers& list, bool is_negated, Opening& opening) const;

    std::map<Key, const SudoersMembers*> known_;
};

}  // namespace muster
