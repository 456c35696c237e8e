#pragma once

// Where names of users and groups come from (nsswitch.conf(5)), and whether those places answer. A name
// that is not found is absent only when every place could have said so.

#include "framework/host/host.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

struct NameServices {
    std::vector<std::string> passwd = {"files"};
    std::vector<std::string> group = {"files"};
};

/// The sources of one database in order, actions (`[NOTFOUND=return]`) dropped; `usual`, the C library's own,
/// without a line for it.
std::vector<std::string> sources_from(
    std::string_view nsswitch,
    std::string_view database,
    const std::vector<std::string>& usual = {"files"}
);

/// Once for all who ask. Without the file (musl has none): files alone.
Task<NameServices> name_services(Host& host);

/// Nothing but files of the target itself is asked: what is not there is nowhere.
bool has_only_files(const std::vector<std::string>& sources);

/// A source that needs no daemon or server: files, systemd and the like.
bool is_local_source(std::string_view source);

/// Throws CannotTell when one of the sources (of "passwd" or "group") does not answer, so that "not
/// found" proves nothing; NotAsked where nothing but files can be seen (an image).
Task<bool> require_answers(Host& host, std::string database);

/// Throws CannotTell when one of the sources does not say all that it knows (a directory hardly ever does), so
/// that what is enumerated is a part; NotAsked as `require_answers` does.
Task<bool> require_enumeration(Host& host, std::string database);

}  // namespace muster
