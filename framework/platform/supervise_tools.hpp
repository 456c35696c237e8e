#pragma once

// The family of daemontools: a folder with a program `run` is a service, a process beside it watches over it and
// keeps its state in `supervise`, and another process looks after all folders of one place. runit, daemontools
// and s6 differ in where the folders lie and in what their tools print.

#include "framework/platform/service_manager.hpp"

#include <cstdint>

namespace muster {

extern const ServiceManager runit;
extern const ServiceManager daemontools;
extern const ServiceManager s6;

/// What a tool says of one folder.
struct Supervised {
    bool watched = true;  ///< false: no process watches over it now
    std::string word;     ///< `run`, `down`, `finish`; `up`, `down`
    std::optional<std::int64_t> pid = {};
    std::vector<std::string> marks = {};  ///< "normally up", "want down", "paused"

    friend bool operator==(const Supervised&, const Supervised&) = default;
};

/// One run for all folders; a key is a folder, a part what the tool said of it.
extern const Bulk sv_status;
extern const Bulk svstat;
extern const Bulk s6_svstat;

// All three throw CannotTell for what they do not understand, and for what may not be seen.

/// A line of `sv status FOLDER…` without the folder: "run: (pid 1043) 2s, paused".
Supervised parse_sv(std::string_view line);
/// A line of `svstat FOLDER…` without the folder: "up (pid 1037) 2 seconds, paused".
Supervised parse_svstat(std::string_view line);
/// What `s6-svstat -o up,wantedup,normallyup,paused,pid FOLDER` printed: "true true true false 1047".
Supervised parse_s6_svstat(std::string_view line);

/// The file supervise/status: who runs, and since when that is so.
struct SuperviseStatus {
    std::int64_t pid = 0;  ///< 0: nobody
    Instant since{};
};
/// Of runit and daemontools, who share its first 18 bytes. Nothing for what is no such file.
std::optional<SuperviseStatus> parse_supervise_status(std::string_view bytes);
/// Of s6.
std::optional<SuperviseStatus> parse_s6_status(std::string_view bytes);

}  // namespace muster
