#pragma once

#include "framework/host/question.hpp"

#include <string_view>

namespace muster {

/// The messages in what a dialogue brought, without the "+" in front that says that it stands.
std::string_view frames_of(std::string_view received);

/// Whether a reply to `query` has come.
bool has_reply(std::string_view received, std::string_view query);

/// What `dig +noall +comments` says of a reply: its code and flags. Of the records nothing is known, as of a
/// reply that was cut short. Throws CannotTell for a text that says nothing about the server.
DnsReply reply_from_dig(std::string_view text);

}  // namespace muster
