#pragma once

// Values of the watch file that several of its sections have. All throw Broken at the place of the value; `what` is the key.

#include "framework/base/clock.hpp"
#include "framework/base/yaml/yaml.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

/// A text of one line that says something: neither empty nor with control characters, which would reach headers, tables and
/// terminals.
const std::string& line_of(const Yaml& node, std::string_view what);

/// A file or a folder; a relative one begins at the folder of the file that names it, `~/` at HOME.
std::string path_beside(const Yaml& node, std::string_view what);

/// An http or https URL as it is written.
const std::string& url_at(const Yaml& node, std::string_view what);

/// The words of a command, of which the first says something.
std::vector<std::string> command_words(const Yaml& node);

/// The name of a secret that the file has.
const std::string& known_secret(const Yaml& node, const std::vector<std::string>& known);

/// The name of a time zone that the system has.
const std::string& zone_at(const Yaml& node);

/// "02:30", "24:00"; nothing for what is none.
std::optional<Nanoseconds> time_of_day(std::string_view text);

/// "08:00-18:00", which may go past midnight.
std::pair<Nanoseconds, Nanoseconds> hours_at(const Yaml& node);

/// "500MiB" in bytes; nothing for what is none, and beyond 2^62.
std::optional<std::int64_t> size_in_bytes(std::string_view text);

}  // namespace muster
