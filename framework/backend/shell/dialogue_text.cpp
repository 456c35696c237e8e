#include "framework/backend/shell/dialogue_text.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <array>

namespace muster {

namespace {

using How = Reached::How;

struct Phrase {
    std::string_view text;
    How how;
};

// errno(3) and gai_strerror(3) in the C locale. A name server that does not answer
// ("Temporary failure in name resolution") says nothing about the name, so it is not among them.
constexpr std::array phrases = {
    Phrase{"Connection refused", How::refused},
    Phrase{"timed out", How::timed_out},
    Phrase{"No route to host", How::unreachable},
    Phrase{"Network is unreachable", How::unreachable},
    Phrase{"Host is unreachable", How::unreachable},
    Phrase{"Cannot assign requested address", How::unreachable},
    Phrase{"No such file or directory", How::unreachable},
    Phrase{"Name or service not known", How::not_resolved},
    Phrase{"Name does not resolve", How::not_resolved},
    Phrase{"No address associated with hostname", How::not_resolved},
};

}  // namespace

Reached reached_from(std::string_view complaint) {
    // The address to begin at is the target's own: that it has none of the kind says nothing of the peer.
    if (complaint.starts_with("bind: ") or complaint.starts_with("nc: bind failed"))
        throw CannotTell{Kind::failed, "beginning there: " + escaped(trimmed(complaint), 200)};
    // bash names /dev/tcp in the line about any failure, and would say that there is no such file where
    // it was built without it.
    const bool knows_no_sockets = complaint.find("/dev/tcp/") != std::string_view::npos
                                  and complaint.find("No such file") != std::string_view::npos;
    for (const auto& phrase : phrases)
        if (not knows_no_sockets and complaint.find(phrase.text) != std::string_view::npos)
            return {phrase.how, std::string(phrase.text)};
    if (knows_no_sockets)
        throw CannotTell{Kind::missing_tool, "bash of the target was built without connections"};
    throw CannotTell{Kind::failed, "connecting: " + escaped(trimmed(complaint), 200)};
}

}  // namespace muster
