#include "framework/fleet/alert/forms/mail.hpp"

#include "framework/base/crypto/base64.hpp"
#include "framework/base/crypto/digest.hpp"
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/base/utf8.hpp"
#include "framework/fleet/alert/paragraphs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

constexpr std::size_t longest_line = 76;      // RFC 2045
constexpr std::size_t longest_plain = 60;     // with the longest of our header names within 78
constexpr std::size_t longest_address = 254;  // RFC 5321, 4.5.3.1.3
constexpr std::size_t bytes_of_a_word = 39;   // encoded, with the frame and "Subject: ", within 76

bool is_plain(char letter) {
    return letter >= ' ' and letter <= '~';
}

std::string only_printable_ascii(std::string_view text) {
    std::string kept;
    std::ranges::copy_if(text, std::back_inserter(kept), is_plain);
    return kept;
}

/// `Ops <ops@example.net>` as a header may have it: the name quoted or encoded, the address without what cannot be in
/// one.
std::string address_of(std::string_view written) {
    const auto open = written.rfind('<');
    const auto bare = open == std::string_view::npos ? written : written.substr(open + 1);
    auto address = only_printable_ascii(bare);
    std::erase_if(address, [](char letter) {
        return std::string_view(" <>,;\"()").find(letter) != std::string_view::npos;
    });
    address.resize(std::min(address.size(), longest_address));
    if (open == std::string_view::npos)
        return address;
    auto called = printable(trimmed(written.substr(0, open)));
    std::erase(called, '"');
    std::erase(called, '\\');
    const bool is_simple = std::ranges::all_of(called, is_plain) and called.size() <= longest_plain;
    return fmt::format(
        "{}\n <{}>", is_simple ? '"' + called + '"' : encoded_words(called), address
    );
}

std::string addresses_of(const std::vector<std::string>& all) {
    std::vector<std::string> addresses;
    for (const auto& one : all)
        addresses.push_back(address_of(one));
    return join(addresses, ",\n ");
}

/// "Wed, 01 Jul 2026 12:00:00 +0000", in every locale.
std::string date_of(Instant at) {
    constexpr std::array days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
    return fmt::format(
        "{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000",
        days.at(std::chrono::weekday(day).c_encoding()),
        static_cast<unsigned>(date.day()),
        months.at(static_cast<unsigned>(date.month()) - 1),
        static_cast<int>(date.year()),
        time.hours().count(),
        time.minutes().count(),
        time.seconds().count()
    );
}

std::string message_id_of(const Message& message, const std::string& from) {
    constexpr std::size_t enough = 24;
    constexpr std::size_t longest_host = 38;  // so that it stays on one line
    const auto digest = hex_digest(DigestAlgorithm::sha256, to_text(to_json(message)));
    const auto at = from.rfind('@');
    auto host = at == std::string::npos ? std::string() : from.substr(at + 1);
    std::erase_if(host, [](char letter) {
        const bool is_letter =
            (letter >= 'a' and letter <= 'z') or (letter >= 'A' and letter <= 'Z');
        const bool is_digit = letter >= '0' and letter <= '9';
        return not is_letter and not is_digit and letter != '.' and letter != '-';
    });
    return fmt::format(
        "<{}@{}>",
        digest.substr(0, enough),
        host.empty() or host.size() > longest_host ? "muster.invalid" : host
    );
}

}  // namespace

std::string encoded_words(std::string_view text) {
    const bool looks_encoded = text.find("=?") != std::string_view::npos;
    if (text.size() <= longest_plain and std::ranges::all_of(text, is_plain) and not looks_encoded)
        return std::string(text);
    std::string words;
    std::string piece;
    const auto close_word = [&] {
        if (not piece.empty())
            words += fmt::format("{}=?utf-8?B?{}?=", words.empty() ? "" : "\n ", to_base64(piece));
        piece.clear();
    };
    while (not text.empty()) {
        // A character must not be torn apart (RFC 2047, 5).
        const auto length = std::max<std::size_t>(1, first_character(text).length);
        if (piece.size() + length > bytes_of_a_word)
            close_word();
        piece += text.substr(0, length);
        text.remove_prefix(length);
    }
    close_word();
    return words;
}

std::string quoted_printable(std::string_view bytes) {
    std::string text;
    std::size_t column = 0;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        const char letter = bytes[at];
        if (letter == '\n') {
            text += letter;
            column = 0;
            continue;
        }
        const bool ends_line = at + 1 == bytes.size() or bytes[at + 1] == '\n';
        // Mail programs cut blanks at the end, take a lone dot for the end, and quote "From " at the beginning.
        const bool is_odd =
            (letter == ' ' and ends_line) or (column == 0 and (letter == '.' or letter == 'F'));
        const bool is_itself = is_plain(letter) and letter != '=' and not is_odd;
        const auto code = is_itself ? std::string(1, letter)
                                    : fmt::format("={:02X}", static_cast<unsigned char>(letter));
        if (column + code.size() >= longest_line) {
            text += "=\n";
            column = 0;
        }
        text += code;
        column += code.size();
    }
    return text;
}

std::string mail_of(
    const Message& message, const std::string& from, const std::vector<std::string>& to, Instant now
) {
    const auto sender = address_of(from);
    std::string mail;
    if (not sender.empty())
        mail += "From: " + sender + "\n";
    mail += "To: " + addresses_of(to) + "\n";
    mail += "Subject: " + encoded_words(subject_of(paragraphs_of(message))) + "\n";
    mail += "Date: " + date_of(now) + "\n";
    mail += "Message-ID: " + message_id_of(message, sender) + "\n";
    // No automatic answers (RFC 3834).
    mail += "Auto-Submitted: auto-generated\n";
    mail += "MIME-Version: 1.0\n";
    mail += "Content-Type: text/plain; charset=utf-8\n";
    mail += "Content-Transfer-Encoding: quoted-printable\n\n";
    return mail + quoted_printable(plain_text(message));
}

}  // namespace muster
