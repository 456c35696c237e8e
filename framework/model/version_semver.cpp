#include "framework/model/version_semver.hpp"

#include "framework/model/version_rules.hpp"

namespace muster {

namespace {

using version_text::compare_numbers;
using version_text::is_alphanumeric;
using version_text::Reader;
using version_text::take_while;

bool is_identifier(char c) {
    return is_alphanumeric(c) or c == '-';
}

bool is_number(std::string_view identifier) {
    return identifier.find_first_not_of("0123456789") == std::string_view::npos;
}

bool has_leading_zero(std::string_view digits) {
    return digits.size() > 1 and digits.front() == '0';
}

enum class Zeros { forbidden, allowed };

/// Identifiers with dots between them; false at the first one that is none.
bool take_identifiers(Reader& reader, Zeros leading_zeros) {
    do {
        const Reader before = reader;
        const auto identifier = reader.take_while(is_identifier);
        if (identifier.empty())
            return false;
        if (leading_zeros == Zeros::forbidden and is_number(identifier)
            and has_leading_zero(identifier)) {
            reader = before;
            return false;
        }
    } while (reader.take('.'));
    return true;
}

/// Takes the whole of a version or says what is wrong with it.
std::string parse(std::string_view text, Semver& version) {
    Reader reader{text};
    for (auto& number : version.numbers) {
        const bool first = &number == version.numbers.data();
        if (not first and not reader.take('.'))
            return reader.at_end() ? "it has no three numbers" : reader.fault();
        number = reader.take_digits();
        if (number.empty())
            return reader.fault();
        if (has_leading_zero(number))
            return "a number has a leading zero";
    }
    const auto pre_release = read_semver_tail(reader);
    if (not pre_release or not reader.at_end())
        return reader.before('0') ? "a number has a leading zero" : reader.fault();
    version.pre_release = *pre_release;
    return {};
}

std::string why_not_semver(std::string_view text) {
    Semver version;
    return parse(text, version);
}

std::weak_ordering compare_identifiers(std::string_view left, std::string_view right) {
    const bool left_number = is_number(left);
    if (left_number != is_number(right))
        return left_number ? std::weak_ordering::less : std::weak_ordering::greater;
    if (left_number)
        return compare_numbers(left, right);
    return left <=> right;
}

std::weak_ordering compare_pre_releases(std::string_view left, std::string_view right) {
    if (left.empty() or right.empty())
        return left.empty() <=> right.empty();  // the release itself comes last
    while (not left.empty() and not right.empty()) {
        const auto left_identifier = take_while(left, is_identifier);
        const auto right_identifier = take_while(right, is_identifier);
        const auto order = compare_identifiers(left_identifier, right_identifier);
        if (std::is_neq(order))
            return order;
        left.remove_prefix(left.empty() ? 0 : 1);
        right.remove_prefix(right.empty() ? 0 : 1);
    }
    return not left.empty() <=> not right.empty();
}

std::weak_ordering compare_semver(std::string_view left, std::string_view right) {
    const Semver a = semver_parts(left);
    const Semver b = semver_parts(right);
    for (std::size_t at = 0; at < a.numbers.size(); ++at) {
        if (const auto order = compare_numbers(a.numbers[at], b.numbers[at]); std::is_neq(order))
            return order;
    }
    return compare_pre_releases(a.pre_release, b.pre_release);
}

}  // namespace

std::optional<std::string_view> read_semver_tail(Reader& reader) {
    std::string_view pre_release;
    if (reader.take('-')) {
        const auto rest = reader.rest();
        if (not take_identifiers(reader, Zeros::forbidden))
            return std::nullopt;
        pre_release = rest.substr(0, rest.size() - reader.rest().size());
    }
    if (reader.take('+') and not take_identifiers(reader, Zeros::allowed))
        return std::nullopt;
    return pre_release;
}

Semver semver_parts(std::string_view text) {
    Semver version;
    (void)parse(text, version);  // it is a version
    return version;
}

const VersionRules semver_version_rules{why_not_semver, compare_semver};

}  // namespace muster
