#pragma once

#include "framework/model/cannot_tell.hpp"

#include <string>
#include <string_view>

namespace muster {

/// What a tool of the target says when a file resists it, in the C locale: `cat: /x: Permission denied`.
/// The reason is what follows the last ": ", which no text of an errno holds, whatever the name.
struct Complaint {
    enum class Meaning { absent, denied, other };
    Meaning meaning = Meaning::other;
    std::string reason;  ///< "Permission denied"
};

/// Of the last line that is not empty; other with an empty reason when there is none.
Complaint complaint_from(std::string_view text);

/// "permission denied reading /etc/shadow" or "reading /x: Input/output error".
CannotTell cannot(
    std::string_view doing,
    std::string_view what,
    const Complaint& complaint,
    const std::string& denied_hint
);

}  // namespace muster
