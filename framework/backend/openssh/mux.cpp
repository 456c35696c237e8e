#include "framework/backend/openssh/mux.hpp"

#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/ssh_wire.hpp"
#include "framework/model/cannot_tell.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace muster {

namespace {

constexpr std::uint32_t hello = 0x00000001;
constexpr std::uint32_t protocol_version = 4;
constexpr std::uint32_t new_session = 0x10000002;
constexpr std::uint32_t terminate_master = 0x10000005;
constexpr std::uint32_t new_forwarding = 0x10000008;
constexpr std::uint32_t session_opened = 0x80000006;
constexpr std::uint32_t permission_denied = 0x80000002;
constexpr std::uint32_t failure = 0x80000003;
constexpr std::uint32_t no_escape_sign = 0xffffffff;

constexpr std::size_t longest_message = 256UL << 10;

[[noreturn]] void lose() {
    throw CannotTell{Kind::lost, "the connection of the system's ssh is lost"};
}

std::string session_request(std::string_view line) {
    constexpr std::uint32_t request_id = 0;
    constexpr std::uint32_t no = 0;  // a terminal, X11, the agent, a subsystem
    return ssh_number(new_session) + ssh_number(request_id) + ssh_string("") + ssh_number(no)
           + ssh_number(no) + ssh_number(no) + ssh_number(no) + ssh_number(no_escape_sign)
           + ssh_string("") + ssh_string(line);
}

}  // namespace

ControlConnection ControlConnection::to(const std::string& socket_path, Deadline deadline) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    MUSTER_ASSERT(socket_path.size() < sizeof address.sun_path);
    socket_path.copy(address.sun_path, sizeof address.sun_path - 1);
    FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const auto* generic = reinterpret_cast<const sockaddr*>(&address);
    if (not socket or connect(socket.number(), generic, sizeof address) != 0)
        lose();
    ControlConnection connection(std::move(socket));
    connection.send(ssh_number(hello) + ssh_number(protocol_version), deadline);
    const auto answer = connection.receive(deadline);
    std::string_view rest = answer;
    if (take_ssh_number(rest) != hello or take_ssh_number(rest) != protocol_version)
        throw CannotTell{
            Kind::unsupported, "the system's ssh speaks another control protocol than version 4"};
    return connection;
}

void ControlConnection::wait(short events, Deadline deadline) {
    pollfd waiting{.fd = socket_.number(), .events = events, .revents = 0};
    const int ready = poll(&waiting, 1, deadline.left_for_poll());
    if (ready == 0 and deadline.passed())
        throw CannotTell{Kind::timed_out, "no answer from the system's ssh"};
}

void ControlConnection::send(std::string_view message, Deadline deadline) {
    const auto packet = ssh_string(message);
    std::string_view rest = packet;
    while (not rest.empty()) {
        const auto sent = ::send(socket_.number(), rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent > 0)
            rest.remove_prefix(static_cast<std::size_t>(sent));
        else if (errno == EAGAIN or errno == EINTR)
            wait(POLLOUT, deadline);
        else
            lose();
    }
}

void ControlConnection::send_stream(const FileDescriptor& stream, Deadline deadline) {
    char byte = 0;
    iovec piece{.iov_base = &byte, .iov_len = 1};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> room{};
    msghdr message = {};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = room.data();
    message.msg_controllen = room.size();
    auto* head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof(int));
    const int number = stream.number();
    std::memcpy(CMSG_DATA(head), &number, sizeof number);
    while (sendmsg(socket_.number(), &message, MSG_NOSIGNAL) != 1) {
        if (errno != EAGAIN and errno != EINTR)
            lose();
        wait(POLLOUT, deadline);
    }
}

/// False when there is nothing more to be had now; true when a whole message is there.
bool ControlConnection::receive_some() {
    constexpr std::size_t head_size = 4;
    while (true) {
        std::size_t wanted = head_size;
        std::string_view head = heard_;
        if (heard_.size() >= head_size)
            wanted += std::min<std::size_t>(take_ssh_number(head).value_or(0), longest_message);
        if (heard_.size() >= head_size and heard_.size() == wanted)
            return true;
        std::array<char, 4096> piece{};
        const auto got =
            recv(socket_.number(), piece.data(), std::min(piece.size(), wanted - heard_.size()), 0);
        if (got > 0)
            heard_.append(piece.data(), static_cast<std::size_t>(got));
        else if (got < 0 and (errno == EAGAIN or errno == EINTR))
            return false;
        else
            lose();
    }
}

std::string ControlConnection::receive(Deadline deadline) {
    while (not receive_some())
        wait(POLLIN, deadline);
    return std::exchange(heard_, {}).substr(4);
}

void ControlConnection::forward(
    const std::string& host, std::uint16_t port, const SessionStreams& streams, Deadline deadline
) {
    constexpr std::uint32_t request_id = 0;
    send(
        ssh_number(new_forwarding) + ssh_number(request_id) + ssh_string("") + ssh_string(host)
            + ssh_number(port),
        deadline
    );
    for (const auto* stream : {&streams.input, &streams.output})
        send_stream(*stream, deadline);
}

ControlConnection::Forwarding ControlConnection::forwarding() {
    if (not receive_some())
        return Forwarding::begins;
    const auto answer = std::exchange(heard_, {}).substr(4);
    std::string_view rest = answer;
    return take_ssh_number(rest) == session_opened ? Forwarding::stands : Forwarding::refused;
}

std::optional<std::string> ControlConnection::start(
    std::string_view line, SessionStreams streams, Deadline deadline
) {
    send(session_request(line), deadline);
    for (const auto* stream : {&streams.input, &streams.output, &streams.error})
        send_stream(*stream, deadline);
    const auto answer = receive(deadline);
    std::string_view rest = answer;
    const auto type = take_ssh_number(rest);
    (void)take_ssh_number(rest);  // our request's number: there is only one a connection
    if (type == session_opened)
        return std::nullopt;
    if (type == permission_denied or type == failure)
        return escaped(take_ssh_string(rest).value_or("refused"));
    throw CannotTell{
        Kind::unparsable, "the system's ssh answers what its control protocol does not have"};
}

void ControlConnection::end_master() {
    constexpr std::uint32_t request_id = 1;
    const auto packet = ssh_string(ssh_number(terminate_master) + ssh_number(request_id));
    // If it can't be told, it ends by itself when nobody has used it for a while.
    (void)::send(socket_.number(), packet.data(), packet.size(), MSG_NOSIGNAL);
}

}  // namespace muster
