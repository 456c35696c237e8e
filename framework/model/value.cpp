#include "framework/base/display.hpp"
#include "framework/base/overloaded.hpp"
#include "framework/base/text.hpp"
#include "framework/model/value_identity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <tuple>

namespace muster {

namespace {

std::string number_text(Number number) {
    if (const auto* whole = std::get_if<std::int64_t>(&number.amount))
        return fmt::format("{}", *whole);
    return fmt::format("{}", std::get<double>(number.amount));
}

std::string list_text(const List& list, std::string (*item_text)(const Value&)) {
    std::string text = "[";
    for (const auto& item : list.items)
        text += (&item == list.items.data() ? "" : ", ") + item_text(item);
    return text + "]";
}

std::string map_text(const Map& map, std::string (*item_text)(const Value&)) {
    std::string text = "{";
    for (const auto& [key, value] : map.members)
        text += (text.size() == 1 ? "" : ", ") + escaped(key) + ": " + item_text(value);
    return text + "}";
}

std::string range_text(const Range& range) {
    return fmt::format("between {} and {}", range.low, range.high);
}

std::string nothing_text(const Nothing& nothing) {
    switch (nothing.why) {
    case Nothing::Why::absent: return "absent";
    case Nothing::Why::not_set: return "not set";
    default: return escaped(nothing.text);
    }
}

}  // namespace

Value::Value() = default;
Value::Value(const Value& other) = default;
Value::Value(Value&& other) noexcept = default;
Value& Value::operator=(const Value& other) = default;
Value& Value::operator=(Value&& other) noexcept = default;
Value::~Value() = default;

Value::Value(Nothing why) : data(std::move(why)) {}
Value::Value(std::string text) : data(std::move(text)) {}
Value::Value(std::string_view text) : data(std::string(text)) {}
Value::Value(const char* text) : data(std::string(text)) {}
Value::Value(bool flag) : data(flag) {}
Value::Value(double decimal) : data(Number{decimal}) {}
Value::Value(Number number) : data(number) {}
Value::Value(Scalar scalar) : data(std::move(scalar)) {}
Value::Value(Mode mode) : data(mode) {}
Value::Value(List list) : data(std::move(list)) {}
Value::Value(Version version) : data(std::move(version)) {}
Value::Value(Instant time) : data(time) {}
Value::Value(Map map) : data(std::move(map)) {}
Value::Value(Term term) : data(std::move(term)) {}
Value::Value(Range count) : data(std::move(count)) {}

std::string_view name(Type type) {
    constexpr std::array<std::string_view, 10> names = {
        "flag",
        "text",
        "number",
        "scalar",
        "mode",
        "list",
        "version",
        "time",
        "map",
        "term",
    };
    return names.at(static_cast<std::size_t>(type));
}

std::string_view name(TermKind kind) {
    constexpr std::array<std::string_view, 7> names = {
        "address",
        "cpu",
        "public_key",
        "domain_name",
        "cron_entry",
        "distinguished_name",
        "hexadecimal"};
    return names.at(static_cast<std::size_t>(kind));
}

std::partial_ordering operator<=>(Number left, Number right) {
    const auto* a = std::get_if<std::int64_t>(&left.amount);
    const auto* b = std::get_if<std::int64_t>(&right.amount);
    if (a != nullptr and b != nullptr)
        return *a <=> *b;
    const auto as_double = [](Number number) {
        return std::visit([](auto amount) { return static_cast<double>(amount); }, number.amount);
    };
    return as_double(left) <=> as_double(right);
}

Value wrong_kind(std::string remark) {
    return Nothing{Nothing::Why::wrong_kind, std::move(remark)};
}

Value no_answer(std::string remark) {
    return Nothing{Nothing::Why::no_answer, std::move(remark)};
}

std::string identity_of(const Value& value) {
    if (value.shown_as.empty())
        return to_plain(value);
    auto bare = value;
    bare.shown_as.clear();
    return to_plain(bare);
}

List set_of(std::vector<Value> items) {
    struct Keyed {
        std::string plain;
        std::string identity;  ///< of secrets that are shown alike
        Value value;
    };
    std::vector<Keyed> keyed;  // made once: a set may have as many items as a host has sockets
    keyed.reserve(items.size());
    for (auto& item : items) {
        auto identity = item.shown_as.empty() ? std::string() : identity_of(item);
        keyed.push_back({to_plain(item), std::move(identity), std::move(item)});
    }
    const auto before = [](const Keyed& left, const Keyed& right) {
        const auto* a = left.value.as<Number>();
        const auto* b = right.value.as<Number>();
        if (a != nullptr and b != nullptr)
            return *a < *b;
        return std::tie(left.plain, left.identity) < std::tie(right.plain, right.identity);
    };
    std::ranges::stable_sort(keyed, before);
    const auto same = [](const Keyed& left, const Keyed& right) {
        return std::tie(left.plain, left.identity) == std::tie(right.plain, right.identity);
    };
    keyed.erase(std::unique(keyed.begin(), keyed.end(), same), keyed.end());
    List set;
    set.items.reserve(keyed.size());
    for (auto& one : keyed)
        set.items.push_back(std::move(one.value));
    return set;
}

List set_of_texts(const std::vector<std::string>& texts) {
    return set_of({texts.begin(), texts.end()});
}

List sequence_of_texts(const std::vector<std::string>& texts) {
    return {{texts.begin(), texts.end()}, true};
}

List sequence_of_lines(std::string_view text) {
    const auto lines = lines_of(text);
    return {{lines.begin(), lines.end()}, true};
}

Scalar scalar_of(std::string_view text) {
    if (text.ends_with('\n'))
        text.remove_suffix(1);
    return {std::string(text)};
}

std::optional<Number> number_from(std::string_view text) {
    if (const auto whole = whole_number(text))
        return Number{*whole};
    // from_chars would also read "inf", "nan" and "1e5": no file means a number by that.
    if (text.find_first_not_of("-0123456789.") != std::string_view::npos)
        return std::nullopt;
    double decimal = 0;
    const auto* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, decimal);
    if (error != std::errc{} or rest != end or not std::isfinite(decimal))
        return std::nullopt;
    return Number{decimal};
}

std::string to_shown(const Value& value, std::size_t limit) {
    if (not value.shown_as.empty())
        return quoted(value.shown_as, limit);
    const auto inner = [](const Value& item) { return to_shown(item); };
    return std::visit(
        Overloaded{
            [](const Nothing& nothing) { return nothing_text(nothing); },
            [](bool flag) { return std::string(flag ? "true" : "false"); },
            [&](const std::string& text) { return quoted(text, limit); },
            [](Number number) { return number_text(number); },
            [&](const Scalar& scalar) {
                return number_from(scalar.text) ? scalar.text : quoted(scalar.text, limit);
            },
            [](Mode mode) { return fmt::format("{:04o}", mode.bits); },
            [&](const List& list) { return list_text(list, inner); },
            [&](const Version& version) { return escaped(version.text, limit); },
            [](Instant time) { return to_iso8601(time); },
            [&](const Map& map) { return map_text(map, inner); },
            [&](const Term& term) { return quoted(term.text, limit); },
            [](const Range& range) { return range_text(range); },
        },
        value.data
    );
}

std::string to_plain(const Value& value) {
    if (not value.shown_as.empty())
        return value.shown_as;
    return std::visit(
        Overloaded{
            [](const Nothing& nothing) { return nothing_text(nothing); },
            [](bool flag) { return std::string(flag ? "true" : "false"); },
            [](const std::string& text) { return text; },
            [](Number number) { return number_text(number); },
            [](const Scalar& scalar) { return scalar.text; },
            [](Mode mode) { return fmt::format("{:04o}", mode.bits); },
            [](const List& list) { return list_text(list, to_plain); },
            [](const Version& version) { return version.text; },
            [](Instant time) { return to_iso8601(time); },
            [](const Map& map) { return map_text(map, to_plain); },
            [](const Term& term) { return term.text; },
            [](const Range& range) { return range_text(range); },
        },
        value.data
    );
}

}  // namespace muster
