// What the programs beside us say over their sockets: the SSH agent, and the master of the system's ssh. They are
// spoken to as ever, and hear nothing of it but the bytes of an input.

#include "framework/backend/openssh/mux.hpp"
#include "framework/backend/ssh/agent.hpp"
#include "framework/base/error.hpp"
#include "framework/base/ssh_wire.hpp"
#include "framework/model/cannot_tell.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/temporary_folder.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <thread>

namespace muster::fuzz {

namespace {

/// Says the input to whoever connects, whatever it hears, until that closes.
class Speaker {
public:
    explicit Speaker(std::string_view input) : input_(input) {
        sockaddr_un address = {};
        address.sun_family = AF_UNIX;
        path().copy(address.sun_path, sizeof address.sun_path - 1);
        (void)::unlink(path().c_str());
        const auto* generic = reinterpret_cast<const sockaddr*>(&address);
        MUSTER_ASSERT(::bind(socket_.number(), generic, sizeof address) == 0);
        MUSTER_ASSERT(::listen(socket_.number(), 1) == 0);
        thread_ = std::thread([this] { speak(); });
    }
    Speaker(const Speaker&) = delete;
    Speaker& operator=(const Speaker&) = delete;
    ~Speaker() {
        (void)::shutdown(socket_.number(), SHUT_RDWR);  // ends an accept that nobody has answered
        thread_.join();
    }

    static const std::string& path() {
        static const TemporaryFolder folder;
        static const auto path = folder.file("socket");
        return path;
    }

private:
    void speak() const {
        const FileDescriptor peer(::accept4(socket_.number(), nullptr, nullptr, SOCK_CLOEXEC));
        if (not peer)
            return;
        (void)::send(peer.number(), input_.data(), input_.size(), MSG_NOSIGNAL);
        (void)::shutdown(peer.number(), SHUT_WR);
        std::array<char, 4096> heard{};
        while (::recv(peer.number(), heard.data(), heard.size(), 0) > 0) {}
    }

    std::string_view input_;
    FileDescriptor socket_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    std::thread thread_;
};

Deadline soon() {
    return Deadline(std::chrono::seconds(5));
}

void ssh_agent(std::string_view input) {
    const Speaker speaker(input);
    auto agent = Agent::at(Speaker::path());
    FUZZ_ASSERT(agent);
    for (const auto& key : agent->keys(soon()))
        FUZZ_ASSERT(key.blob.size() <= input.size());
    if (const auto signature = agent->sign({"ssh-ed25519", "blob"}, "bytes", soon()))
        FUZZ_ASSERT(signature->size() <= input.size());
}

FileDescriptor nowhere() {
    return FileDescriptor(::open("/dev/null", O_RDWR | O_CLOEXEC));
}

void ssh_control(std::string_view input) {
    const Speaker speaker(input);
    try {
        auto connection = ControlConnection::to(Speaker::path(), soon());
        (void)connection.start("true", {nowhere(), nowhere(), nowhere()}, soon());
        (void)connection.forwarding();
    } catch (const CannotTell&) {
        return;  // lost, or what its protocol does not have
    }
}

std::string answer(const std::string& message) {
    return ssh_string(message);
}

std::string identities() {
    const auto key = ssh_string("ssh-ed25519") + ssh_string(std::string(32, 'k'));
    return answer('\x0c' + ssh_number(1) + ssh_string(key) + ssh_string("a comment"));
}

std::string signature() {
    return answer(
        '\x0e' + ssh_string(ssh_string("ssh-ed25519") + ssh_string(std::string(64, 's')))
    );
}

std::string greeting() {
    return answer(ssh_number(1) + ssh_number(4));
}

}  // namespace

}  // namespace muster::fuzz

namespace muster {

std::vector<fuzz::Target> ssh_sockets_targets() {
    using namespace fuzz;
    constexpr std::uint32_t opened = 0x80000006;
    constexpr std::uint32_t refused = 0x80000002;
    return {
        {"ssh_agent", ssh_agent, {identities() + signature(), answer("\x05") + answer("\x05")}},
        {"ssh_control",
         ssh_control,
         {greeting() + answer(ssh_number(opened) + ssh_number(0) + ssh_number(1))
              + answer(ssh_number(opened)),
          greeting() + answer(ssh_number(refused) + ssh_number(0) + ssh_string("denied"))}},
    };
}

}  // namespace muster
