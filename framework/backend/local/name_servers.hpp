#pragma once

#include "framework/backend/local/activity.hpp"

namespace muster::local {

/// Asks a name server; the answer is a DnsReply. Over UDP each try waits for the time-out, and what is no reply
/// to the question is passed over, as nobody knows who sent it; over TCP there is one try. Over::either goes
/// to TCP when UDP brought nothing, or a reply that was cut short.
Started start_asking(const Dns& question, const Limits& limits);

}  // namespace muster::local
