#pragma once

#include "framework/host/question.hpp"

#include <map>
#include <span>
#include <string>
#include <string_view>

namespace muster {

/// One tool run for many keys: `dpkg-query` for forty packages, `systemctl show` for all units. Lives
/// as a constant in the platform floor, or beside the one resource that needs it.
struct Bulk {
    std::string_view name;  ///< tells bulks apart: "dpkg-query"

    /// Whether a key can be put before the tool at all; one that cannot be a key is not there. Guards
    /// against patterns and options: `*` would be a glob for dpkg-query.
    bool (*accepts)(std::string_view key);

    Command (*command)(std::span<const std::string> keys);

    /// The part of the output that belongs to each key; a key that is missing is not there. Throws
    /// CannotTell when the run failed as a whole: its keys are then asked one by one, so that a bad
    /// key spoils only its own row.
    std::map<std::string, std::string> (*split
    )(std::span<const std::string> keys, const Output& output);

    /// Keys of two groups never share a run: units of two users. Without it all keys do.
    std::string_view (*group)(std::string_view key) = nullptr;
};

}  // namespace muster
