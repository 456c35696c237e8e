#pragma once

// The text of sudoers(5) cut into tokens. What a character means there hangs on what stood before it (a `#` begins a
// comment, an include or a user id; `=` ends a host list and is part of an argument), so the scanner has the states
// and the longest-match rule of sudo's own: of all patterns of a state the longest counts, of equal ones the first.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

struct SudoersToken {
    enum class Kind {
        end,
        line_end,
        unknown,  ///< a character that has no meaning where it stands
        broken,   ///< `text` says why
        word,
        alias,  ///< a name in capitals
        all,
        group,     ///< with its `%`
        netgroup,  ///< with its `+`
        network,
        command,
        setting,  ///< a name of a Defaults entry
        digest_type,
        digest,
        tag,             ///< without its `:`
        option,          ///< `CWD`, `TIMEOUT` …
        include,         ///< `@include` and `#include`
        include_folder,  ///< `@includedir` and `#includedir`
        defaults,        ///< `text` is the character of its scope, if any
        alias_kind,      ///< `User`, `Runas`, `Host`, `Cmnd`
        negation,        ///< an odd number of `!`
        comma,
        colon,
        equals,
        plus_equals,
        minus_equals,
        open,
        close
    };
    Kind kind = Kind::end;
    std::string text = {};                      ///< without escapes and quotes
    std::optional<std::string> arguments = {};  ///< of a command; `""` forbids any
    int line = 0;
    int column = 0;
};

class SudoersScanner {
public:
    explicit SudoersScanner(std::string_view text);

    /// Kind::end for ever when all is read.
    SudoersToken next();

    /// What patterns are tried; public for their table alone.
    enum class State {
        initial = 1,
        scope = 2,       ///< the names behind `Defaults:`
        command = 4,     ///< arguments
        expression = 8,  ///< arguments that are a regular expression
        setting_name = 16,
        setting_value = 32,
        string = 64,
        digest = 128,
        include = 256,
        path = 512
    };

private:
    struct Pattern;
    struct Table;

    std::string_view rest() const { return std::string_view(text_).substr(at_); }
    void take_back() { at_ = start_; }
    void end_line();
    void add_argument(std::string_view text, bool is_apart);
    void shut(SudoersToken::Kind kind, std::string_view text = {});
    void break_off(std::string_view why);
    void end_string();
    void take_command(std::string_view found);
    /// `digits_of_a_byte`: 0 says base 64.
    void take_digest(std::string_view found, std::size_t digits_of_a_byte);
    void take_defaults(std::string_view found);
    void take_include(std::string_view found);
    void take_comment(std::string_view found);
    bool is_continued_keyword();

    std::string text_;
    std::size_t at_ = 0;
    std::size_t start_ = 0;       // of what was found last
    std::size_t line_start_ = 0;  // the byte
    int line_ = 1;
    State state_ = State::initial;
    State state_before_ = State::initial;
    bool is_continued_ = false;
    bool saw_blank_ = false;
    std::string digest_type_;
    std::optional<std::string> string_;
    SudoersToken token_;  // that is being read
    bool is_whole_ = false;
};

}  // namespace muster
