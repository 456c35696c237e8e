#pragma once

// The keys of the watch file: one table, from which the reader knows what may stand there and within which bounds, the
// schema what to tell editors, and a test what docs/watch-file.md has to explain.

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// What stands behind a key.
enum class WatchForm {
    text,
    texts,    ///< one or a list
    command,  ///< a list of words
    number,
    flag,
    duration,
    size,     ///< "1GiB"
    choice,   ///< one of `words`
    choices,  ///< one or a list of them
    url,      ///< http or https
    moment,   ///< a time of day, or a moment
    hours,    ///< "08:00-18:00"
    variables,
    secrets,
    section,  ///< a map of the section `words[0]`
    text_or_section,
    flag_or_section,
    sections,  ///< a list of such maps
};

struct WatchKey {
    std::string_view name;
    WatchForm form = WatchForm::text;
    std::string_view meaning;
    std::string_view usual = {};  ///< the value without it, as it would be written; empty: none
    std::string_view least = {};  ///< of numbers, durations and sizes, as they would be written
    std::string_view most = {};
    std::vector<std::string_view> words = {};
};

/// A map with its keys.
struct WatchSection {
    std::string_view name;
    std::string_view what;  ///< as messages call it: "a channel"
    std::vector<WatchKey> keys;
    std::vector<std::string_view> needed = {};
    std::vector<std::string_view> one_of = {};  ///< exactly one of these is needed
    std::vector<std::string_view> at_least_one_of = {};
};

/// All sections; the first one is the file itself.
const std::vector<WatchSection>& watch_sections();
/// A mistake of ours where there is none of this name.
const WatchSection& watch_section(std::string_view name);
const WatchKey& watch_key(const WatchSection& section, std::string_view name);

}  // namespace muster
