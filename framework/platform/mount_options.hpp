#pragma once

// Options of mounts as texts: how the kernel and fstab(5) write them, and whether one that is configured
// holds of a mount that is there.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// `\040` and the like made the byte that they stand for; any other backslash stays.
std::string without_octal_escapes(std::string_view text);

/// "rw,context=\"a,b\"" cut at commas outside of double quotes, each decoded; empty ones are left out.
std::vector<std::string> mount_options_from(std::string_view text);

/// The text after `NAME=`, quotes off, of the last option that is so called; empty of one without `=`.
/// Nothing when there is none.
std::optional<std::string> mount_option(
    const std::vector<std::string>& options, std::string_view name
);

/// Whether an option of fstab or of a mount unit holds. `unknown`: the kernel does not print it, so that it
/// may hold all the same.
enum class Holds { yes, no, unknown };

/// `type` is the live one, `live` what the kernel prints. Options that only say how and when to mount hold
/// always: `defaults`, `nofail`, `x-systemd.automount`.
Holds option_holds(
    std::string_view option, std::string_view type, const std::vector<std::string>& live
);

/// Whether a configured type is the live one: "auto" and nothing are any, "a,b" one of them, `nfs` is
/// `nfs4`, too.
bool type_holds(std::string_view configured, std::string_view live);

}  // namespace muster
