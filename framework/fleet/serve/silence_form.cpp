#include "framework/fleet/serve/silence_form.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace muster {

namespace {

constexpr std::size_t most_fields = 100;
constexpr std::size_t longest_field = 400;
constexpr auto longest_time = std::chrono::hours(24 * 366);

/// `+` is a blank here, unlike in a path.
std::optional<std::string> decoded(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            bytes += text[i] == '+' ? ' ' : text[i];
            continue;
        }
        unsigned char byte = 0;
        const auto digits = text.substr(i + 1, 2);
        const auto* const end = digits.data() + digits.size();
        const auto [stopped, error] = std::from_chars(digits.data(), end, byte, 16);
        if (digits.size() != 2 or error != std::errc{} or stopped != end)
            return std::nullopt;
        bytes += static_cast<char>(byte);
        i += 2;
    }
    return bytes;
}

/// One line of text without blanks around it.
std::string field(const FormFields& fields, std::string_view name) {
    const auto found = std::ranges::find(fields, name, &FormFields::value_type::first);
    return found == fields.end() ? "" : std::string(trimmed(found->second));
}

std::string slip_of_texts(const FormFields& fields) {
    for (const auto& [name, value] : fields) {
        if (value.size() > longest_field)
            return fmt::format("{}: longer than {} bytes", printable(name), longest_field);
        if (not is_utf8(value) or std::ranges::any_of(value, [](char sign) {
                return static_cast<unsigned char>(sign) < ' ' or sign == '\x7f';
            }))
            return fmt::format("{}: has signs that are no text", printable(name));
    }
    return "";
}

/// Why the end has no meaning; empty where it is set.
std::string set_end(Silence& silence, const std::string& text) {
    if (text.empty() and silence.kind == Silence::Kind::ack) {
        silence.until = {};
        return "";
    }
    const auto time = duration_from(text);
    if (not time or *time <= Nanoseconds{0})
        return fmt::format("for: {} is no time: write 30m, 4h, 7d", quoted(text));
    if (*time > longest_time)
        return "for: longer than a year";
    silence.until = silence.from + *time;
    return "";
}

}  // namespace

std::optional<FormFields> form_fields(std::string_view body) {
    FormFields fields;
    for (const auto pair : split(body, '&')) {
        if (pair.empty())
            continue;
        const auto equals = std::min(pair.find('='), pair.size());
        auto name = decoded(pair.substr(0, equals));
        auto value = decoded(pair.substr(std::min(equals + 1, pair.size())));
        if (not name or not value or fields.size() == most_fields)
            return std::nullopt;
        fields.emplace_back(std::move(*name), std::move(*value));
    }
    return fields;
}

std::variant<Silence, FormSlip> silence_from(
    const FormFields& fields, const std::string& who, Instant now
) {
    if (const auto slip = slip_of_texts(fields); not slip.empty())
        return FormSlip{slip};
    const auto kind = field(fields, "kind");
    if (kind != "silence" and kind != "ack")
        return FormSlip{"kind: silence or ack"};
    Silence silence;
    silence.kind = kind == "ack" ? Silence::Kind::ack : Silence::Kind::silence;
    silence.target = field(fields, "target");
    silence.role = field(fields, "role");
    silence.id = field(fields, "id");
    silence.reason = field(fields, "reason");
    silence.who = who.empty() ? field(fields, "who") : who;
    silence.from = now;
    if (silence.target.empty() and silence.role.empty() and silence.id.empty())
        return FormSlip{"of what? say a target, a role or an expectation; target * is all"};
    if (silence.reason.empty())
        return FormSlip{"reason: somebody will want to know why"};
    if (silence.who.empty())
        return FormSlip{"who: somebody will want to ask"};
    if (const auto slip = set_end(silence, field(fields, "for")); not slip.empty())
        return FormSlip{slip};
    return silence;
}

std::variant<std::int64_t, FormSlip> ended_number(const FormFields& fields) {
    const auto number = whole_number(field(fields, "number"));
    if (not number)
        return FormSlip{"number: that of a silence, as /api/v1/silences has it"};
    return *number;
}

}  // namespace muster
