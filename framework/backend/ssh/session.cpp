#include "framework/backend/ssh/session.hpp"

#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

#include <mutex>

namespace muster {

namespace {

Session& session_at(void** abstract) {
    return *static_cast<Session*>(*abstract);
}

ssize_t receive(libssh2_socket_t, void* buffer, std::size_t size, int, void** abstract) {
    return session_at(abstract).wire().receive(static_cast<char*>(buffer), size);
}

ssize_t send(libssh2_socket_t, const void* buffer, std::size_t size, int, void** abstract) {
    return session_at(abstract).wire().send({static_cast<const char*>(buffer), size});
}

void disconnected(
    LIBSSH2_SESSION*, int, const char* message, int length, const char*, int, void** abstract
) {
    session_at(abstract).on_goodbye({message, static_cast<std::size_t>(std::max(0, length))});
}

/// libssh2 takes callbacks of every shape as one `void*`.
template<typename Function>
void set_callback(LIBSSH2_SESSION* session, int which, Function* function) {
    (void)libssh2_session_callback_set(
        session, which, reinterpret_cast<void*>(function)
    );  // gives the old one
}

void start_library() {
    static std::once_flag once;  // libssh2_init is not safe among threads
    std::call_once(once, [] { MUSTER_ASSERT(libssh2_init(0) == 0); });
}

}  // namespace

Session::Session(std::unique_ptr<SshLink> link, std::string peer)
    : wire_(std::move(link)), peer_(std::move(peer)) {
    start_library();
    raw_ = libssh2_session_init_ex(nullptr, nullptr, nullptr, this);
    MUSTER_ASSERT(raw_ != nullptr);
    libssh2_session_set_blocking(raw_, 0);
    set_callback(raw_, LIBSSH2_CALLBACK_RECV, &receive);
    set_callback(raw_, LIBSSH2_CALLBACK_SEND, &send);
    set_callback(raw_, LIBSSH2_CALLBACK_DISCONNECT, &disconnected);
}

Session::~Session() {
    (void)call([&] { return libssh2_session_disconnect(raw_, "done"); }
    );  // a courtesy: sshd logs a regular end
    wire_.abandon();
    for (auto* channel : leaving_)  // without a wire there is nothing to wait for
        (void)call([&] { return libssh2_channel_free(channel); });
    constexpr int most_tries = 100;
    const auto free = [&] { return libssh2_session_free(raw_); };
    for (int i = 0; i < most_tries and call(free) == LIBSSH2_ERROR_EAGAIN; ++i)
        continue;
}

int Session::drive(const std::function<int()>& step, Deadline deadline, std::string_view what) {
    const auto allowed = deadline.left();
    while (true) {
        const int said = call(step);
        if (said != LIBSSH2_ERROR_EAGAIN)
            return said;
        if (wire_.lost())
            return LIBSSH2_ERROR_SOCKET_DISCONNECT;
        if (deadline.passed())
            throw CannotTell{
                Kind::timed_out,
                fmt::format("{}: no answer to {} in {}", peer_, what, to_words(allowed))};
        wire_.wait(deadline);
    }
}

std::string Session::trouble() const {
    if (not goodbye_.empty())
        return "the server says " + quoted(goodbye_);
    if (wire_.lost())
        return *wire_.lost();
    char* message = nullptr;
    if (libssh2_session_last_error(raw_, &message, nullptr, 0) == 0 or message == nullptr)
        return "unknown";
    return escaped(message);
}

bool Session::hung_up() const {
    const auto lost = wire_.lost().value_or("");
    return not goodbye_.empty() or lost == closed_by_other_side
           or lost == "connection reset by peer";
}

void Session::let_go(LIBSSH2_CHANNEL* channel) {
    leaving_.push_back(channel);
    ++let_go_;
    closing_until_ = Deadline(std::chrono::seconds(3));
    (void)sweep();
}

std::size_t Session::sweep() {
    std::erase_if(leaving_, [&](LIBSSH2_CHANNEL* channel) {
        return call([&] { return libssh2_channel_free(channel); }) != LIBSSH2_ERROR_EAGAIN;
    });
    return leaving_.size();
}

}  // namespace muster
