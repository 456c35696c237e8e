#pragma once

// Questions that are answered over streams, from whatever place these begin at: step by step, none of
// them waiting.

#include "framework/backend/stream.hpp"
#include "framework/base/crypto/tls.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string_view>

namespace muster {

class Conversation {
public:
    virtual ~Conversation() = default;

    /// Does what can be done without waiting; the answer once there is one. Throws CannotTell.
    virtual std::optional<Answer> advance() = 0;
    /// When to advance even if nothing happens.
    virtual Deadline end() const = 0;
};

// The time of each begins here. `dial` is kept. Each may throw CannotTell.

/// Connects and that is all; the answer is Reached.
std::unique_ptr<Conversation> probe_over(const Dial& dial, const ProbeTcp& probe);

/// Sends and reads; the answer is a Reply. Its bytes end with the mark where it came. An orderly end leaves
/// Reached at open, a reset makes it closed; without mark or end in time it is timed_out, with the bytes that
/// came. Throws CannotTell{too_large} beyond `limits.output` bytes.
/// Where no mark shows the end, `is_enough` may say of the bytes that enough has come.
using IsEnough = std::function<bool(std::string_view bytes)>;
std::unique_ptr<Conversation> talk_over(
    const Dial& dial, const Talk& talk, const Limits& limits, IsEnough is_enough = {}
);

/// `store`: the certificate authorities of the place; none is no hindrance where they are not needed.
std::unique_ptr<Conversation> http_over(
    const Dial& dial,
    const Http& http,
    std::shared_ptr<const TrustStore> store,
    const Limits& limits
);

/// Whether a request may want to know the authorities of the place where it begins.
bool wants_trust_store(const Http& http);

}  // namespace muster
