#pragma once

// iproute2's `ip -j`: what it says of links, addresses and routes, as JSON (ip(8)).
//
// An `ip` that knows no -j (busybox, iproute2 before 4.13) or that is not there is no error: the kernel's files
// tell most of it, see links.hpp and routes.hpp.

#include "framework/base/json/json.hpp"
#include "framework/host/host.hpp"
#include "framework/host/task.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster {

/// The objects that `ip -j` printed, or why it did not.
struct IpAnswer {
    std::optional<Json::Array> objects;
    std::string why_not;  ///< "ip -j is not to be had here (ip: not found)"
};

/// `words` follow `ip -j -d`. Throws CannotTell when it ended well and what it printed is no list of objects.
Task<IpAnswer> ask_ip(Host& host, std::vector<std::string> words);

/// The same of an answer that has been awaited: for those who ask several.
IpAnswer ip_answer(const Output& output);

/// "kind of v0" that only iproute2 tells.
CannotTell only_ip_tells(const std::string& what, const std::string& why_not);

/// Members of an object; nothing where there is none of this name or it is of another type.
std::optional<std::string> text_in(const Json& object, std::string_view name);
std::optional<std::int64_t> number_in(const Json& object, std::string_view name);
/// Whether a list of texts has this one: `"flags":["UP"]`.
bool has_text(const Json& object, std::string_view list, std::string_view text);
/// The items of a list; none where there is no such list.
const Json::Array& items_in(const Json& object, std::string_view name);

}  // namespace muster
