#pragma once

#include "framework/backend/conversation.hpp"
#include "framework/backend/local/activity.hpp"

#include <functional>

namespace muster::local {

/// A conversation over sockets of our own.
Started start_conversation(
    const std::function<std::unique_ptr<Conversation>(const Dial& dial)>& start
);

/// The certificate authorities of this machine, read once an exchange; null where there are none.
std::shared_ptr<const TrustStore> trust_store();

}  // namespace muster::local
