#pragma once

// A message as chats take it by an incoming webhook.

#include "framework/fleet/alert/message.hpp"

#include <string>

namespace muster {

/// For Slack, and what takes the same: `{"text": …, "attachments": [{color, fallback, title, text}, …]}`
/// (docs.slack.dev, "Reference: Secondary message attachments"). Markup is off, and `& < >`, which are read even then
/// (`<!channel>` calls everybody), are escaped.
std::string slack_message(const Message& message);

/// For Mattermost, which reads Markdown in the same fields: its signs are escaped, and nobody is called by an `@`.
std::string mattermost_message(const Message& message);

}  // namespace muster
