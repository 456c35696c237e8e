#include "framework/run/in_common.hpp"

#include "framework/base/display.hpp"
#include "framework/base/folded_names.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace muster {

void InCommon::add(
    const std::string& words, const std::string& identity, const std::string& member
) {
    const auto found = std::ranges::find(groups_, identity, &Group::identity);
    auto& group =
        found != groups_.end() ? *found : groups_.emplace_back(Group{words, identity, {}});
    group.members.push_back(member);
}

std::string InCommon::who(const Group& group) {
    return escaped(folded_names(group.members));
}

template<class Text>
std::string InCommon::joined(std::string_view between, const Text& text_of) const {
    auto sorted = groups_;
    std::ranges::stable_sort(sorted, std::greater<>(), [](const Group& group) {
        return group.members.size();
    });
    constexpr std::size_t most = 10;
    std::vector<std::string> texts;
    for (const auto& group : sorted)
        if (texts.size() < most)
            texts.push_back(text_of(group));
    if (sorted.size() > most)
        texts.push_back(fmt::format("and {} others", sorted.size() - most));
    return join(texts, between);
}

std::string InCommon::values() const {
    return joined(", ", [](const Group& group) { return group.words + " on " + who(group); });
}

std::string InCommon::reasons() const {
    return joined("; ", [](const Group& group) { return who(group) + ": " + group.words; });
}

std::string InCommon::places() const {
    return groups_.empty() ? "" : "on " + who(groups_.front());
}

std::vector<Evidence> InCommon::evidence(const std::string& question) const {
    constexpr std::size_t most = 20;
    std::vector<Evidence> all;
    for (const auto& group : groups_)
        if (all.size() < most)
            all.push_back({fmt::format("{}: {}", who(group), question), group.words});
    return all;
}

void Ignorance::add(
    Truth truth, const std::string& why, const std::string& hint, const std::string& who
) {
    (truth == Truth::unknown ? unknown_ : skipped_).add(why, who);
    hint_ = hint_.empty() ? hint : hint_;
}

std::string Ignorance::reason() const {
    return unknown_.empty() ? skipped_.reasons() : unknown_.reasons();
}

void Ignorance::tell() const {
    if (unknown_.empty())
        throw NotAsked{reason()};
    throw CannotTell{Kind::failed, reason(), hint_};
}

}  // namespace muster
