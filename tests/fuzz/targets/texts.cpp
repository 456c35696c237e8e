// What people and tools write on one line: versions, ranges, times, addresses, patterns, URLs, regular
// expressions, and texts that are put before a reader.

#include "framework/backend/ssh/ssh_url.hpp"
#include "framework/base/clock.hpp"
#include "framework/base/crypto/base64.hpp"
#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/glob.hpp"
#include "framework/base/regex/regex.hpp"
#include "framework/base/text.hpp"
#include "framework/base/xml/xml.hpp"
#include "framework/model/semver_range.hpp"
#include "framework/model/term.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace muster::fuzz {

namespace {

/// An input is cut at its first newline: two texts that are held against each other.
std::pair<std::string_view, std::string_view> two(std::string_view input) {
    const auto end = input.find('\n');
    return {input.substr(0, end), end == std::string_view::npos ? "" : input.substr(end + 1)};
}

void versions(std::string_view input) {
    const auto [left, right] = two(input);
    for (int i = 0; i <= static_cast<int>(VersionOrder::text); ++i) {
        const auto order = static_cast<VersionOrder>(i);
        const auto forth = compare_versions(order, left, right);
        const auto back = compare_versions(order, right, left);
        FUZZ_ASSERT((forth < 0) == (back > 0) and (forth == 0) == (back == 0));
        FUZZ_ASSERT(is_version(order, left) == why_not(order, left).empty());
        FUZZ_ASSERT(not is_version(order, left) or compare_versions(order, left, left) == 0);
        const auto range = VersionRange::parse(order, right);
        if (const auto* parsed = std::get_if<VersionRange>(&range))
            (void)parsed->holds(left);
    }
    const auto range = SemverRange::parse(right);
    if (const auto* parsed = std::get_if<SemverRange>(&range))
        (void)parsed->holds(left);
}

void terms(std::string_view input) {
    const auto [left, right] = two(input);
    for (int i = 0; i <= static_cast<int>(TermKind::hexadecimal); ++i) {
        const auto kind = static_cast<TermKind>(i);
        if (is_term(kind, left))
            FUZZ_ASSERT(same_term(kind, left, left));
        (void)same_term(kind, left, right);
    }
    if (const auto address = address_from(left))
        FUZZ_ASSERT(address_from(to_text(*address)).has_value());
}

void times(std::string_view input) {
    if (const auto time = from_iso8601(input))
        FUZZ_ASSERT(from_iso8601(to_iso8601(*time)) == time);
    if (const auto duration = duration_from(input))
        (void)to_words(*duration);
    (void)whole_number(input);
    (void)octal_number(input);
}

void patterns(std::string_view input) {
    const auto [pattern, path] = two(input);
    (void)glob_matches(pattern, path);
    try {
        const Regex regex(pattern);
        (void)regex.found_in(path);
        (void)regex.captured_from(path);
    } catch (const Broken&) {
        return;  // no regular expression
    }
}

void urls(std::string_view input) {
    try {
        const auto url = parse_ssh_url(input);
        FUZZ_ASSERT(not url.host.empty());
    } catch (const Broken&) {
        return;  // no URL
    }
}

void shown(std::string_view input) {
    constexpr std::size_t limit = 400;
    for (const auto& text :
         {escaped(input, limit), quoted(input, limit), printable(input, limit)}) {
        FUZZ_ASSERT(is_utf8(text));
        FUZZ_ASSERT(text.find_first_of("\n\r\x1b\x7f") == std::string::npos);
        FUZZ_ASSERT(display_width(text) <= text.size());
    }
    FUZZ_ASSERT(is_utf8(xml_text(input)));
    const auto coded = from_base64(to_base64(input));
    FUZZ_ASSERT(coded == std::string(input));
    if (const auto bytes = from_base64(input))
        FUZZ_ASSERT(to_base64(*bytes) == input);
}

}  // namespace

}  // namespace muster::fuzz

namespace muster {

std::vector<fuzz::Target> texts_targets() {
    using namespace fuzz;
    return {
        {"versions",
         versions,
         {"2:1.0-1~bpo12+1\n>= 1.22, < 2 || = 3",
          "1.2.3-rc.1+x\n^1.2 || ~2.0.1",
          "1.0_alpha2-r3\n1!2.0.post1"}},
        {"terms",
         terms,
         {"15 2 * * mon-fri /usr/local/sbin/backup\n@daily x",
          "CN = example.org, O = \"X, Y\"\n/CN=a/O=b",
          "AB:cd:01\nabcd01",
          "2001:db8::1/64\n::ffff:192.0.2.1",
          "0-3,8\n1",
          "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA x\n",
          "Example.ORG.\n"}},
        {"times", times, {"2030-01-01T08:30:00.25+09:00", "2030-02-29", "36500d", "500ms"}},
        {"patterns",
         patterns,
         {"/etc/*.d/[a-c]?[!x]\n/etc/x.d/ab1", "^(a|b)*\\s+(\\d{1,3})$\nab 12"}},
        {"urls", urls, {"ssh://root@[::1]:22", "openssh://web-03", "ssh://a@b:65535"}},
        {"shown", shown, {"plain", "\x1b]0;x\x07日本\xFF\n", "aGVsbG8="}},
    };
}

}  // namespace muster
