#include "framework/backend/ssh/ssh_connection.hpp"

#include "framework/backend/ssh/greet.hpp"
#include "framework/backend/ssh/login.hpp"
#include "framework/backend/ssh/session.hpp"
#include "framework/backend/ssh/ssh_channel.hpp"
#include "framework/backend/ssh/ssh_stream.hpp"
#include "framework/backend/ssh/verify_host_key.hpp"
#include "framework/backend/ssh/way.hpp"
#include "framework/base/display.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

using namespace std::chrono_literals;

// sshd counts a session until its program has ended, a moment after its channel is closed.
constexpr auto refused_pause = 20ms;
constexpr auto refused_patience = 3s;

/// Opens a session channel. A refusal while others are still closing is tried again for a moment.
LIBSSH2_CHANNEL* open_channel(Session& session, Deadline deadline) {
    const Deadline patience(refused_patience);
    while (true) {
        LIBSSH2_CHANNEL* channel = nullptr;
        const auto step = [&] {
            channel = libssh2_channel_open_session(session.raw());
            return channel != nullptr ? 0 : libssh2_session_last_errno(session.raw());
        };
        (void)session.sweep();  // what is left is tried again next time
        if (session.drive(step, deadline, "opening a channel") == 0) {
            session.took_room();
            return channel;
        }
        if (session.is_over())
            throw CannotTell{
                Kind::lost,
                fmt::format("{}: the connection is lost: {}", session.peer(), session.trouble())};
        if (not session.expects_room() or patience.passed() or deadline.passed())
            throw CannotTell{
                Kind::denied,
                fmt::format("{}: no more channels: {}", session.peer(), session.trouble()),
                "MaxSessions in the host's sshd_config bounds them"};
        session.wire().wait(earlier(Deadline(refused_pause), deadline));
    }
}

LoginOptions login_options(const SshSettings& settings, const SshOptions& options) {
    LoginOptions login{.user = settings.user, .place = settings.place()};
    const auto add_named = [&](const std::vector<std::string>& names) {
        for (const auto& name : names)
            login.identities.push_back(identity_named(name, options.config.home));
    };
    const bool is_on_the_way = not options.behind.empty();
    add_named(options.own_identities);
    if (not is_on_the_way)
        add_named(options.identities);
    for (const auto& path : settings.identity_files)
        login.identities.push_back(identity_from_file(path, options.config.home));
    if (is_on_the_way)  // they are meant for the target, and only a few keys may be tried
        add_named(options.identities);
    login.identities_only = settings.identities_only;
    login.agent_socket = settings.agent_socket;
    login.prompter = options.prompter;
    login.password = options.password == nullptr ? options.prompter : options.password;
    login.passwords = settings.passwords;
    login.patience = options.login_timeout;
    login.deadline = options.deadline;
    return login;
}

}  // namespace

SshConnection::SshConnection(
    std::shared_ptr<Session> session, PublicKey host_key, KeepaliveOptions options
)
    : session_(std::move(session)),
      host_key_(std::move(host_key)),
      keepalive_(*session_, options) {}

std::unique_ptr<Channel> SshConnection::start(std::string_view line, Deadline deadline) {
    auto* raw = open_channel(*session_, deadline);
    auto channel =
        std::make_unique<SshChannel>(session_, raw);  // from here on it is closed in any case
    constexpr std::string_view request = "exec";
    const auto step = [&] {
        return libssh2_channel_process_startup(
            raw, request.data(), request.size(), line.data(), static_cast<unsigned>(line.size())
        );
    };
    if (session_->drive(step, deadline, "starting a shell") == 0)
        return channel;
    const auto kind = session_->is_over() ? Kind::lost : Kind::denied;
    throw CannotTell{
        kind, fmt::format("{}: no command can be started: {}", peer(), session_->trouble())};
}

std::unique_ptr<Stream> SshConnection::dial(
    const std::string& address, std::uint16_t port, Deadline end
) {
    return std::make_unique<SshStream>(session_, address, port, end);
}

bool SshConnection::has_news() const {
    return std::ranges::any_of(session_->channels(), [](const auto* channel) {
        return channel->has_news();
    });
}

void SshConnection::wait(Deadline until) {
    (void)session_->sweep();  // what is left is tried again next time
    keepalive_.tend(*session_);
    // Reading one channel takes in the bytes of all: the socket may be silent while one has news.
    const auto end = has_news() ? Deadline(Nanoseconds::zero()) : earlier(until, keepalive_.next());
    if (not session_->is_over())
        session_->wire().wait(end);
    if (session_->is_over() and not has_news())
        throw CannotTell{
            Kind::lost, fmt::format("{}: the connection is lost: {}", peer(), session_->trouble())};
}

std::string SshConnection::peer() const {
    return session_->peer();
}

std::variant<std::unique_ptr<SshConnection>, NeedsOpenssh> connect_by_libssh2(
    const SshSettings& settings, const SshOptions& options, const TellNotice& notice
) {
    auto login =
        login_options(settings, options);  // a wrong --identity is told before anything is sent
    auto known_files = settings.user_known_hosts;
    std::ranges::copy(settings.global_known_hosts, std::back_inserter(known_files));
    const auto known = options.host_keys.empty()
                           ? KnownHost::read(known_files, settings.known_as, settings.known_port)
                           : KnownHost(options.host_keys, settings.known_as, settings.known_port);
    if (const auto authority = known.certificate_authority())
        return NeedsOpenssh{
            "a certificate authority vouches for the host, at " + to_string(authority->where)};

    const auto way = way_to(settings, options, notice);
    auto [session, greeted] = greet(way, settings, options, known.key_types());
    if (auto* reason = std::get_if<NeedsOpenssh>(&greeted))
        return std::move(*reason);
    const auto& [greeting, host_key] = std::get<Greeted>(greeted);
    auto unproved = options.host_keys.empty()
                        ? verify_host_key(host_key, known, settings, notice)
                        : require_host_key(host_key, known, options.host_keys.front());
    if (unproved)
        return std::move(*unproved);
    if (auto reason = log_in(*session, login, greeting))
        return std::move(*reason);
    return std::make_unique<SshConnection>(std::move(session), host_key, settings.keepalive);
}

}  // namespace muster
