#include "framework/backend/ssh/ssh_stream.hpp"

#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

using How = Reached::How;

// sshd wants to know where a connection came from; nobody else does.
constexpr const char* origin_address = "127.0.0.1";
constexpr int origin_port = 0;

}  // namespace

SshStream::SshStream(
    std::shared_ptr<Session> session, std::string address, std::uint16_t port, Deadline end
)
    : session_(std::move(session)), address_(std::move(address)), port_(port), end_(end) {}

std::optional<Reached> SshStream::reached() {
    if (reached_)
        return reached_;
    auto* raw = session_->call([&] {
        return libssh2_channel_direct_tcpip_ex(
            session_->raw(), address_.c_str(), port_, origin_address, origin_port
        );
    });
    if (raw != nullptr) {
        channel_ = std::make_unique<SshChannel>(session_, raw);
        reached_ = Reached{How::open, address_};
    } else if (session_->is_over()) {
        throw lost();
    } else if (libssh2_session_last_errno(session_->raw()) != LIBSSH2_ERROR_EAGAIN) {
        reached_ = refused_by_server();
    } else if (end_.passed()) {
        reached_ = Reached{How::timed_out, "no answer"};
    } else {
        return std::nullopt;
    }
    reached_->time = std::chrono::steady_clock::now() - begun_;
    return reached_;
}

CannotTell SshStream::lost() const {
    return {
        Kind::lost,
        fmt::format("{}: the connection is lost: {}", session_->peer(), session_->trouble())};
}

/// libssh2 has no number for the reason (RFC 4254 5.1), only words.
Reached SshStream::refused_by_server() {
    const auto said = session_->trouble();
    if (said.find("connect failed") != std::string::npos)
        return {How::failed, "sshd says that connecting failed, and not why"};
    const bool forbids = said.find("prohibited") != std::string::npos;
    throw CannotTell{
        Kind::denied,
        fmt::format(
            "{}: {}: {}", session_->peer(), forbids ? "sshd forbids forwarding" : "no stream", said
        ),
        forbids ? "AllowTcpForwarding and PermitOpen in its sshd_config; or install bash, perl or "
                  "python3 there"
                : ""};
}

Stream::State SshStream::read(std::string& to) {
    std::string nobodys;  // a stream has no second one, but libssh2 tells its end apart
    (void)channel_->read_err(nobodys);
    const bool goes_on = channel_->read_out(to);
    if (channel_->is_lost())
        throw lost();
    return goes_on ? State::goes_on : State::ended;
}

}  // namespace muster
