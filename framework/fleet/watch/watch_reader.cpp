#include "framework/fleet/watch/watch_reader.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/base/yaml/read.hpp"
#include "framework/fleet/watch/watch_values.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

std::vector<std::string> texts_of(const std::vector<std::string_view>& words) {
    return {words.begin(), words.end()};
}

[[noreturn]] void refuse_bounds(const Yaml& node, const WatchKey& key, const std::string& text) {
    throw Broken(
        fmt::format("{} is {} to {}, not {}", key.name, key.least, key.most, quoted(text)),
        node.where
    );
}

}  // namespace

WatchReader::WatchReader(const Yaml& node, std::string_view section, Slips& slips)
    : node_(node), section_(watch_section(section)), slips_(slips) {
    slips_.take([&] {
        const auto& members = mapping_of(node_, section_.what);
        require_keys(members);
        require_one_of(members);
    });
}

void WatchReader::require_keys(const Yaml::Mapping& members) const {
    std::vector<std::string> known;
    for (const auto& key : section_.keys)
        known.emplace_back(key.name);
    for (const auto& member : members)
        if (std::ranges::count(known, member.key) == 0)
            slips_.take([&] { refuse_key(member, section_.what, known); });
    for (const auto key : section_.needed)
        if (find_member(members, key) == nullptr)
            slips_.add(Broken(fmt::format("{} needs {}", section_.what, key), node_.where));
}

void WatchReader::require_one_of(const Yaml::Mapping& members) const {
    const auto count = [&](const std::vector<std::string_view>& keys) {
        return std::ranges::count_if(keys, [&](std::string_view key) {
            return find_member(members, key) != nullptr;
        });
    };
    const auto choice = [](const std::vector<std::string_view>& keys) {
        return join(texts_of(keys), ", ");
    };
    if (not section_.one_of.empty() and count(section_.one_of) != 1)
        slips_.add(Broken(
            fmt::format("{} needs exactly one of {}", section_.what, choice(section_.one_of)),
            node_.where
        ));
    if (not section_.at_least_one_of.empty() and count(section_.at_least_one_of) == 0)
        slips_.add(Broken(
            fmt::format("{} needs one of {}", section_.what, choice(section_.at_least_one_of)),
            node_.where
        ));
}

const Yaml* WatchReader::find(std::string_view key) const {
    (void)watch_key(section_, key);  // what is read is in the table
    const auto* members = node_.as<Yaml::Mapping>();
    const auto* member = members == nullptr ? nullptr : find_member(*members, key);
    return member == nullptr ? nullptr : &member->value;
}

const std::vector<Yaml>& WatchReader::items_of(const Yaml& node, std::string_view key) const {
    return sequence_of(node, key);
}

void WatchReader::read(std::string_view key, std::string& text) const {
    with(key, [&](const Yaml& node) { text = line_of(node, key); });
}

void WatchReader::read(std::string_view key, bool& flag) const {
    with(key, [&](const Yaml& node) { flag = flag_of(node, key); });
}

void WatchReader::read(std::string_view key, Nanoseconds& duration) const {
    with(key, [&](const Yaml& node) {
        const auto& text = scalar_of(node, key);
        const auto& entry = watch_key(section_, key);
        const auto found = duration_from(text);
        if (not found)
            throw Broken(
                fmt::format("{}: {} is no duration", key, quoted(text)),
                node.where,
                "write 30s, 5m, 2h or 7d"
            );
        if (*found < duration_from(entry.least) or *found > duration_from(entry.most))
            refuse_bounds(node, entry, text);
        duration = *found;
    });
}

std::int64_t WatchReader::number_at(const Yaml& node, std::string_view key) const {
    const auto& text = scalar_of(node, key);
    const auto& entry = watch_key(section_, key);
    const bool is_size = entry.form == WatchForm::size;
    const auto number_from = [&](std::string_view written) {
        return is_size ? size_in_bytes(written) : whole_number(written);
    };
    const auto number = number_from(text);
    if (not number and is_size)
        throw Broken(
            fmt::format("{}: {} is no size", key, quoted(text)), node.where, "write 500MiB or 2GiB"
        );
    if (not number or *number < number_from(entry.least) or *number > number_from(entry.most))
        refuse_bounds(node, entry, text);
    return *number;
}

void WatchReader::read_path(std::string_view key, std::string& path) const {
    with(key, [&](const Yaml& node) { path = path_beside(node, key); });
}

void WatchReader::read_paths(std::string_view key, std::vector<std::string>& paths) const {
    with(key, [&](const Yaml& node) {
        for (const auto& one : one_or_more(node))
            paths.push_back(path_beside(one, key));
        if (paths.empty())
            throw Broken(fmt::format("{} is an empty list", key), node.where);
    });
}

std::string WatchReader::choice_at(const Yaml& node, std::string_view key) const {
    const auto& text = scalar_of(node, key);
    const auto words = texts_of(watch_key(section_, key).words);
    if (std::ranges::count(words, text) == 0)
        throw Broken(
            fmt::format("{} is one of {}, not {}", key, join(words, ", "), quoted(text))
                + did_you_mean(text, words),
            node.where
        );
    return text;
}

}  // namespace muster
