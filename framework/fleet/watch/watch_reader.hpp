#pragma once

#include "framework/base/clock.hpp"
#include "framework/base/yaml/yaml.hpp"
#include "framework/fleet/watch/slips.hpp"
#include "framework/fleet/watch/watch_keys.hpp"

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// Reads a map of the watch file by its section of the table: keys that the table does not have, keys that are missing and
/// values beyond their bounds are slips. What is not there leaves what it would be read into as it is.
class WatchReader {
public:
    /// `node` and `slips` have to outlive it.
    WatchReader(const Yaml& node, std::string_view section, Slips& slips);

    /// nullptr where the key is not there.
    const Yaml* find(std::string_view key) const;
    bool has(std::string_view key) const { return find(key) != nullptr; }
    const Location& where() const { return node_.where; }

    /// Calls `read` with the node of a key that is there; what it throws is a slip.
    template<class Read>
    void with(std::string_view key, const Read& read) const {
        if (const auto* node = find(key))
            slips_.take([&] { read(*node); });
    }
    /// The same with each item of a list.
    template<class Read>
    void with_each(std::string_view key, const Read& read) const {
        with(key, [&](const Yaml& node) {
            for (const auto& item : items_of(node, key))
                slips_.take([&] { read(item); });
        });
    }

    void read(std::string_view key, std::string& text) const;
    void read(std::string_view key, bool& flag) const;
    void read(std::string_view key, Nanoseconds& duration) const;
    template<std::integral T>
    void read(std::string_view key, T& number) const {
        with(key, [&](const Yaml& node) { number = static_cast<T>(number_at(node, key)); });
    }
    /// Files and folders: relative ones begin at the folder of the watch file.
    void read_path(std::string_view key, std::string& path) const;
    void read_paths(std::string_view key, std::vector<std::string>& paths) const;
    /// One of the words of the table.
    std::string choice_at(const Yaml& node, std::string_view key) const;

    Slips& slips() const { return slips_; }

private:
    void require_keys(const Yaml::Mapping& members) const;
    void require_one_of(const Yaml::Mapping& members) const;
    const std::vector<Yaml>& items_of(const Yaml& node, std::string_view key) const;
    std::int64_t number_at(const Yaml& node, std::string_view key) const;

    const Yaml& node_;
    const WatchSection& section_;
    Slips& slips_;
};

}  // namespace muster
