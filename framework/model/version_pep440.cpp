// Versions of Python packages (PEP 440), in every spelling that its appendix B accepts:
//
//     [v][N!]N(.N)*[{a|b|rc}N][.postN][.devN][+local]       1!2.0rc1.post2.dev3+ubuntu.1
//
// Separators (`.`, `-`, `_` or none), letter case, leading zeros and words such as `alpha` do not
// count. Blanks around a version are not forgiven.

#include "framework/model/version_rules.hpp"
#include "framework/model/version_text.hpp"

#include <array>

namespace muster {

namespace {

using version_text::compare_numbers;
using version_text::is_alphanumeric;
using version_text::Reader;
using version_text::take_while;

struct Pep440 {
    std::string_view epoch;
    std::string_view release;  // "1.2.3", as written
    /// 'a', 'b' or 'r' as in "rc"; 0 without a pre-release.
    char pre = 0;
    std::string_view pre_number;
    // A post-release or a development release without a number has number 0, the empty run.
    std::optional<std::string_view> post;
    std::optional<std::string_view> dev;
    std::string_view local;  // "ubuntu.1", as written
};

constexpr char lower(char c) {
    return c >= 'A' and c <= 'Z' ? static_cast<char>(c + 32) : c;
}
bool is_separator(char c) {
    return c == '.' or c == '-' or c == '_';
}

bool take_word(Reader& reader, std::string_view word) {
    const auto rest = reader.rest();
    if (rest.size() < word.size())
        return false;
    for (std::size_t at = 0; at < word.size(); ++at) {
        if (lower(rest[at]) != word[at])
            return false;
    }
    return reader.take(rest.substr(0, word.size()));
}

bool take_separator(Reader& reader) {
    return not reader.at_end() and is_separator(reader.rest().front())
           and reader.take(reader.rest().front());
}

/// `[-_.]word[-_.][N]`: the number behind the word, perhaps empty; nothing taken without the word.
std::optional<std::string_view> take_marked_number(Reader& reader, std::string_view word) {
    Reader ahead = reader;
    take_separator(ahead);
    if (not take_word(ahead, word))
        return std::nullopt;
    take_separator(ahead);
    const auto number = ahead.take_digits();
    reader = ahead;
    return number;
}

void take_pre(Reader& reader, Pep440& version) {
    // A word that begins with another one stands before it.
    constexpr std::array<std::pair<std::string_view, char>, 8> words{{
        {"alpha", 'a'},
        {"a", 'a'},
        {"beta", 'b'},
        {"b", 'b'},
        {"preview", 'r'},
        {"pre", 'r'},
        {"c", 'r'},
        {"rc", 'r'},
    }};
    for (const auto& [word, kind] : words) {
        if (const auto number = take_marked_number(reader, word)) {
            version.pre = kind;
            version.pre_number = *number;
            return;
        }
    }
}

void take_post(Reader& reader, Pep440& version) {
    Reader ahead = reader;
    if (ahead.take('-') and ahead.before_digit()) {  // 1.0-1 is 1.0.post1
        version.post = ahead.take_digits();
        reader = ahead;
        return;
    }
    for (const std::string_view word : {"post", "rev", "r"}) {
        if ((version.post = take_marked_number(reader, word)))
            return;
    }
}

/// The release; false where a number is missing. A dot before a word is left to that word.
bool take_release(Reader& reader, Pep440& version) {
    const auto start = reader.rest();
    if (reader.take_digits().empty())
        return false;
    for (Reader ahead = reader; ahead.take('.') and ahead.before_digit(); reader = ahead)
        ahead.take_digits();
    version.release = start.substr(0, start.size() - reader.rest().size());
    return true;
}

/// The segments behind the `+`; false where one is empty.
bool take_local(Reader& reader, Pep440& version) {
    version.local = reader.rest();
    do {
        if (reader.take_while(is_alphanumeric).empty())
            return false;
    } while (take_separator(reader));
    return true;
}

/// Why it does not parse; empty when it does.
std::string parse(std::string_view text, Pep440& version) {
    Reader reader{text};
    take_word(reader, "v");
    Reader ahead = reader;
    if (const auto epoch = ahead.take_digits(); not epoch.empty() and ahead.take('!')) {
        version.epoch = epoch;
        reader = ahead;
    }
    if (not take_release(reader, version))
        return reader.fault();
    take_pre(reader, version);
    take_post(reader, version);
    version.dev = take_marked_number(reader, "dev");
    if (reader.take('+') and not take_local(reader, version))
        return reader.fault();
    return reader.at_end() ? std::string{} : reader.fault();
}

std::string why_not_pep440(std::string_view text) {
    Pep440 version;
    return parse(text, version);
}

/// Where a version stands among those of its release by its pre-release: a development release of
/// the release itself, then a, b, rc, then none.
int pre_rank(const Pep440& version) {
    switch (version.pre) {
    case 'a': return 1;
    case 'b': return 2;
    case 'r': return 3;
    default: return version.dev and not version.post ? 0 : 4;
    }
}

std::weak_ordering compare_local_segments(std::string_view left, std::string_view right) {
    const bool left_number = left.find_first_not_of("0123456789") == std::string_view::npos;
    const bool right_number = right.find_first_not_of("0123456789") == std::string_view::npos;
    if (left_number != right_number)
        return left_number <=> right_number;  // numbers are after words
    if (left_number)
        return compare_numbers(left, right);
    for (std::size_t at = 0; at < left.size() and at < right.size(); ++at) {
        if (const auto order = lower(left[at]) <=> lower(right[at]); std::is_neq(order))
            return order;
    }
    return left.size() <=> right.size();
}

std::weak_ordering compare_locals(std::string_view left, std::string_view right) {
    while (not left.empty() and not right.empty()) {
        const auto left_segment = take_while(left, is_alphanumeric);
        const auto right_segment = take_while(right, is_alphanumeric);
        if (const auto order = compare_local_segments(left_segment, right_segment);
            std::is_neq(order))
            return order;
        left.remove_prefix(left.empty() ? 0 : 1);
        right.remove_prefix(right.empty() ? 0 : 1);
    }
    return not left.empty() <=> not right.empty();
}

/// Where a version without this number stands against one that has it.
enum class Without { before, behind };

std::weak_ordering compare_numbered(
    std::optional<std::string_view> left, std::optional<std::string_view> right, Without without
) {
    if (left.has_value() and right.has_value())
        return compare_numbers(*left, *right);
    if (without == Without::before)
        return left.has_value() <=> right.has_value();
    return right.has_value() <=> left.has_value();
}

std::weak_ordering compare_pep440(std::string_view left, std::string_view right) {
    Pep440 a;
    Pep440 b;
    (void)parse(left, a);  // both are versions
    (void)parse(right, b);
    if (const auto order = compare_numbers(a.epoch, b.epoch); std::is_neq(order))
        return order;
    if (const auto order = dotted_version_rules.compare(a.release, b.release); std::is_neq(order))
        return order;
    if (const auto order = pre_rank(a) <=> pre_rank(b); std::is_neq(order))
        return order;
    if (const auto order = compare_numbers(a.pre_number, b.pre_number); std::is_neq(order))
        return order;
    if (const auto order = compare_numbered(a.post, b.post, Without::before); std::is_neq(order))
        return order;
    if (const auto order = compare_numbered(a.dev, b.dev, Without::behind); std::is_neq(order))
        return order;
    return compare_locals(a.local, b.local);
}

}  // namespace

const VersionRules pep440_version_rules{why_not_pep440, compare_pep440};

}  // namespace muster
