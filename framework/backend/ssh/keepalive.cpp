#include "framework/backend/ssh/keepalive.hpp"

#include "framework/backend/ssh/session.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

/// libssh2 takes 1 s for 2 s.
std::chrono::seconds possible(std::chrono::seconds interval) {
    constexpr std::chrono::seconds shortest(2);
    return interval.count() == 0 ? interval : std::max(interval, shortest);
}

}  // namespace

Keepalive::Keepalive(Session& session, KeepaliveOptions options)
    : interval_(possible(options.interval)),
      most_unanswered_(options.most_unanswered),
      next_(interval_.count() == 0 ? Deadline::never() : Deadline(interval_)) {
    constexpr int want_reply = 1;
    libssh2_keepalive_config(session.raw(), want_reply, static_cast<unsigned>(interval_.count()));
}

void Keepalive::tend(Session& session) {
    if (not next_.passed())
        return;
    const auto heard = session.wire().received();
    if (heard != heard_before_)
        unanswered_ = 0;
    else if (was_sent_)
        ++unanswered_;
    heard_before_ = heard;
    if (most_unanswered_ > 0 and unanswered_ >= most_unanswered_)
        session.wire().abandon(fmt::format("no answer for {}", to_words(unanswered_ * interval_)));
    int pause = 0;
    // A broken link shows on the wire.
    (void)session.call([&] { return libssh2_keepalive_send(session.raw(), &pause); });
    was_sent_ = pause == interval_.count();  // it goes by the wall clock, which may have been set
    next_ = Deadline(interval_);
}

}  // namespace muster
