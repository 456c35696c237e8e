#pragma once

// A client that sends bytes as they are, and a server to send them to.

#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"
#include "framework/fleet/serve/http/http_server.hpp"
#include "framework/model/http_headers.hpp"
#include "tests/support/loopback.hpp"

#include <fmt/format.h>

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace muster::tests {

/// As it came: what is not there is 0 or empty.
struct RawAnswer {
    int status = 0;
    Headers headers;
    std::string body;

    std::string header(std::string_view name) const {
        const auto values = header_values(headers, name);
        return values.empty() ? "" : join(values, " | ");
    }
};

/// The head of an answer, without its blank line.
inline RawAnswer answer_from(std::string_view head) {
    RawAnswer answer;
    for (auto line : lines_of(head)) {
        line = trimmed(line);
        const auto colon = line.find(": ");
        if (line.starts_with("HTTP/1.1 "))
            answer.status = static_cast<int>(*whole_number(line.substr(9, 3)));
        else if (colon != std::string_view::npos)
            answer.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
    return answer;
}

class RawClient {
public:
    /// `window`: how many bytes the system keeps that we do not read; 0: as many as it likes.
    explicit RawClient(int port, int window = 0)
        : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        if (window > 0)
            (void)::setsockopt(socket_.number(), SOL_SOCKET, SO_RCVBUF, &window, sizeof(window));
        const auto place = loopback(port);
        if (::connect(socket_.number(), reinterpret_cast<const sockaddr*>(&place), sizeof(place))
            != 0)
            throw std::runtime_error("connect");
    }

    /// False when the server takes no more.
    bool send(std::string_view bytes) {
        while (not bytes.empty()) {
            const auto sent = ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0)
                return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    void end_sending() { (void)::shutdown(socket_.number(), SHUT_WR); }

    /// The next answer, with as much body as its length says.
    RawAnswer answer() {
        if (not read_until("\r\n\r\n"))
            return {};
        const auto end = rest_.find("\r\n\r\n");
        auto answer = answer_from(std::string_view(rest_).substr(0, end));
        rest_.erase(0, end + 4);
        const auto size =
            static_cast<std::size_t>(whole_number(answer.header("Content-Length")).value_or(0));
        while (has_body_ and rest_.size() < size and read_some()) {}
        answer.body = rest_.substr(0, has_body_ ? size : 0);
        rest_.erase(0, answer.body.size());
        return answer;
    }

    /// Of a HEAD, whose length is of a body that does not come.
    RawAnswer answer_without_body() {
        has_body_ = false;
        auto only = answer();
        has_body_ = true;
        return only;
    }

    RawAnswer ask(std::string_view bytes) {
        (void)send(bytes);
        return answer();
    }

    /// Whether this text comes before the end; what follows it is left.
    bool reads(std::string_view text) {
        if (not read_until(text))
            return false;
        rest_.erase(0, rest_.find(text) + text.size());
        return true;
    }

    /// All that comes until the server ends the connection.
    std::string rest() {
        while (read_some()) {}
        return std::exchange(rest_, {});
    }

private:
    bool read_until(std::string_view text) {
        while (rest_.find(text) == std::string::npos)
            if (not read_some())
                return false;
        return true;
    }

    bool read_some() {
        constexpr int patience = 20'000;  // milliseconds
        pollfd waiting{.fd = socket_.number(), .events = POLLIN, .revents = 0};
        if (::poll(&waiting, 1, patience) != 1)
            throw std::runtime_error("the server says nothing and goes on");
        std::array<char, 16384> piece{};
        const auto got = ::recv(socket_.number(), piece.data(), piece.size(), 0);
        if (got > 0)
            rest_.append(piece.data(), static_cast<std::size_t>(got));
        return got > 0;
    }

    FileDescriptor socket_;
    std::string rest_;
    bool has_body_ = true;
};

/// What a server said went wrong.
class Troubles {
public:
    HttpServer::Trouble listener() {
        return [this](const std::string& text) {
            const std::lock_guard lock(mutex_);
            all_.push_back(text);
            told_.notify_all();
        };
    }
    std::vector<std::string> all() const {
        const std::lock_guard lock(mutex_);
        return all_;
    }
    /// The first of them; waits for it.
    std::string first() {
        std::unique_lock lock(mutex_);
        told_.wait_for(lock, std::chrono::seconds(20), [this] { return not all_.empty(); });
        return all_.empty() ? "" : all_.front();
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable told_;
    std::vector<std::string> all_;
};

/// Says what it was asked: "GET /a b=c who=, body".
inline HttpAnswer echo(const HttpRequest& request) {
    auto text = request.method + " " + request.path;
    for (const auto& [name, value] : request.query)
        text += fmt::format(" {}={}", name, value);
    return plain_answer(200, fmt::format("{} who={}, {}", text, request.who, request.body));
}

inline std::string request_to(std::string_view path, std::string_view more = "") {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(more)
           + "\r\n";
}

/// Waits until something is so, for 20 seconds at most.
template<class Condition>
bool comes_true(Condition condition) {
    for (int i = 0; i < 4000; ++i) {
        if (condition())
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
}

}  // namespace muster::tests
