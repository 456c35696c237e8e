#include "framework/backend/openssh/openssh_stream.hpp"

namespace muster {

std::optional<Reached> OpensshStream::reached() {
    if (reached_)
        return reached_;
    const auto forwarding = channel_->control().forwarding();
    if (forwarding == ControlConnection::Forwarding::begins and not end_.passed())
        return std::nullopt;
    channel_->await_answer(false);
    switch (forwarding) {
    case ControlConnection::Forwarding::begins:
        reached_ = Reached{Reached::How::timed_out, "no answer"};
        break;
    case ControlConnection::Forwarding::stands: reached_ = Reached{Reached::How::open, ""}; break;
    case ControlConnection::Forwarding::refused:
        throw CannotTell{
            Kind::denied,
            "sshd forbids forwarding, or the peer does not answer: the system's ssh does not say "
            "which",
            "install bash, perl or python3 there, or use ssh://"};
    }
    reached_->time = std::chrono::steady_clock::now() - begun_;
    return reached_;
}

}  // namespace muster
