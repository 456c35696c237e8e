// Long, for all patterns stand beside one another: what one of them takes hangs on those that it competes with.

#include "framework/platform/sudoers/scanner.hpp"

#include "framework/base/error.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/sudoers/escapes.hpp"
#include "framework/platform/sudoers/expression.hpp"
#include "framework/platform/sudoers/patterns.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace muster {

namespace {

using State = SudoersScanner::State;
using TokenKind = SudoersToken::Kind;

constexpr int bit(State state) {
    return static_cast<int>(state);
}

constexpr int everywhere = 1023;
/// Where patterns of no state in particular are tried.
constexpr int ordinary =
    bit(State::initial) | bit(State::scope) | bit(State::digest) | bit(State::path);
constexpr int names = bit(State::initial) | bit(State::scope);

/// More than one `::`, in the address or in its mask.
bool is_broken_address(std::string_view text) {
    return std::ranges::any_of(split(text, '/'), [](std::string_view address) {
        const auto first = address.find("::");
        return first != std::string_view::npos
               and address.find("::", first + 1) != std::string_view::npos;
    });
}

constexpr std::array<std::pair<std::string_view, std::size_t>, 4> digest_bytes = {
    {{"sha224", 28}, {"sha256", 32}, {"sha384", 48}, {"sha512", 64}}};

std::size_t bytes_of_digest(std::string_view type) {
    for (const auto& [name, bytes] : digest_bytes) {
        if (name == type)
            return bytes;
    }
    return 0;
}

}  // namespace

/// One kind of piece: where it may stand, how long it is and what it means.
struct SudoersScanner::Pattern {
    int states;
    sudoers::Length length;
    void (*take)(SudoersScanner& scanner, std::string_view found);
    bool begins_line = false;
};

/// The patterns by their rank, which counts among those of equal length.
struct SudoersScanner::Table {
    using Scanner = SudoersScanner;
    using Text = std::string_view;

    template<TokenKind Sign>
    static void sign(Scanner& scanner, Text) {
        scanner.shut(Sign);
    }
    template<TokenKind Sign>
    static void named(Scanner& scanner, Text found) {
        scanner.shut(Sign, sudoers::unescaped(found));
    }
    static void blank(Scanner& scanner, Text) { scanner.saw_blank_ = true; }
    static void continued(Scanner& scanner, Text) {
        scanner.saw_blank_ = true;
        scanner.is_continued_ = true;
        scanner.end_line();
    }
    static void line_end(Scanner& scanner, Text) {
        if (scanner.state_ == State::string) {
            scanner.take_back();
            scanner.state_ = State::initial;
            return scanner.break_off("a line ends within quotes");
        }
        scanner.shut(TokenKind::line_end);
        scanner.end_line();
        scanner.is_continued_ = false;
        scanner.state_ = State::initial;
    }
    static void string_begins(Scanner& scanner, Text) {
        scanner.string_.reset();
        scanner.state_before_ = scanner.state_ == State::include ? State::initial : scanner.state_;
        scanner.state_ = State::string;
    }
    static void string_goes_on(Scanner& scanner, Text found) {
        if (not scanner.string_)
            scanner.string_.emplace();
        *scanner.string_ += sudoers::unescaped(found);
    }

    static void expression_goes_on(Scanner& scanner, Text found) {
        if (not found.empty())
            scanner.add_argument(found, false);
    }

    static const std::vector<Pattern>& in_defaults();
    static const std::vector<Pattern>& in_strings();
    static const std::vector<Pattern>& in_arguments();
    static const std::vector<Pattern>& in_expressions();
    static const std::vector<Pattern>& at_line_starts();
    static const std::vector<Pattern>& of_members();
    static const std::vector<Pattern>& of_commands();
    static const std::vector<Pattern>& of_signs();

    static const std::vector<Pattern>& whole() {
        static const auto all = [] {
            std::vector<Pattern> patterns;
            for (const auto* some :
                 {&in_defaults(),
                  &in_strings(),
                  &in_arguments(),
                  &in_expressions(),
                  &at_line_starts(),
                  &of_members(),
                  &of_commands(),
                  &of_signs()})
                patterns.insert(patterns.end(), some->begin(), some->end());
            return patterns;
        }();
        return all;
    }
};

const std::vector<SudoersScanner::Pattern>& SudoersScanner::Table::in_defaults() {
    static const std::vector<Pattern> patterns = {
        {bit(State::scope), sudoers::comma_and_blanks, sign<TokenKind::comma>},
        {bit(State::scope),
         sudoers::blanks,
         [](Scanner& scanner, Text) { scanner.state_ = State::setting_name; }},
        {bit(State::setting_name),
         sudoers::setting_name,
         [](Scanner& scanner, Text found) {
             scanner.state_ = State::setting_value;
             scanner.shut(TokenKind::setting, found);
         }},
        {bit(State::setting_value),
         sudoers::one<','>,
         [](Scanner& scanner, Text) {
             scanner.state_ = State::setting_name;
             scanner.shut(TokenKind::comma);
         }},
        {bit(State::setting_value), sudoers::one<'='>, sign<TokenKind::equals>},
        {bit(State::setting_value), sudoers::and_equals<'+'>, sign<TokenKind::plus_equals>},
        {bit(State::setting_value), sudoers::and_equals<'-'>, sign<TokenKind::minus_equals>},
        {bit(State::setting_value), sudoers::one<'"'>, string_begins},
        {bit(State::setting_value), sudoers::value, named<TokenKind::word>},
    };
    return patterns;
}

const std::vector<SudoersScanner::Pattern>& SudoersScanner::Table::in_strings() {
    static const std::vector<Pattern> patterns = {
        {bit(State::string), sudoers::string_continuation, continued},
        {bit(State::string),
         sudoers::one<'"'>,
         [](Scanner& scanner, Text) { scanner.end_string(); }},
        {bit(State::string), sudoers::one<'\\'>, string_goes_on},
        {bit(State::string), sudoers::string_text, string_goes_on},
    };
    return patterns;
}

const std::vector<SudoersScanner::Pattern>& SudoersScanner::Table::in_arguments() {
    static const std::vector<Pattern> patterns = {
        {bit(State::command),
         sudoers::escaped_wildcard,
         [](Scanner& scanner, Text found) { scanner.add_argument(found, scanner.saw_blank_); }},
        {bit(State::command),
         sudoers::escaped_special,
         [](Scanner& scanner, Text found) {
             scanner.add_argument(found.substr(1), scanner.saw_blank_);
         }},
        {bit(State::command),
         sudoers::end_of_arguments,
         [](Scanner& scanner, Text) {
             scanner.take_back();
             scanner.state_ = State::initial;
             scanner.is_whole_ = true;
         }},
        {bit(State::command),
         sudoers::argument,
         [](Scanner& scanner, Text found) {
             if (scanner.token_.arguments or not found.starts_with('^'))
                 return scanner.add_argument(found, scanner.saw_blank_);
             scanner.take_back();
             scanner.state_ = State::expression;
         }},
    };
    return patterns;
}

const std::vector<SudoersScanner::Pattern>& SudoersScanner::Table::in_expressions() {
    static const std::vector<Pattern> patterns = {
        {bit(State::expression), sudoers::escaped_any, expression_goes_on},
        {bit(State::expression),
         sudoers::end_of_expression,
         [](Scanner& scanner, Text) {
             scanner.take_back();
             scanner.state_ = State::initial;
             scanner.break_off("a regular expression lacks its $");
         }},
        {bit(State::expression),
         sudoers::one<'$'>,
         [](Scanner& scanner, Text found) {
             scanner.add_argument(found, false);
             scanner.is_continued_ = false;
             scanner.state_ = State::initial;
             scanner.is_whole_ = true;
         }},
        {bit(State::expression),
         sudoers::expression_text,
         [](Scanner& scanner, Text found) {
             if (std::exchange(scanner.is_continued_, false))
                 found.remove_prefix(sudoers::blanks(found));
             expression_goes_on(scanner, found);
         }},
        {bit(State::digest),
         sudoers::hexadecimal,
         [](Scanner& scanner, Text found) { scanner.take_digest(found, 2); }},
        {bit(State::digest),
         sudoers::base64,
         [](Scanner& scanner, Text found) { scanner.take_digest(found, 0); }},
    };
    return patterns;
}

const std::vector<SudoersScanner::Pattern>& SudoersScanner::Table::at_line_starts() {
    constexpr bool begins_line = true;
    static const std::vector<Pattern> patterns = {
        {bit(State::initial),
         sudoers::include_keyword,
         [](Scanner& scanner, Text found) { scanner.take_include(found); }},
        {bit(State::initial),
         sudoers::old_include,
         [](Scanner& scanner, Text found) { scanner.take_include(found); },
         begins_line},
        {bit(State::initial),
         sudoers::defaults,
         [](Scanner& scanner, Text found) { scanner.take_defaults(found); },
         begins_line},
        {bit(State::initial),
         sudoers::alias_keyword,
         [](Scanner& scanner, Text found) {
             const auto name = trimmed(found);
             const auto kind = name.substr(0, name.find('_'));
             if (not scanner.is_continued_keyword())
                 scanner.shut(TokenKind::alias_kind, kind == "Cmd" ? "Cmnd" : kind);
         },
         begins_line},
    };
    return patterns;
}

const std::vector<SudoersScanner::Pattern>& SudoersScanner::Table::of_members() {
    static const std::vector<Pattern> patterns = {
        {ordinary,
         sudoers::tag,
         [](Scanner& scanner, Text found) {
             scanner.shut(TokenKind::tag, trimmed(found.substr(0, found.size() - 1)));
         }},
        {names,
         sudoers::empty_name,
         [](Scanner& scanner, Text) { scanner.break_off("a group without a name"); }},
        {ordinary, sudoers::netgroup, named<TokenKind::netgroup>},
        {ordinary, sudoers::group, named<TokenKind::group>},
        {ordinary, sudoers::network4, named<TokenKind::network>},
        {ordinary,
         sudoers::network6,
         [](Scanner& scanner, Text found) {
             if (is_broken_address(found))
                 return scanner.break_off("this is no IPv6 address");
             scanner.shut(TokenKind::network, found);
         }},
        {ordinary, sudoers::all, sign<TokenKind::all>},
        {bit(State::initial),
         sudoers::option,
         [](Scanner& scanner, Text found) {
             scanner.shut(TokenKind::option, found);
             scanner.state_before_ = scanner.state_;
             if (found == "CWD" or found == "CHROOT")
                 scanner.state_ = State::path;
         }},
        {ordinary, sudoers::alias, named<TokenKind::alias>},
    };
    return patterns;
}

const std::vector<SudoersScanner::Pattern>& SudoersScanner::Table::of_commands() {
    static const std::vector<Pattern> patterns = {
        {bit(State::scope),
         sudoers::command_of_scope,
         [](Scanner& scanner, Text found) {
             scanner.shut(TokenKind::command, sudoers::command_path_from(found));
         }},
        {ordinary,
         sudoers::digest_type,
         [](Scanner& scanner, Text found) {
             scanner.digest_type_ = found;
             scanner.state_ = State::digest;
             scanner.shut(TokenKind::digest_type, found);
         }},
        {ordinary,
         sudoers::sudoedit,
         [](Scanner& scanner, Text found) { scanner.take_command(found); }},
        {bit(State::path),
         sudoers::path_or_word,
         [](Scanner& scanner, Text found) {
             scanner.state_ = scanner.state_before_;
             scanner.shut(TokenKind::word, sudoers::unescaped(found));
         }},
        {ordinary,
         sudoers::path,
         [](Scanner& scanner, Text found) { scanner.take_command(found); }},
        {ordinary,
         sudoers::expression,
         [](Scanner& scanner, Text found) { scanner.take_command(found); }},
        {names, sudoers::one<'"'>, string_begins},
        {names, sudoers::id_or_word, named<TokenKind::word>},
        {bit(State::include),
         sudoers::include_path,
         [](Scanner& scanner, Text found) {
             scanner.state_ = State::initial;
             scanner.shut(TokenKind::word, sudoers::unescaped(found));
         }},
        {bit(State::include), sudoers::one<'"'>, string_begins},
    };
    return patterns;
}

const std::vector<SudoersScanner::Pattern>& SudoersScanner::Table::of_signs() {
    static const std::vector<Pattern> patterns = {
        {ordinary, sudoers::one<'('>, sign<TokenKind::open>},
        {ordinary, sudoers::one<')'>, sign<TokenKind::close>},
        {ordinary, sudoers::one<','>, sign<TokenKind::comma>},
        {ordinary, sudoers::one<'='>, sign<TokenKind::equals>},
        {ordinary, sudoers::one<':'>, sign<TokenKind::colon>},
        {everywhere,
         sudoers::negations,
         [](Scanner& scanner, Text found) {
             if (found.size() % 2 == 1)
                 scanner.shut(TokenKind::negation);
         }},
        {everywhere, sudoers::line_break, line_end},
        {everywhere, sudoers::blanks, blank},
        {everywhere, sudoers::continuation, continued},
        {bit(State::initial) | bit(State::setting_name) | bit(State::setting_value),
         sudoers::comment,
         [](Scanner& scanner, Text found) { scanner.take_comment(found); }},
        {everywhere, sudoers::any, sign<TokenKind::unknown>},
    };
    return patterns;
}

SudoersScanner::SudoersScanner(std::string_view text) : text_(text) {
    if (not text_.ends_with('\n'))
        text_ += '\n';
}

SudoersToken SudoersScanner::next() {
    token_ = {};
    is_whole_ = false;
    bool has_begun = false;
    while (not is_whole_) {
        const auto text = rest();
        if (text.empty()) {
            token_ = {};
            token_.line = line_;
            return token_;
        }
        const bool is_line_start = at_ == line_start_;
        const Pattern* best = nullptr;
        std::size_t longest = 0;
        for (const auto& pattern : Table::whole()) {
            if ((pattern.states & bit(state_)) == 0 or (pattern.begins_line and not is_line_start))
                continue;
            const auto length = pattern.length(text);
            if (length > longest) {
                best = &pattern;
                longest = length;
            }
        }
        MUSTER_ASSERT(best != nullptr);
        // A command's place is that of its path.
        if (not std::exchange(has_begun, token_.kind == TokenKind::command)) {
            token_.line = line_;
            token_.column = static_cast<int>(at_ - line_start_) + 1;
        }
        start_ = at_;
        at_ += longest;
        best->take(*this, text.substr(0, longest));
    }
    return token_;
}

void SudoersScanner::end_line() {
    ++line_;
    line_start_ = at_;
}

void SudoersScanner::shut(SudoersToken::Kind kind, std::string_view text) {
    token_.kind = kind;
    token_.text = text;
    is_whole_ = true;
}

void SudoersScanner::break_off(std::string_view why) {
    shut(TokenKind::broken, why);
}

void SudoersScanner::add_argument(std::string_view text, bool is_apart) {
    if (not token_.arguments) {
        token_.arguments.emplace();
    } else if (is_apart) {
        *token_.arguments += ' ';
    }
    *token_.arguments += text;
    saw_blank_ = false;
}

void SudoersScanner::end_string() {
    state_ = state_before_;
    if (not string_)
        return break_off("quotes with nothing between them");
    const auto& text = *string_;
    const bool may_be_group = state_ == State::initial or state_ == State::scope;
    if (not may_be_group or (text[0] != '%' and text[0] != '+'))
        return shut(TokenKind::word, text);
    if (text == "%" or text == "%:" or text == "+")
        return break_off("a group without a name");
    shut(text[0] == '%' ? TokenKind::group : TokenKind::netgroup, text);
}

void SudoersScanner::take_command(std::string_view found) {
    if (found.starts_with('^')) {
        if (const auto fault = fault_of_sudoers_expression(found))
            return break_off(*fault);
    }
    token_.kind = TokenKind::command;
    token_.text = sudoers::command_path_from(found);
    // A folder takes no arguments.
    if (found.starts_with('/') and found.ends_with('/')) {
        is_whole_ = true;
    } else {
        state_ = State::command;
    }
}

/// A digest of a wrong length is none at all for sudo, which then misses one.
void SudoersScanner::take_digest(std::string_view found, std::size_t digits_of_a_byte) {
    const auto bytes = bytes_of_digest(digest_type_);
    const bool is_padded = found.ends_with('=');
    const auto length = digits_of_a_byte > 0 ? bytes * digits_of_a_byte
                        : is_padded          ? 4 * ((bytes + 2) / 3)
                                             : (4 * bytes + 2) / 3;
    state_ = State::initial;
    if (found.size() == length)
        shut(TokenKind::digest, found);
}

bool SudoersScanner::is_continued_keyword() {
    if (is_continued_)
        break_off("a line before this one ends in a backslash");
    return is_continued_;
}

void SudoersScanner::take_defaults(std::string_view found) {
    if (is_continued_keyword())
        return;
    constexpr std::size_t keyword = 8;
    auto length = sudoers::blanks(found) + keyword;
    state_ = State::scope;
    if (length == found.size())
        return shut(TokenKind::defaults);
    const auto scope = found.substr(length++, 1);
    length += sudoers::blanks(found.substr(length));
    at_ = start_ + length;
    shut(TokenKind::defaults, scope);
}

void SudoersScanner::take_include(std::string_view found) {
    if (is_continued_keyword())
        return;
    const auto length = found.substr(1).starts_with("includedir") ? 11U : 8U;
    at_ = start_ + length;
    state_ = State::include;
    shut(length == 11 ? TokenKind::include_folder : TokenKind::include);
}

void SudoersScanner::take_comment(std::string_view found) {
    if (not found.ends_with('\n'))
        return break_off("this is no comment");
    shut(TokenKind::line_end);
    end_line();
    is_continued_ = false;
    state_ = State::initial;
}

}  // namespace muster
