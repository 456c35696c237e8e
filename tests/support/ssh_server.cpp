#include "tests/support/ssh_server.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "tests/support/loopback.hpp"

#include <fmt/format.h>

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace muster {

namespace {

void make_key(
    const TemporaryFolder& folder, const std::string& name, const std::vector<std::string>& how
) {
    std::vector<std::string> words = {"ssh-keygen", "-q", "-C", name, "-f", folder.file(name)};
    words.insert(words.end(), how.begin(), how.end());
    if (const auto made = run_program(words); made.status != 0)
        throw std::runtime_error("ssh-keygen: " + made.output);
}

void make_keys(const TemporaryFolder& folder) {
    const std::string none;
    const std::string locked = "open sesame";
    make_key(folder, "ed25519", {"-t", "ed25519", "-N", none});
    make_key(folder, "ecdsa", {"-t", "ecdsa", "-N", none});
    make_key(folder, "rsa", {"-t", "rsa", "-b", "2048", "-N", none});
    make_key(folder, "stranger", {"-t", "ed25519", "-N", none});
    make_key(folder, "locked", {"-t", "ed25519", "-N", locked});
    make_key(folder, "ecdsa_pem", {"-t", "ecdsa", "-m", "PEM", "-N", none});
    make_key(folder, "locked_pem", {"-t", "ecdsa", "-m", "PEM", "-N", locked});
    make_key(folder, "host_ed25519", {"-t", "ed25519", "-N", none});
    make_key(folder, "host_ecdsa", {"-t", "ecdsa", "-N", none});
    make_key(folder, "host_rsa", {"-t", "rsa", "-b", "2048", "-N", none});
    make_key(folder, "other_ed25519", {"-t", "ed25519", "-N", none});
}

/// Puts the files in place for this process and its children only.
bool cover(const std::vector<Cover>& covers) {
    if (unshare(CLONE_NEWNS) != 0 or mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        return false;
    return std::ranges::all_of(covers, [](const Cover& one) {
        return mount(one.file.c_str(), one.covered.c_str(), nullptr, MS_BIND, nullptr) == 0;
    });
}

/// Where the tests run as root, the account has an empty home and a plain shell: what stands in the
/// person's own .bashrc is not what is tested.
std::vector<Cover> plain_account(const TemporaryFolder& folder) {
    if (geteuid() != 0 or run_program({"unshare", "-m", "true"}).status != 0)
        return {};
    const auto accounts = read_file("/etc/passwd").value();
    std::string plain = "root:x:0:0:root:" + folder.path() + ":/bin/sh\n";
    for (const auto line : lines_of(accounts)) {
        if (not line.starts_with("root:"))
            plain += std::string(line) + "\n";
    }
    const auto file = folder.file("passwd");
    write_file(file, plain, 0644);
    return {{file, "/etc/passwd"}};
}

}  // namespace

const TemporaryFolder& ssh_keys() {
    static const TemporaryFolder folder;
    static const bool made = (make_keys(folder), true);
    (void)made;  // only to make them once
    return folder;
}

std::string public_line(const std::string& name) {
    const auto line = read_file(ssh_keys().file(name + ".pub")).value();
    const auto words = words_of(line);
    return std::string(words.at(0)) + " " + std::string(words.at(1));
}

int free_port() {
    int port = 0;
    const auto socket = listen_anywhere(port);
    return port;
}

SshServer::SshServer(const std::string& first_lines, const std::vector<Cover>& covers)
    : port_(free_port()) {
    (void
    )mkdir("/run/sshd", 0755);  // sshd as root wants it; it may be there, or we may not be root
    std::string authorized;
    for (const auto* name : {"ed25519", "ecdsa", "rsa", "locked", "ecdsa_pem", "locked_pem"})
        authorized += public_line(name) + "\n";
    auto config = first_lines + "\n";
    config += fmt::format(
        "Port {}\nListenAddress 127.0.0.1\nPidFile none\nUsePAM no\nStrictModes no\n", port_
    );
    for (const auto* name : {"host_ed25519", "host_ecdsa", "host_rsa"})
        config += "HostKey " + ssh_keys().file(name) + "\n";
    config += "AuthorizedKeysFile " + folder_.write("authorized_keys", authorized) + "\n";
    config += "PermitRootLogin yes\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n";
    const auto file = folder_.write("sshd_config", config);
    const auto log = folder_.file("log");
    const auto line =
        fmt::format("exec /usr/sbin/sshd -D -e -f {} 2>{}", shell_quoted(file), shell_quoted(log));
    const auto covered = covers.empty() ? plain_account(folder_) : covers;
    process_ = fork();
    if (process_ == 0) {
        if (covered.empty() or cover(covered))
            execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);
        _exit(127);
    }
    if (not answers_soon(port_))
        throw std::runtime_error("sshd does not start: " + this->log());
}

SshServer::~SshServer() {
    (void)kill(process_, SIGTERM);  // ours, and not yet waited for
    (void)waitpid(process_, nullptr, 0);
}

void SshServer::break_connections() const {
    signal_connections(SIGKILL);
}

void SshServer::silence_connections() const {
    signal_connections(SIGSTOP);
}

void SshServer::signal_connections(int signal) const {
    const auto file = fmt::format("/proc/{0}/task/{0}/children", process_);
    const auto children = read_file(file).value_or("");
    for (const auto child : words_of(children))
        (void)kill(static_cast<pid_t>(whole_number(child).value()), signal);
}

std::string SshServer::name() const {
    return fmt::format("[127.0.0.1]:{}", port_);
}

std::string SshServer::log() const {
    return read_file(folder_.file("log")).value_or("");
}

TcpServer::TcpServer(std::function<void(int connection)> talk)
    : listening_(listen_anywhere(port_)) {
    thread_ = std::jthread([this, talk](const std::stop_token& stop) {
        while (not stop.stop_requested()) {
            pollfd waiting{.fd = listening_.number(), .events = POLLIN, .revents = 0};
            if (poll(&waiting, 1, 50) <= 0)
                continue;
            const FileDescriptor connection(
                accept4(listening_.number(), nullptr, nullptr, SOCK_CLOEXEC)
            );
            talk(connection.number());
        }
    });
}

TcpServer::~TcpServer() {
    thread_.request_stop();
}

}  // namespace muster
