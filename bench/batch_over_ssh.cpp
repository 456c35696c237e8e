// batch_over_ssh ADDRESS KEY SCRIPT CHECKS TIMES: what somebody writes who knows libssh2 and is in a hurry. One connection
// (whose host key is not even looked at), one channel, one script with a tool for each kind of check, whose output is
// searched for what is expected. Prints milliseconds: of the whole, and of the script sent again over the connection.
#include "framework/base/file_descriptor.hpp"

#include <libssh2.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "checks.hpp"

namespace {

[[noreturn]] void fail(const char* what) {
    fmt::print(stderr, "batch_over_ssh: {}\n", what);
    std::exit(1);  // NOLINT(concurrency-mt-unsafe)
}

class Connection {
public:
    Connection(const char* address, const char* key) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in place{};
        place.sin_family = AF_INET;
        place.sin_port = htons(22);
        ::inet_pton(AF_INET, address, &place.sin_addr);
        const int on = 1;
        ::setsockopt(socket_.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): as connect(2) wants it
        if (::connect(socket_.number(), reinterpret_cast<sockaddr*>(&place), sizeof place) != 0)
            fail("cannot connect");
        session_ = libssh2_session_init();
        if (libssh2_session_handshake(session_, socket_.number()) != 0)
            fail("no SSH");
        if (libssh2_userauth_publickey_fromfile(session_, "root", nullptr, key, nullptr) != 0)
            fail("no login");
    }

    std::string output_of(const std::string& script) {
        auto* channel = libssh2_channel_open_session(session_);
        if (channel == nullptr or libssh2_channel_exec(channel, script.c_str()) != 0)
            fail("no channel");
        std::string output;
        std::array<char, 65536> part{};
        for (ssize_t got = 1; got > 0;) {
            got = libssh2_channel_read(channel, part.data(), part.size());
            output.append(part.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        }
        libssh2_channel_close(channel);
        libssh2_channel_free(channel);
        return output;
    }

private:
    muster::FileDescriptor socket_;
    LIBSSH2_SESSION* session_ = nullptr;  // ends with the process
};

std::map<std::string, std::string> sections_of(const std::string& output) {
    std::map<std::string, std::string> sections;
    std::istringstream lines(output);
    std::string* section = nullptr;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("--- "))
            section = &(sections[line.substr(4)] = "\n");
        else if (section != nullptr)
            *section += line + '\n';
    }
    return sections;
}

bool holds(const Check& check, std::map<std::string, std::string>& sections) {
    const auto has = [&](const std::string& text) {
        return sections[check.kind].find(text) != std::string::npos;
    };
    const bool yes = check.value != "no";
    if (check.kind == "package")
        return has("\ninstalled " + check.name + '\n');
    if (check.attribute == "mode" or check.attribute == "owner")
        return has('\n' + check.value + ' ' + check.name + '\n');
    if (check.attribute == "content")
        return has(check.value) and has('\n' + check.name + ':');
    if (check.kind == "port")
        return has(':' + check.name + ' ') == yes;
    if (check.kind == "sysctl")
        return has('\n' + check.name + " = " + check.value + '\n');
    if (check.kind == "user")
        return has('\n' + check.name + ':') and has(':' + check.value);
    if (check.kind == "group")
        return has('\n' + check.name + ":x:" + check.value + ':');
    if (check.kind == "service")
        return (has("\nId=" + check.name + ".service\nActiveState=active\n")
                or has("\nActiveState=active\nId=" + check.name + ".service\n"))
               == yes;
    return has('\n' + check.value + '\n');
}

std::size_t held(const std::vector<Check>& checks, const std::string& output) {
    auto sections = sections_of(output);
    return static_cast<std::size_t>(std::ranges::count_if(checks, [&](const Check& check) {
        return holds(check, sections);
    }));
}

}  // namespace

int main(int count, char** words) {
    if (count != 6) {
        fmt::print(stderr, "usage: batch_over_ssh ADDRESS KEY SCRIPT CHECKS TIMES\n");
        return 64;
    }
    std::ifstream file(words[3]);
    const std::string script((std::istreambuf_iterator<char>(file)), {});
    const auto checks = checks_of(words[4]);
    std::vector<double> again;
    const auto whole = milliseconds_of([&] {
        static Connection connection(words[1], words[2]);
        demand(held(checks, connection.output_of(script)), checks.size());
        for (int i = 0; i < std::atoi(words[5]); ++i)
            again.push_back(milliseconds_of([&] {
                demand(held(checks, connection.output_of(script)), checks.size());
            }));
    });
    fmt::print("{:.3f}", whole - std::accumulate(again.begin(), again.end(), 0.0));
    for (const auto time : again)
        fmt::print(" {:.3f}", time);
    fmt::print("\n");
    return 0;
}
