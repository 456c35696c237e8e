#include "tests/support/name_server.hpp"

#include "framework/protocol/dns.hpp"
#include "tests/support/ssh_server.hpp"

#include <fmt/format.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <stdexcept>

namespace muster::tests {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t largest = 65535;

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

FileDescriptor bound(int type, std::uint16_t port) {
    FileDescriptor socket(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
    const auto address = loopback(port);
    const auto* place = reinterpret_cast<const sockaddr*>(&address);
    return ::bind(socket.number(), place, sizeof address) == 0 ? std::move(socket)
                                                               : FileDescriptor();
}

std::uint16_t port_of(const FileDescriptor& socket) {
    sockaddr_in address = {};
    socklen_t size = sizeof address;
    if (::getsockname(socket.number(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("getsockname");
    return ntohs(address.sin_port);
}

bool is_readable(int descriptor) {
    pollfd place{descriptor, POLLIN, 0};
    return ::poll(&place, 1, 20) == 1;
}

/// Whether the zone is there already.
bool serves(std::uint16_t port, const std::string& zone) {
    const FileDescriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const auto address = loopback(port);
    const auto* place = reinterpret_cast<const sockaddr*>(&address);
    const auto query = dns_query(1, zone, "SOA");
    std::string message(largest, '\0');
    if (::connect(socket.number(), place, sizeof address) != 0
        or ::send(socket.number(), query.data(), query.size(), 0) < 0
        or not is_readable(socket.number()))
        return false;
    const auto got = ::recv(socket.number(), message.data(), message.size(), 0);
    const auto reply =
        got < 0 ? std::nullopt : dns_reply({message.data(), static_cast<std::size_t>(got)}, query);
    return reply and not reply->answers.empty();
}

FileDescriptor nowhere() {
    return FileDescriptor(::open("/dev/null", O_WRONLY | O_CLOEXEC));
}

}  // namespace

FakeNameServer::FakeNameServer(Speech speech, Tcp tcp) : speech_(std::move(speech)) {
    for (int i = 0; i < 50 and not datagrams_; ++i) {
        connections_ = bound(SOCK_STREAM, 0);
        port_ = port_of(connections_);
        datagrams_ = bound(SOCK_DGRAM, port_);
    }
    if (not datagrams_)
        throw std::runtime_error("no port that is free for UDP and TCP");
    // Bound, so that nobody else gets the port; without listening it refuses.
    if (tcp == Tcp::answers and ::listen(connections_.number(), 16) != 0)
        throw std::runtime_error("listen");
    thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
}

FakeNameServer::~FakeNameServer() {
    thread_.request_stop();
}

void FakeNameServer::serve(const std::stop_token& stop) {
    while (not stop.stop_requested()) {
        std::array places = {
            pollfd{datagrams_.number(), POLLIN, 0}, pollfd{connections_.number(), POLLIN, 0}};
        if (::poll(places.data(), places.size(), 20) <= 0)
            continue;
        if ((places[0].revents & POLLIN) != 0)
            answer_datagram();
        if ((places[1].revents & POLLIN) != 0)
            answer_connection(stop);
    }
}

void FakeNameServer::answer_datagram() {
    std::string query(largest, '\0');
    sockaddr_in peer = {};
    socklen_t size = sizeof peer;
    auto* place = reinterpret_cast<sockaddr*>(&peer);
    const auto got = ::recvfrom(datagrams_.number(), query.data(), query.size(), 0, place, &size);
    if (got < 0)
        return;
    query.resize(static_cast<std::size_t>(got));
    ++asked_over_udp_;
    for (const auto& message : speech_(query, Transport::udp))
        (void)::sendto(datagrams_.number(), message.data(), message.size(), 0, place, size);
}

/// One question a connection, which is then held until the other side closes it.
void FakeNameServer::answer_connection(const std::stop_token& stop) {
    const FileDescriptor connection(::accept4(connections_.number(), nullptr, nullptr, SOCK_CLOEXEC)
    );
    std::string bytes;
    std::array<char, 512> piece{};
    bool is_answered = false;
    while (not stop.stop_requested()) {
        if (not is_readable(connection.number()))
            continue;
        const auto got = ::read(connection.number(), piece.data(), piece.size());
        if (got <= 0)
            return;
        bytes.append(piece.data(), static_cast<std::size_t>(got));
        const auto whole =
            bytes.size() > 2 and bytes.size() >= 2U + static_cast<unsigned char>(bytes[1]);
        if (is_answered or not whole)
            continue;
        is_answered = true;
        ++asked_over_tcp_;
        std::string frames;
        for (const auto& message : speech_(bytes.substr(2), Transport::tcp))
            frames += dns_frame(message);
        (void)::send(connection.number(), frames.data(), frames.size(), MSG_NOSIGNAL);
    }
}

bool PowerDns::is_installed() {
    return ::access("/usr/sbin/pdns_server", X_OK) == 0;
}

PowerDns::PowerDns(const std::string& zone, std::string_view master_file)
    : port_(static_cast<std::uint16_t>(free_port())) {
    const auto& folder = folder_.path();
    const auto file = folder_.write("zone", master_file);
    const auto named = folder_.write(
        "named.conf",
        fmt::format(
            "options {{ directory \"{}\"; }};\nzone \"{}\" {{ type master; file \"{}\"; }};\n",
            folder,
            zone,
            file
        )
    );
    std::vector<std::string> words = {
        "pdns_server",
        "--config-dir=" + folder,
        "--socket-dir=" + folder,
        "--launch=bind",
        "--bind-config=" + named,
        "--local-address=127.0.0.1",
        fmt::format("--local-port={}", port_),
        "--daemon=no",
        "--guardian=no",
        "--write-pid=no",
        "--disable-syslog",
        "--cache-ttl=0",
        "--negquery-cache-ttl=0"};
    if (::geteuid() == 0) {
        words.emplace_back("--setuid=nobody");
        words.emplace_back("--setgid=nogroup");
        if (::chmod(folder.c_str(), 0755) != 0 or ::chmod(file.c_str(), 0644) != 0
            or ::chmod(named.c_str(), 0644) != 0)
            throw std::runtime_error("chmod " + folder);
    }
    process_ = ::fork();
    if (process_ == 0) {
        std::vector<char*> arguments;
        for (auto& word : words)
            arguments.push_back(word.data());
        arguments.push_back(nullptr);
        const auto log = nowhere();
        (void)::dup2(log.number(), STDOUT_FILENO);
        (void)::dup2(log.number(), STDERR_FILENO);
        ::execv("/usr/sbin/pdns_server", arguments.data());
        ::_exit(127);
    }
    for (int i = 0; i < 500 and not serves(port_, zone); ++i)
        std::this_thread::sleep_for(10ms);
    if (not serves(port_, zone))
        throw std::runtime_error("pdns_server does not start");
}

PowerDns::~PowerDns() {
    (void)::kill(process_, SIGTERM);  // ours, and not yet waited for
    (void)::waitpid(process_, nullptr, 0);
}

}  // namespace muster::tests
