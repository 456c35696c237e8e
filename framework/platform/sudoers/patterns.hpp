#pragma once

// How long the pieces of sudoers(5) are at the beginning of a text; 0 where there is none.

#include <cstddef>
#include <string_view>

namespace muster::sudoers {

using Length = std::size_t (*)(std::string_view text);

std::size_t blanks(std::string_view text);
/// `\n` or `\r\n`.
std::size_t line_break(std::string_view text);
/// A backslash, blanks and a line break.
std::size_t continuation(std::string_view text);
std::size_t word(std::string_view text);
/// `#1000`.
std::size_t id(std::string_view text);
std::size_t path(std::string_view text);
/// `^…$`.
std::size_t expression(std::string_view text);
/// A value of a Defaults entry.
std::size_t value(std::string_view text);
std::size_t setting_name(std::string_view text);
std::size_t alias(std::string_view text);
std::size_t tag(std::string_view text);
std::size_t option(std::string_view text);
std::size_t group(std::string_view text);
std::size_t netgroup(std::string_view text);
/// An address, or one with a mask or the length of a prefix.
std::size_t network4(std::string_view text);
std::size_t network6(std::string_view text);
/// `Defaults` and, if there is one, the first name of its scope.
std::size_t defaults(std::string_view text);
std::size_t alias_keyword(std::string_view text);
std::size_t comment(std::string_view text);
std::size_t old_include(std::string_view text);
std::size_t include_path(std::string_view text);
std::size_t string_text(std::string_view text);
std::size_t digest_type(std::string_view text);
std::size_t hexadecimal(std::string_view text);
std::size_t base64(std::string_view text);
std::size_t escaped_wildcard(std::string_view text);
/// A backslash and what would end an argument without it.
std::size_t escaped_special(std::string_view text);
std::size_t escaped_any(std::string_view text);
std::size_t end_of_arguments(std::string_view text);
std::size_t argument(std::string_view text);
std::size_t end_of_expression(std::string_view text);
std::size_t expression_text(std::string_view text);
std::size_t string_continuation(std::string_view text);
std::size_t comma_and_blanks(std::string_view text);
/// `@include` and `@includedir`.
std::size_t include_keyword(std::string_view text);
/// A `%` or `+` with nothing behind it.
std::size_t empty_name(std::string_view text);
std::size_t all(std::string_view text);
std::size_t sudoedit(std::string_view text);
std::size_t path_or_word(std::string_view text);
std::size_t id_or_word(std::string_view text);
std::size_t command_of_scope(std::string_view text);
std::size_t negations(std::string_view text);
/// Any byte but a newline.
std::size_t any(std::string_view text);

template<char Byte>
std::size_t one(std::string_view text) {
    return text.starts_with(Byte) ? 1 : 0;
}
template<char First>
std::size_t and_equals(std::string_view text) {
    return text.size() > 1 and text[0] == First and text[1] == '=' ? 2 : 0;
}

/// Bytes at the beginning for which `holds`.
template<class Holds>
std::size_t run_of(std::string_view text, Holds holds) {
    std::size_t length = 0;
    while (length < text.size() and holds(text[length]))
        ++length;
    return length;
}

/// How many bytes a piece has: those that `is_plain` says stand by themselves, and a backslash with the byte behind it, where
/// `may_follow` says that one may.
template<class Plain, class Follow>
std::size_t escaped_run(std::string_view text, Plain is_plain, Follow may_follow) {
    std::size_t length = 0;
    while (length < text.size()) {
        if (text[length] == '\\') {
            if (length + 1 == text.size() or not may_follow(text[length + 1]))
                break;
            length += 2;
        } else if (is_plain(text[length])) {
            ++length;
        } else {
            break;
        }
    }
    return length;
}

}  // namespace muster::sudoers
