#include "framework/backend/ssh/handshake.hpp"

#include "framework/backend/ssh/algorithms.hpp"
#include "framework/backend/ssh/turned_away.hpp"
#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

void prefer(Session& session, int method, const std::string& names) {
    MUSTER_ASSERT(libssh2_session_method_pref(session.raw(), method, names.c_str()) == 0);
}

void prefer_good_algorithms(Session& session, const std::vector<std::string>& known_types) {
    const auto offered = [](AlgorithmKind kind) { return std::string(offered_algorithms(kind)); };
    prefer(session, LIBSSH2_METHOD_KEX, offered(AlgorithmKind::key_exchange));
    prefer(session, LIBSSH2_METHOD_HOSTKEY, host_key_preference(known_types));
    prefer(session, LIBSSH2_METHOD_CRYPT_CS, offered(AlgorithmKind::cipher_out));
    prefer(session, LIBSSH2_METHOD_CRYPT_SC, offered(AlgorithmKind::cipher_in));
    prefer(session, LIBSSH2_METHOD_MAC_CS, offered(AlgorithmKind::mac_out));
    prefer(session, LIBSSH2_METHOD_MAC_SC, offered(AlgorithmKind::mac_in));
}

/// Too many logins are under way there: it hung up without a word, or with these.
bool is_turned_away(Session& session) {
    const auto heard = session.wire().heard();
    return heard.starts_with("Exceeded MaxStartups") or (heard.empty() and session.hung_up());
}

[[noreturn]] void fail(Session& session) {
    const auto heard = session.wire().heard();
    const auto trouble = session.trouble();
    if (is_turned_away(session))
        throw TurnedAway{
            {Kind::lost,
             heard.empty()
                 ? fmt::format("{}: {} before its SSH greeting", session.peer(), trouble)
                 : fmt::format("{}: it hangs up and says {}", session.peer(), quoted(heard, 80)),
             "does sshd refuse us (MaxStartups, tcp wrappers, fail2ban)?"}};
    if (heard.empty())
        throw CannotTell{
            Kind::lost, fmt::format("{}: {} before its SSH greeting", session.peer(), trouble)};
    if (heard.starts_with("Not allowed at this time"))
        throw CannotTell{
            Kind::denied,
            session.peer() + ": sshd lets nobody in from here for a while",
            "PerSourcePenalties in its sshd_config says for how long"};
    if (not heard.starts_with("SSH-") and heard.find("\nSSH-") == std::string_view::npos)
        throw CannotTell{
            Kind::failed,
            fmt::format("{}: no SSH server: it says {}", session.peer(), quoted(heard, 80)),
            "is this the port of sshd?"};
    throw CannotTell{
        Kind::failed, fmt::format("{}: SSH key exchange failed: {}", session.peer(), trouble)};
}

PublicKey host_key_of(Session& session) {
    std::size_t size = 0;
    int type = 0;
    const char* blob = libssh2_session_hostkey(session.raw(), &size, &type);
    const auto key = blob == nullptr ? std::nullopt : public_key_from_blob({blob, size});
    if (not key)
        fail(session);
    return *key;
}

}  // namespace

std::variant<Greeted, NeedsOpenssh> shake_hands(
    Session& session, const std::vector<std::string>& known_types, Deadline deadline
) {
    prefer_good_algorithms(session, known_types);
    const auto step = [&] {
        return libssh2_session_handshake(session.raw(), session.wire().descriptor());
    };
    const int said = session.drive(step, deadline, "the SSH greeting");
    const auto offer = parse_server_offer(session.wire().heard());
    if (said != 0 and offer) {
        if (auto reason = nothing_in_common(*offer))
            return NeedsOpenssh{*reason};
    }
    if (said != 0)
        fail(session);
    session.wire().trust();
    return Greeted{offer ? offer->greeting : "", host_key_of(session)};
}

}  // namespace muster
