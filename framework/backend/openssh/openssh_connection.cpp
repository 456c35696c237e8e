#include "framework/backend/openssh/openssh_connection.hpp"

#include "framework/backend/openssh/openssh_channel.hpp"
#include "framework/backend/openssh/openssh_stream.hpp"
#include "framework/base/error.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace muster {

namespace {

using namespace std::chrono_literals;

// sshd counts a session until its program has ended, a moment after its channel is closed.
constexpr auto refused_pause = 20ms;
constexpr auto refused_patience = 3s;

std::string runtime_folder() {
    // A socket's path has at most 107 bytes, and ssh adds 17 of its own for a moment.
    constexpr std::size_t longest = 60;
    const char* folder =
        std::getenv("XDG_RUNTIME_DIR");  // NOLINT(concurrency-mt-unsafe): nobody sets any
    if (folder == nullptr or *folder != '/' or std::string_view(folder).size() > longest
        or access(folder, W_OK) != 0)
        return "/tmp";
    return folder;
}

struct BothEnds {
    SessionStreams ours;
    SessionStreams theirs;
};

BothEnds make_streams() {
    std::array<int, 2> input{};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, input.data()) != 0)
        throw Broken("cannot make a socket pair: " + std::generic_category().message(errno));
    BothEnds ends;
    ends.ours.input = FileDescriptor(input[0]);
    ends.theirs.input = FileDescriptor(input[1]);
    auto output = Pipe::make();
    auto error = Pipe::make();
    for (const auto* stream : {&output.reading, &error.reading})
        MUSTER_ASSERT(fcntl(stream->number(), F_SETFL, O_NONBLOCK) == 0);
    ends.ours.output = std::move(output.reading);
    ends.ours.error = std::move(error.reading);
    ends.theirs.output = std::move(output.writing);
    ends.theirs.error = std::move(error.writing);
    return ends;
}

}  // namespace

PrivateFolder::PrivateFolder() : path_(runtime_folder() + "/muster-XXXXXX") {
    if (mkdtemp(path_.data()) == nullptr)
        throw Broken(
            "cannot make a folder: " + std::generic_category().message(errno), {path_, 0, 0}
        );
}

PrivateFolder::~PrivateFolder() {
    (void)unlink(control_path().c_str());  // usually the master has done so
    (void)rmdir(path_.c_str());
}

OpensshConnection::OpensshConnection(
    std::unique_ptr<PrivateFolder> folder, ControlConnection anchor, std::string peer
)
    : folder_(std::move(folder)),
      anchor_(std::move(anchor)),
      peer_(std::move(peer)),
      channels_(std::make_shared<OpensshChannels>()) {}

OpensshConnection::~OpensshConnection() {
    anchor_.end_master();
}

std::unique_ptr<Channel> OpensshConnection::start(std::string_view line, Deadline deadline) {
    const Deadline patience(refused_patience);
    while (true) {
        auto control = ControlConnection::to(folder_->control_path(), deadline);
        auto [ours, theirs] = make_streams();
        const auto refusal = control.start(line, std::move(theirs), deadline);
        if (not refusal)
            return std::make_unique<OpensshChannel>(std::move(control), std::move(ours), channels_);
        if (not channels_->expect_room() or patience.passed() or deadline.passed())
            throw CannotTell{
                Kind::denied,
                fmt::format("{}: no more channels: {}", peer_, *refusal),
                "MaxSessions in the host's sshd_config bounds them"};
        wait(earlier(Deadline(refused_pause), deadline));
    }
}

std::unique_ptr<Stream> OpensshConnection::dial(
    const std::string& address, std::uint16_t port, Deadline end
) {
    auto control = ControlConnection::to(folder_->control_path(), end);
    auto [ours, theirs] = make_streams();
    control.forward(address, port, theirs, end);
    ours.error.close();  // a stream has none
    return std::make_unique<OpensshStream>(
        std::make_unique<OpensshChannel>(std::move(control), std::move(ours), channels_), end
    );
}

void OpensshConnection::wait(Deadline until) {
    std::vector<pollfd> waiting = {{.fd = anchor_.socket(), .events = POLLIN, .revents = 0}};
    for (const auto* channel : channels_->open)
        channel->add_to(waiting);
    const int ready = poll(waiting.data(), waiting.size(), until.left_for_poll());
    bool others = false;
    for (std::size_t i = 1; i < waiting.size(); ++i)
        others = others or waiting[i].revents != 0;
    // What has arrived is still read; the master says nothing on the anchor but its end.
    if (ready > 0 and not others and waiting.front().revents != 0)
        throw CannotTell{Kind::lost, fmt::format("{}: the connection is lost", peer_)};
}

}  // namespace muster
