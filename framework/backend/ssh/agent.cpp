#include "framework/backend/ssh/agent.hpp"

#include "framework/base/ssh_wire.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cerrno>

namespace muster {

namespace {

constexpr std::size_t longest_message = 256UL << 10;  // as in ssh-agent
constexpr std::uint32_t most_keys = 2048;

constexpr char request_identities = 11;
constexpr char identities_answer = 12;
constexpr char sign_request = 13;
constexpr char sign_response = 14;

bool ready(int socket, short events, Deadline deadline) {
    pollfd waiting{.fd = socket, .events = events, .revents = 0};
    while (true) {
        const int count = poll(&waiting, 1, deadline.left_for_poll());
        if (count >= 0 or errno != EINTR)
            return count > 0;
    }
}

bool send_all(int socket, std::string_view bytes, Deadline deadline) {
    while (not bytes.empty()) {
        const auto sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent > 0)
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        else if (errno != EAGAIN or not ready(socket, POLLOUT, deadline))
            return false;
    }
    return true;
}

bool receive_all(int socket, std::string& bytes, std::size_t count, Deadline deadline) {
    std::array<char, 4096> piece{};
    while (bytes.size() < count) {
        const auto got =
            recv(socket, piece.data(), std::min(piece.size(), count - bytes.size()), 0);
        if (got > 0)
            bytes.append(piece.data(), static_cast<std::size_t>(got));
        else if (got == 0 or errno != EAGAIN or not ready(socket, POLLIN, deadline))
            return false;
    }
    return true;
}

}  // namespace

std::optional<Agent> Agent::at(const std::string& socket_path) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    if (socket_path.empty() or socket_path.size() >= sizeof address.sun_path)
        return std::nullopt;
    socket_path.copy(address.sun_path, sizeof address.sun_path - 1);
    FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const auto* generic = reinterpret_cast<const sockaddr*>(&address);
    if (not socket or connect(socket.number(), generic, sizeof address) != 0)
        return std::nullopt;
    return Agent(std::move(socket));
}

std::optional<std::string> Agent::ask(std::string_view message, Deadline deadline) {
    std::string head;
    if (not send_all(socket_.number(), ssh_string(message), deadline)
        or not receive_all(socket_.number(), head, 4, deadline))
        return std::nullopt;
    std::string_view bytes = head;
    const auto size = take_ssh_number(bytes);
    std::string answer;
    if (not size or *size == 0 or *size > longest_message
        or not receive_all(socket_.number(), answer, *size, deadline))
        return std::nullopt;
    return answer;
}

std::vector<PublicKey> Agent::keys(Deadline deadline) {
    const auto answer = ask(std::string_view(&request_identities, 1), deadline);
    std::vector<PublicKey> keys;
    if (not answer or answer->front() != identities_answer)
        return keys;
    auto rest = std::string_view(*answer).substr(1);
    const auto count = take_ssh_number(rest).value_or(0);
    for (std::uint32_t i = 0; i < std::min(count, most_keys); ++i) {
        const auto blob = take_ssh_string(rest);
        const auto comment = take_ssh_string(rest);
        if (not blob or not comment)
            break;
        if (auto key = public_key_from_blob(*blob))
            keys.push_back(std::move(*key));
    }
    return keys;
}

std::optional<std::string> Agent::sign(
    const PublicKey& key, std::string_view bytes, Deadline deadline
) {
    constexpr std::uint32_t no_flags = 0;
    const auto request = std::string(1, sign_request) + ssh_string(key.blob) + ssh_string(bytes)
                         + ssh_number(no_flags);
    const auto answer = ask(request, deadline);
    if (not answer or answer->front() != sign_response)
        return std::nullopt;
    auto rest = std::string_view(*answer).substr(1);
    auto signature = take_ssh_string(rest).value_or("");
    const auto algorithm = take_ssh_string(signature);
    const auto blob = take_ssh_string(signature);
    if (not algorithm or *algorithm != key.type or not blob)
        return std::nullopt;
    return std::string(*blob);
}

}  // namespace muster
