#include "framework/platform/sudoers/aliases.hpp"

#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

/// A list on its way; `around` are the aliases that are being opened, the outermost first.
struct SudoersAliases::Opening {
    SudoersAlias::Kind kind;
    std::vector<std::string_view> around = {};
    SudoersMembers found = {};
    std::size_t bytes = 0;

    void add(const SudoersMember& member, bool is_negated) {
        constexpr std::size_t most_bytes = 16U << 20;
        bytes += bytes_of(member);
        if (found.size() >= most or bytes > most_bytes) {
            throw CannotTell{
                Kind::too_large,
                fmt::format("a list of sudoers has more than {} members or 16 MiB", most)};
        }
        found.push_back(member);
        found.back().is_negated = is_negated;
    }
};

std::size_t bytes_of(const SudoersMember& member) {
    auto bytes = sizeof(SudoersMember) + member.text.size();
    if (member.arguments)
        bytes += member.arguments->size();
    for (const auto& digest : member.digests)
        bytes += digest.size();
    return bytes;
}

SudoersAliases::SudoersAliases(const std::vector<SudoersLine>& lines) {
    for (const auto& line : lines) {
        if (const auto* alias = std::get_if<SudoersAlias>(&line.what))
            known_.emplace(Key(alias->kind, alias->name), &alias->members);
    }
}

SudoersMembers SudoersAliases::opened(const SudoersMembers& list, SudoersAlias::Kind kind) const {
    Opening opening{.kind = kind};
    open(list, false, opening);
    return std::move(opening.found);
}

void SudoersAliases::open(const SudoersMembers& list, bool is_negated, Opening& opening) const {
    constexpr std::size_t deepest = 100;
    if (opening.around.size() > deepest)
        throw CannotTell{Kind::too_large, "aliases of sudoers are nested more than 100 deep"};
    for (const auto& member : list) {
        const bool turns = member.is_negated != is_negated;
        const auto known = member.kind == SudoersMember::Kind::alias
                               ? known_.find(Key(opening.kind, member.text))
                               : known_.end();
        const bool is_circle =
            std::ranges::find(opening.around, member.text) != opening.around.end();
        if (known == known_.end() or is_circle) {
            opening.add(member, turns);
            continue;
        }
        opening.around.push_back(member.text);
        open(*known->second, turns, opening);
        opening.around.pop_back();
    }
}

}  // namespace muster
