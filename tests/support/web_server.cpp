#include "tests/support/web_server.hpp"

#include "tests/support/loopback.hpp"

#include <fmt/format.h>

#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace muster {

namespace {

std::string tls_lines(const CertificateFiles& tls, const std::string& client_authority) {
    if (tls.certificate.empty())
        return "";
    auto lines =
        fmt::format("ssl_certificate {}; ssl_certificate_key {};\n", tls.certificate, tls.key);
    if (not client_authority.empty())
        lines +=
            fmt::format("ssl_client_certificate {}; ssl_verify_client on;\n", client_authority);
    return lines;
}

constexpr std::string_view configuration = R"(daemon off; master_process off; pid {0}/pid;
error_log {0}/errors; events {{ worker_connections 64; }}
http {{
access_log off; client_body_temp_path {0}/a; proxy_temp_path {0}/b; fastcgi_temp_path {0}/c;
uwsgi_temp_path {0}/d; scgi_temp_path {0}/e; server_tokens off;
server {{
listen 127.0.0.1:{1}{2}; server_name localhost;
{3}
location = / {{ add_header X-Two one; add_header X-Two two; return 200 "hello\n"; }}
location = /moved {{ return 302 /; }}
location = /far {{ return 302 http://127.0.0.1:{4}/; }}
location = /echo {{ return 200 "$request_method $http_authorization $http_x_test $http_host"; }}
location / {{ return 404; }}
}} }}
)";

/// What a request's head was, or nothing after five seconds.
void read_head(int connection) {
    std::string head;
    while (head.find("\r\n\r\n") == std::string::npos) {
        pollfd waiting{.fd = connection, .events = POLLIN, .revents = 0};
        std::array<char, 4096> piece{};
        const auto size =
            poll(&waiting, 1, 5000) == 1 ? read(connection, piece.data(), piece.size()) : 0;
        if (size <= 0)
            return;
        head.append(piece.data(), static_cast<std::size_t>(size));
    }
}

void say(int connection, const std::string& answer, Then then) {
    read_head(connection);
    (void)send(connection, answer.data(), answer.size(), MSG_NOSIGNAL);  // it may have left
    if (then == Then::reset) {
        const linger at_once{.l_onoff = 1, .l_linger = 0};
        (void)setsockopt(connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }
    if (then == Then::hold)
        read_head(connection);
}

}  // namespace

WebServer::WebServer(const CertificateFiles& tls, const std::string& client_authority, int far_port)
    : is_secure_(not tls.certificate.empty()), port_(free_port()) {
    const auto file = folder_.write(
        "nginx.conf",
        "user root;\n"
            + fmt::format(
                fmt::runtime(configuration),
                folder_.path(),
                port_,
                is_secure_ ? " ssl" : "",
                tls_lines(tls, client_authority),
                far_port
            )
    );
    process_ = fork();
    if (process_ == 0) {
        execl("/usr/sbin/nginx", "nginx", "-c", file.c_str(), "-e", "stderr", nullptr);
        _exit(127);
    }
    if (not answers_soon(port_))
        throw std::runtime_error("nginx does not start");
}

WebServer::~WebServer() {
    (void)kill(process_, SIGTERM);  // ours, and not yet waited for
    (void)waitpid(process_, nullptr, 0);
}

std::string WebServer::url(const std::string& path, const std::string& host) const {
    return fmt::format("{}://{}:{}{}", is_secure_ ? "https" : "http", host, port_, path);
}

TcpServer saying(std::string answer, Then then) {
    return TcpServer([answer = std::move(answer), then](int connection) {
        say(connection, answer, then);
    });
}

SilentPort::SilentPort() {
    sockets_.push_back(listen_anywhere(port_, 0));
    // One is taken into the queue; what comes after is not answered any more (listen(2), backlog 0).
    for (int i = 0; i < 3; ++i) {
        FileDescriptor client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        const auto address = loopback(port_);
        const auto* generic = reinterpret_cast<const sockaddr*>(&address);
        (void)connect(client.number(), generic, sizeof address);  // in progress, for ever
        sockets_.push_back(std::move(client));
    }
}

}  // namespace muster
