#include "framework/platform/sudoers/patterns.hpp"

#include <algorithm>
#include <initializer_list>

namespace muster::sudoers {

namespace {

bool is_blank(char byte) {
    return byte == ' ' or byte == '\t';
}
bool is_space(char byte) {
    return is_blank(byte) or (byte >= '\n' and byte <= '\r');
}
bool is_digit(char byte) {
    return byte >= '0' and byte <= '9';
}
bool is_capital(char byte) {
    return byte >= 'A' and byte <= 'Z';
}
bool is_hexadecimal(char byte) {
    return is_digit(byte) or (byte >= 'a' and byte <= 'f') or (byte >= 'A' and byte <= 'F');
}
bool is_in(std::string_view bytes, char byte) {
    return bytes.find(byte) != std::string_view::npos;
}

/// The longest of these that the text begins with.
std::size_t one_of(std::string_view text, std::initializer_list<std::string_view> words) {
    std::size_t longest = 0;
    for (const auto known : words) {
        if (text.starts_with(known))
            longest = std::max(longest, known.size());
    }
    return longest;
}

/// To the end of the line, without its line break.
std::size_t rest_of_line(std::string_view text) {
    return std::min(text.find('\n'), text.size());
}

/// `25` of `256`: digits that are a number of at most 255.
std::size_t octet(std::string_view text) {
    const auto digits = std::min<std::size_t>(run_of(text.substr(0, 3), is_digit), 3);
    if (digits < 3)
        return digits;
    const auto number = text.substr(0, 3);
    return number <= "255" and number >= "100" ? 3 : 2;
}

std::size_t address4(std::string_view text) {
    std::size_t length = octet(text);
    for (int i = 0; i < 3; ++i) {
        if (length == 0 or length >= text.size() or text[length] != '.')
            return 0;
        const auto more = octet(text.substr(length + 1));
        if (more == 0)
            return 0;
        length += 1 + more;
    }
    return length;
}

std::size_t hexadecimal_digits(std::string_view text) {
    return run_of(text.substr(0, 4), is_hexadecimal);
}

/// At least two colons with or without digits before each, then digits, or a colon and an IPv4 address.
std::size_t address6(std::string_view text) {
    std::size_t length = 0;
    std::size_t longest = 0;
    for (int colons = 0; colons <= 7; ++colons) {
        const auto after = text.substr(length);
        if (colons >= 2)
            longest = std::max(longest, length + hexadecimal_digits(after));
        if (colons >= 2 and colons <= 6 and after.starts_with(':')) {
            if (const auto more = address4(after.substr(1)))
                longest = std::max(longest, length + 1 + more);
        }
        const auto digits = hexadecimal_digits(after);
        if (digits >= after.size() or after[digits] != ':')
            break;
        length += digits + 1;
    }
    return longest;
}

/// A number of at most `most` without zeros before it.
std::size_t prefix_length(std::string_view text, int most) {
    std::size_t longest = 0;
    int number = 0;
    for (std::size_t i = 0; i < std::min<std::size_t>(text.size(), 3) and is_digit(text[i]); ++i) {
        number = number * 10 + (text[i] - '0');
        if (number <= most and not(i > 0 and text[0] == '0'))
            longest = i + 1;
    }
    return longest;
}

std::size_t network(std::string_view text, Length address, int most) {
    const auto length = address(text);
    if (length == 0 or length == text.size() or text[length] != '/')
        return length;
    const auto mask = text.substr(length + 1);
    const auto more = std::max(address(mask), prefix_length(mask, most));
    return more == 0 ? length : length + 1 + more;
}

}  // namespace

std::size_t blanks(std::string_view text) {
    return run_of(text, is_blank);
}

std::size_t line_break(std::string_view text) {
    return one_of(text, {"\n", "\r\n"});
}

std::size_t continuation(std::string_view text) {
    if (not text.starts_with('\\'))
        return 0;
    const auto length = 1 + blanks(text.substr(1));
    const auto end = line_break(text.substr(length));
    return end == 0 ? 0 : length + end;
}

std::size_t word(std::string_view text) {
    return escaped_run(
        text,
        [](char byte) { return not is_in("#>!=:,() \t\r\n\"", byte); },
        [](char byte) { return byte != '\t' and byte != '\n'; }
    );
}

std::size_t id(std::string_view text) {
    const auto sign = one_of(text, {"#", "#-"});
    const auto digits = sign == 0 ? 0 : run_of(text.substr(sign), is_digit);
    return digits == 0 ? 0 : sign + digits;
}

std::size_t path(std::string_view text) {
    if (not text.starts_with('/'))
        return 0;
    const auto more = escaped_run(
        text.substr(1),
        [](char byte) { return not is_in(",:= \t\r\n#", byte); },
        [](char byte) { return is_in(",:= \t#", byte); }
    );
    return more == 0 ? 0 : 1 + more;
}

std::size_t expression(std::string_view text) {
    if (not text.starts_with('^'))
        return 0;
    // More than sudo compiles: a line of many `^` is not searched to its end for each of them.
    constexpr std::size_t longest = 1100;
    text = text.substr(0, longest);
    // A `$` behind a backslash ends it as well where no other comes.
    std::size_t end = 0;
    for (std::size_t i = 1; i < text.size() and not is_in("\r\n", text[i]); ++i) {
        const bool is_escaped = text[i - 1] == '\\' and i > 1;
        if (text[i] == '$') {
            end = i + 1;
            if (not is_escaped)
                return end;
        } else if (text[i] == '#' and not is_escaped) {
            break;
        }
    }
    return end;
}

std::size_t value(std::string_view text) {
    if (text.starts_with('!'))
        return 0;
    return escaped_run(
        text,
        [](char byte) { return not is_in("#=, \t\r\n\"", byte); },
        [](char byte) { return byte != '\r' and byte != '\n'; }
    );
}

std::size_t setting_name(std::string_view text) {
    return run_of(text, [](char byte) { return (byte >= 'a' and byte <= 'z') or byte == '_'; });
}

std::size_t alias(std::string_view text) {
    if (text.empty() or not is_capital(text.front()))
        return 0;
    return run_of(text, [](char byte) {
        return is_capital(byte) or is_digit(byte) or byte == '_';
    });
}

std::size_t tag(std::string_view text) {
    const auto name = one_of(
        text,
        {"NOPASSWD",
         "PASSWD",
         "NOEXEC",
         "EXEC",
         "INTERCEPT",
         "NOINTERCEPT",
         "SETENV",
         "NOSETENV",
         "LOG_INPUT",
         "NOLOG_INPUT",
         "MAIL",
         "NOMAIL",
         "LOG_OUTPUT",
         "NOLOG_OUTPUT",
         "FOLLOW",
         "NOFOLLOW"}
    );
    const auto length = name + blanks(text.substr(name));
    return name > 0 and text.substr(length).starts_with(':') ? length + 1 : 0;
}

std::size_t option(std::string_view text) {
    return one_of(text, {"TIMEOUT", "NOTBEFORE", "NOTAFTER", "CWD", "CHROOT", "ROLE", "TYPE"});
}

std::size_t group(std::string_view text) {
    const auto sign = one_of(text, {"%", "%:"});
    if (sign == 0)
        return 0;
    const auto name = text.substr(sign);
    const auto length = std::max(word(name), id(name));
    return length == 0 ? 0 : sign + length;
}

std::size_t netgroup(std::string_view text) {
    const auto length = text.starts_with('+') ? word(text.substr(1)) : 0;
    return length == 0 ? 0 : 1 + length;
}

std::size_t network4(std::string_view text) {
    return network(text, address4, 32);
}

std::size_t network6(std::string_view text) {
    return network(text, address6, 128);
}

std::size_t defaults(std::string_view text) {
    constexpr std::string_view keyword = "Defaults";
    const auto before = blanks(text);
    if (not text.substr(before).starts_with(keyword))
        return 0;
    const auto end = before + keyword.size();
    if (end == text.size() or not is_in(":@>!", text[end]))
        return end;
    auto length = end + 1;
    length += blanks(text.substr(length));
    length += run_of(text.substr(length), [](char byte) { return byte == '!'; });
    length += text.substr(length).starts_with('"') ? 1U : 0U;
    const auto name = text.substr(length);
    const auto more = std::max(id(name), word(name));
    return more == 0 ? end : length + more;
}

std::size_t alias_keyword(std::string_view text) {
    const auto before = blanks(text);
    const auto length = one_of(
        text.substr(before), {"Host_Alias", "Cmnd_Alias", "Cmd_Alias", "User_Alias", "Runas_Alias"}
    );
    return length == 0 ? 0 : before + length;
}

std::size_t comment(std::string_view text) {
    if (not text.starts_with('#'))
        return 0;
    std::size_t length = 1;
    const auto after = text.substr(1);
    const auto first = after.starts_with('-') ? after.substr(1) : after;
    const bool is_text =
        not first.empty() and not is_in("\r\n", first.front()) and not is_digit(first.front());
    if (is_text)
        length += rest_of_line(after);
    return length + line_break(text.substr(length));
}

std::size_t old_include(std::string_view text) {
    const auto keyword = one_of(text, {"#include", "#includedir"});
    if (keyword == 0 or blanks(text.substr(keyword)) == 0)
        return 0;
    const auto length = rest_of_line(text);
    return length + line_break(text.substr(length));
}

std::size_t include_path(std::string_view text) {
    if (text.empty() or text.front() == '"' or is_space(text.front()))
        return 0;
    std::size_t length = 1;
    while (
        length < text.size()
        and (not is_space(text[length]) or (text[length - 1] == '\\' and length > 1 and is_blank(text[length])))
    )
        ++length;
    return length;
}

std::size_t string_text(std::string_view text) {
    return escaped_run(
        text,
        [](char byte) { return not is_in("\"\r\n", byte); },
        [](char byte) { return byte == '"'; }
    );
}

std::size_t digest_type(std::string_view text) {
    return one_of(text, {"sha224", "sha256", "sha384", "sha512"});
}

std::size_t hexadecimal(std::string_view text) {
    return run_of(text, is_hexadecimal);
}

std::size_t base64(std::string_view text) {
    return run_of(text, [](char byte) {
        return is_digit(byte) or is_capital(byte) or (byte >= 'a' and byte <= 'z')
               or is_in("+/=", byte);
    });
}

std::size_t escaped_wildcard(std::string_view text) {
    constexpr std::string_view wildcards = "*?[]!^";
    return text.size() > 1 and text[0] == '\\' and wildcards.find(text[1]) != std::string_view::npos
               ? 2
               : 0;
}

std::size_t escaped_special(std::string_view text) {
    constexpr std::string_view special = ":\\,= \t#";
    return text.size() > 1 and text[0] == '\\' and special.find(text[1]) != std::string_view::npos
               ? 2
               : 0;
}

std::size_t end_of_arguments(std::string_view text) {
    constexpr std::string_view ends = "#:,=\r\n";
    return not text.empty() and ends.find(text[0]) != std::string_view::npos ? 1 : 0;
}

std::size_t argument(std::string_view text) {
    constexpr std::string_view ends = "#\\:, \t\r\n";
    return std::min(text.find_first_of(ends), text.size());
}

std::size_t escaped_any(std::string_view text) {
    return text.size() > 1 and text[0] == '\\' and text[1] != '\r' and text[1] != '\n' ? 2 : 0;
}

std::size_t end_of_expression(std::string_view text) {
    constexpr std::string_view ends = "#\r\n";
    return not text.empty() and ends.find(text[0]) != std::string_view::npos ? 1 : 0;
}

std::size_t expression_text(std::string_view text) {
    constexpr std::string_view ends = "#\\\r\n$";
    return std::min(text.find_first_of(ends), text.size());
}

std::size_t string_continuation(std::string_view text) {
    const auto length = continuation(text);
    return length == 0 ? 0 : length + blanks(text.substr(length));
}

std::size_t comma_and_blanks(std::string_view text) {
    const auto before = blanks(text);
    if (not text.substr(before).starts_with(','))
        return 0;
    return before + 1 + blanks(text.substr(before + 1));
}

std::size_t include_keyword(std::string_view text) {
    return text.starts_with("@includedir") ? 11 : text.starts_with("@include") ? 8 : 0;
}

std::size_t empty_name(std::string_view text) {
    return text.starts_with("%:") ? 2 : text.starts_with('%') or text.starts_with('+') ? 1 : 0;
}

std::size_t all(std::string_view text) {
    return text.starts_with("ALL") ? 3 : 0;
}

std::size_t sudoedit(std::string_view text) {
    return text.starts_with("sudoedit") ? 8 : 0;
}

std::size_t path_or_word(std::string_view text) {
    return std::max(path(text), word(text));
}

std::size_t id_or_word(std::string_view text) {
    return std::max(id(text), word(text));
}

std::size_t command_of_scope(std::string_view text) {
    return std::max({path(text), expression(text), sudoedit(text)});
}

std::size_t negations(std::string_view text) {
    return run_of(text, [](char byte) { return byte == '!'; });
}

std::size_t any(std::string_view text) {
    return text.starts_with('\n') ? 0 : 1;
}

}  // namespace muster::sudoers
