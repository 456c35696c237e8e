#pragma once

// What the tests of connections share: options that look at nothing of the person who runs them.

#include "framework/backend/ssh/connect.hpp"
#include "framework/model/cannot_tell.hpp"
#include "tests/support/ssh_server.hpp"

#ifdef __SANITIZE_ADDRESS__
#    include <sanitizer/lsan_interface.h>
#endif

#include <string>
#include <vector>

namespace muster {

/// Answers what it was told to, and keeps what it was asked.
class PreparedAnswers : public Prompter {
public:
    explicit PreparedAnswers(std::string answer) : answer_(std::move(answer)) {}
    std::optional<Secret> ask(const std::string& prompt) override {
        asked.push_back(prompt);
        return Secret(std::string(answer_));
    }
    std::vector<std::string> asked;

private:
    std::string answer_;
};

/// Around what leaks in a library and not in ours: LeakSanitizer looks away.
class KnownLeak {
public:
    KnownLeak(const KnownLeak&) = delete;
    KnownLeak& operator=(const KnownLeak&) = delete;
#ifdef __SANITIZE_ADDRESS__
    KnownLeak() {
        __lsan_disable();
    }
    ~KnownLeak() {
        __lsan_enable();
    }
#else
    KnownLeak() {}  // not = default: an object without a use would be a warning
#endif
};

/// One host as a user would have it: a configuration, known hosts and a key of their own.
struct Visit {
    TemporaryFolder folder;
    SshUrl url;
    SshOptions options;
    std::vector<std::string> notices;

    explicit Visit(int port, const std::string& key = "ed25519") {
        url = {.host = "127.0.0.1", .port = port};
        const auto me = SshConfigSources::of_this_user();
        configure("");
        options.config = {
            .user_file = folder.file("config"), .home = folder.path(), .user = me.user};
        knows("host_ed25519");
        if (not key.empty())
            options.identities = {ssh_keys().file(key)};
    }
    void configure(const std::string& lines) const {
        (void)folder.write("config", lines + "\nIdentityAgent none\nIdentityFile none\n");
    }
    void knows(const std::string& key) {
        options.known_hosts = {folder.write(
            "known", "[127.0.0.1]:" + std::to_string(*url.port) + " " + public_line(key) + "\n"
        )};
    }
    std::unique_ptr<Connection> connect() {
        return open_ssh(url, options, [&](const std::string& line) { notices.push_back(line); });
    }
    /// What the connection is refused with.
    CannotTell trouble() {
        try {
            (void)connect();
        } catch (const CannotTell& trouble) {
            return trouble;
        }
        return {Kind::failed, "it connected"};
    }
};

struct Streams {
    std::string out;
    std::string err;
};

/// Runs `line` to its end, at most 20 seconds.
inline Streams outcome_of(Connection& connection, std::string_view line, std::string input = "") {
    const Deadline deadline(std::chrono::seconds(20));
    auto channel = connection.start(line, deadline);
    Streams streams;
    bool out = true;
    bool err = true;
    bool open = true;
    while ((out or err) and not deadline.passed()) {
        input.erase(0, channel->write(input));
        if (open and input.empty()) {
            channel->close_input();
            open = false;
        }
        out = out and channel->read_out(streams.out);
        err = err and channel->read_err(streams.err);
        if (out or err)
            connection.wait(earlier(deadline, Deadline(std::chrono::seconds(5))));
    }
    return streams;
}

/// Whether the connection says that it is lost, while a lane of it is read.
inline bool is_lost(Connection& connection, Channel& lane, Deadline deadline) {
    std::string heard;
    while (not deadline.passed()) {
        (void)lane.read_out(heard);
        try {
            connection.wait(deadline);
        } catch (const CannotTell& trouble) {
            return trouble.kind == Kind::lost;
        }
    }
    return false;
}

}  // namespace muster
