#pragma once

// Real servers on loopback, for tests of what connects to them.

#include "framework/base/file_descriptor.hpp"
#include "tests/support/temporary_folder.hpp"

#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace muster {

/// Keys made once a test program: `ed25519 ecdsa rsa stranger locked ecdsa_pem locked_pem` to log in
/// with (all but `stranger` are authorized; those that are locked have the passphrase "open sesame") and
/// `host_ed25519 host_ecdsa host_rsa other_ed25519`, with their .pub files.
const TemporaryFolder& ssh_keys();

/// The line of NAME.pub without its comment: "ssh-ed25519 AAAA…".
std::string public_line(const std::string& name);

/// A port of 127.0.0.1 that nobody listens on.
int free_port();

/// A file that stands in for another one.
struct Cover {
    std::string file;
    std::string covered;
};

/// A real sshd on 127.0.0.1 for the user who runs the tests; it ends with this.
class SshServer {
public:
    /// `first_lines` of sshd_config(5) come before the usual ones and so overrule them. For this sshd
    /// alone the files of `covers` stand in for those of the machine (as root only).
    explicit SshServer(const std::string& first_lines = "", const std::vector<Cover>& covers = {});
    SshServer(const SshServer&) = delete;
    SshServer& operator=(const SshServer&) = delete;
    ~SshServer();

    int port() const { return port_; }
    /// "[127.0.0.1]:2222"
    std::string name() const;
    std::string log() const;
    /// Breaks all connections that there are; it takes new ones.
    void break_connections() const;
    /// Nothing is heard any more on all connections that there are, which stay open; they are to be broken at the end.
    void silence_connections() const;

private:
    void signal_connections(int signal) const;

    TemporaryFolder folder_;
    int port_ = 0;
    pid_t process_ = -1;
};

/// A TCP server on 127.0.0.1 that hands each connection to `talk`, one after the other.
class TcpServer {
public:
    explicit TcpServer(std::function<void(int connection)> talk);
    TcpServer(const TcpServer&) = delete;
    TcpServer& operator=(const TcpServer&) = delete;
    ~TcpServer();

    int port() const { return port_; }

private:
    int port_ = 0;
    FileDescriptor listening_;
    std::jthread thread_;
};

}  // namespace muster
