#pragma once

// What it means to ask a name server, for every kind of place: a place only has to carry the bytes over UDP or
// over TCP. No sockets here.

#include "framework/host/question.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// Why nobody can be asked this: no address of a server, no domain name, no type of records.
std::optional<CannotTell> objection_to(const Dns& question);

/// The bytes of a question that there is no objection to, with a random id.
std::string query_of(const Dns& question);

/// What the bytes that came over one transport say: frames (see dns_frame), over UDP one for each datagram.
/// `reached` tells how it went when there is no reply among them.
DnsReply reply_from(std::string_view frames, std::string_view query, Reached reached);

/// Whether there is nothing to be gained from another transport: a reply, and not one that was cut short.
bool is_whole(const Answer& answer);

/// What two transports come to, where the first one's answer was not whole: of a reply that was cut short,
/// `reached` tells why the other transport brought none. Where one of them could not be tried, that nothing came
/// over the other proves nothing: CannotTell.
Answer settled(const Answer& first, const Answer& second);

/// Answers a batch by `exchange`, which need not know Over::either: name servers are asked over `first`, and
/// those that brought no whole reply once more, over the other transport.
std::vector<Answer> exchange_over_both(
    std::span<const Question> batch,
    Over first,
    const std::function<std::vector<Answer>(std::span<const Question>)>& exchange
);

}  // namespace muster
