#pragma once

#include "framework/fleet/alert/message.hpp"
#include "framework/fleet/watch/watch_file.hpp"

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>

namespace muster {

/// Which time of day it is at a moment in a zone, since midnight; the zone is "" for UTC, or "Asia/Tokyo".
using TimeOfDay = std::function<Nanoseconds(Instant, const std::string& zone)>;

/// Whether a channel is told of this: by its impact and the roles of the target. What the monitor says of itself goes to every
/// role. A recovery takes the way of its problem.
bool channel_takes(const AlertChannel& channel, const Notice& notice);

/// So long a channel is not told of it, until its hours begin; 0: it is told now. Problems wait, and their ends with them, so
/// that of what is over by then nothing is told; what the monitor says of itself does not. Nothing: it is no use later, as a
/// reminder.
std::optional<Nanoseconds> wait_for_hours(
    const AlertChannel& channel, const Notice& notice, const TimeOfDay& time_of_day
);

/// How often a channel is told again of a problem that stays; 0: never. An Alertmanager takes for ended what it does
/// not hear of any more, and forgets all with a restart: it is told each five minutes unless the file says otherwise.
/// Whom it tells again, and when, is for its own `repeat_interval`.
Nanoseconds repeat_of(const AlertChannel& channel);

/// When what comes to a channel leaves, so that all that comes within its `group` leaves at one moment. The outbox
/// keeps the messages meanwhile, which a restart does not lose; here is nothing but the end of the group that is
/// open. Who delivers takes all of a channel that is due and makes one message of it.
class Grouping {
public:
    Instant leaves(const AlertChannel& channel, Instant now);

private:
    std::map<std::string, Instant> open_until_;
};

/// A message that waits in the outbox.
struct Waiting {
    Message message;
    int tries = 0;
};

/// One message of several of one channel, in their order. A problem that ended before it left is not told, nor its
/// end; but what was tried may have arrived though nobody said so, and is told.
Message one_message(std::span<const Waiting> waiting);

}  // namespace muster
