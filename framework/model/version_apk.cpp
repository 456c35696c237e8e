// Versions of Alpine packages. The grammar and the suffixes are those of apk-package(5), "version":
//
//     number{.number}[letter]{_suffix[number]}[~commit][-rnumber]      1.2.10b_rc2-r3
//
// The manual does not say how parts that differ in kind compare; this is what apk-tools 3 does. The
// parts are compared from left to right while they are of one kind. Where the kinds differ, a suffix
// that marks a pre-release is older; else the kind that stands later in the list above is. A number
// behind a dot with a leading zero is compared as text (1.010 < 1.02). apk-tools 2 differs in that
// case alone that we know of (1.010 > 1.02); which apk a host has does not change our order.

#include "framework/model/version_rules.hpp"
#include "framework/model/version_text.hpp"

#include <algorithm>
#include <array>

namespace muster {

namespace {

using version_text::compare_numbers;
using version_text::is_digit;
using version_text::Reader;

/// In the order in which they may stand in a version; nothing follows `end`.
enum class Kind { first_number, number, letter, suffix, suffix_number, commit, revision, end };

// From old to new; the first four are before the version without a suffix.
constexpr std::array<std::string_view, 9> suffixes{
    "alpha", "beta", "pre", "rc", "cvs", "svn", "git", "hg", "p"};
constexpr int first_post_release = 4;

struct Part {
    Kind kind;
    std::string_view text;
    int suffix = 0;  // place in `suffixes`

    bool pre_release() const { return kind == Kind::suffix and suffix < first_post_release; }
};

/// Hands out a version part by part; nothing where the text breaks the grammar.
class Parts {
public:
    explicit Parts(std::string_view text) : reader_{text} {}

    std::optional<Part> next();
    std::string fault() const { return reader_.fault(); }

private:
    std::optional<Part> digits(Kind kind);
    std::optional<Part> suffix();
    std::optional<Part> commit();
    bool may(Kind next) const { return kind_ and *kind_ < next; }

    Reader reader_;
    std::optional<Kind> kind_;  // of the part before
};

std::optional<Part> Parts::digits(Kind kind) {
    const auto text = reader_.take_digits();
    if (text.empty())
        return std::nullopt;
    kind_ = kind;
    return Part{kind, text};
}

std::optional<Part> Parts::suffix() {
    const auto word = reader_.take_while([](char c) { return c >= 'a' and c <= 'z'; });
    const auto* const known = std::find(suffixes.begin(), suffixes.end(), word);
    if (known == suffixes.end())
        return std::nullopt;
    kind_ = Kind::suffix;
    return Part{Kind::suffix, word, static_cast<int>(known - suffixes.begin())};
}

std::optional<Part> Parts::commit() {
    const auto hash =
        reader_.take_while([](char c) { return is_digit(c) or (c >= 'a' and c <= 'f'); });
    if (hash.empty())
        return std::nullopt;
    kind_ = Kind::commit;
    return Part{Kind::commit, hash};
}

std::optional<Part> Parts::next() {
    if (not kind_)
        return digits(Kind::first_number);
    if (reader_.at_end())
        return Part{Kind::end, {}};
    if (*kind_ == Kind::suffix and reader_.before_digit())
        return digits(Kind::suffix_number);
    if (may(Kind::letter) and reader_.take('.'))
        return digits(Kind::number);
    if (may(Kind::commit) and reader_.take('_'))
        return suffix();
    if (may(Kind::commit) and reader_.take('~'))
        return commit();
    if (may(Kind::revision) and reader_.take("-r"))
        return digits(Kind::revision);
    const char letter = reader_.rest().front();
    if (not may(Kind::letter) or letter < 'a' or letter > 'z')
        return std::nullopt;
    kind_ = Kind::letter;
    const auto text = reader_.rest().substr(0, 1);
    reader_.take(letter);
    return Part{Kind::letter, text};
}

std::string why_not_apk(std::string_view text) {
    Parts parts{text};
    for (;;) {
        const auto part = parts.next();
        if (not part)
            return parts.fault();
        if (part->kind == Kind::end)
            return {};
    }
}

std::weak_ordering compare_same_kind(const Part& left, const Part& right) {
    switch (left.kind) {
    case Kind::number:
        if (left.text.starts_with('0') or right.text.starts_with('0'))
            return left.text <=> right.text;
        return compare_numbers(left.text, right.text);
    case Kind::first_number:
    case Kind::suffix_number:
    case Kind::revision: return compare_numbers(left.text, right.text);
    case Kind::suffix: return left.suffix <=> right.suffix;
    case Kind::letter:
    case Kind::commit:
    case Kind::end: break;
    }
    return left.text <=> right.text;
}

std::weak_ordering compare_apk(std::string_view left, std::string_view right) {
    Parts left_parts{left};
    Parts right_parts{right};
    for (;;) {
        // Both are versions: no part is missing before the end.
        const Part a = left_parts.next().value();
        const Part b = right_parts.next().value();
        if (a.kind != b.kind) {
            if (a.pre_release() or b.pre_release())
                return a.pre_release() ? std::weak_ordering::less : std::weak_ordering::greater;
            return b.kind <=> a.kind;
        }
        if (const auto order = compare_same_kind(a, b); std::is_neq(order) or a.kind == Kind::end)
            return order;
    }
}

}  // namespace

const VersionRules apk_version_rules{why_not_apk, compare_apk};

}  // namespace muster
