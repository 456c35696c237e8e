#pragma once

// What has no column of its own is kept as JSON, which people can read with sqlite3(1). Any bytes survive.

#include "framework/base/json/json.hpp"
#include "framework/base/sqlite/database.hpp"
#include "framework/fleet/state/watched.hpp"

#include <string>
#include <vector>

namespace muster {

std::string stored_json(const Json& value);
std::string stored_words(const std::vector<std::string>& words);
std::string stored_platform(const Platform& platform);
std::string stored_observation(const Observation& observation);

/// Throw Broken for what the others never wrote.
Json json_from_store(const std::string& text);
std::vector<std::string> words_from_store(const std::string& text);
Platform platform_from_store(const std::string& text);
Observation observation_from_store(const std::string& text);

/// Throws Broken for a word that no Muster of this version writes.
Standing standing_from_store(const std::string& word);

/// What `read` makes of rows. What nobody of ours can have written, which it says as Broken, is a damaged file.
template<class Read>
auto from_rows(const Database& database, Read read) {
    try {
        return read();
    } catch (const Broken& broken) {
        throw DatabaseTrouble(database.file() + ": it is damaged: " + broken.message());
    }
}

}  // namespace muster
