#pragma once

// HAProxy's stats socket: what `show info` and `show stat` print (management.txt of HAProxy, 9.1 and 9.3).

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// `Name: value` lines.
std::map<std::string, std::string> haproxy_info_from(std::string_view text);

/// A row of the statistics: a frontend, a server, or a backend as a whole.
struct HaproxyRow {
    std::string proxy;   ///< pxname
    std::string server;  ///< svname; FRONTEND and BACKEND of a proxy itself
    std::string status;  ///< "UP", "DOWN 1/2", "MAINT (via a/b)", "no check", "OPEN"
    std::string weight;
    std::string check_status;  ///< "L4OK", "* L7OK": the star says that a check runs
    std::string address;       ///< "10.0.0.1:80"; empty where HAProxy does not say it
    std::string type;          ///< 0 a frontend, 1 a backend, 2 a server, 3 a listener

    /// Its first word: `UP` of `UP 1/2`.
    std::string state() const;
    /// It gets requests: it is up, or nobody checks it.
    bool is_up() const;
};

/// CSV whose first line names the columns. Throws CannotTell for what is none.
std::vector<HaproxyRow> haproxy_stats_from(std::string_view csv);

/// The first `stats socket` of a configuration: a path, or `host:port`; nothing where there is none. Throws CannotTell for
/// one with a variable, or of a kind that nobody else can open.
std::optional<std::string> haproxy_stats_socket(std::string_view configuration);

}  // namespace muster
