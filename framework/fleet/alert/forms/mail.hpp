#pragma once

#include "framework/fleet/alert/message.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// A message as a mail (RFC 5322, 2045, 2047): text/plain in UTF-8 and quoted-printable. Lines end with `\n` alone, as
/// programs of the name sendmail want it. No text can begin a header of its own, and none is longer than a line may be.
/// A mail that is sent again has the same Message-ID. `from` and `to` are addresses, with or without a name:
/// `Ops <ops@example.net>`.
std::string mail_of(
    const Message& message, const std::string& from, const std::vector<std::string>& to, Instant now
);

/// A text in a header: as it is where it is short and plain, else in encoded words of at most 75 characters (RFC
/// 2047), one a line.
std::string encoded_words(std::string_view text);

/// Bytes as quoted-printable (RFC 2045, 6.7), lines of at most 76 characters; line ends stay.
std::string quoted_printable(std::string_view bytes);

}  // namespace muster
