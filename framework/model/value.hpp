#pragma once

// What a fact can be. RESOURCES 1.2 (types) and 1.3 (ways not to have a value).

#include "framework/base/clock.hpp"
#include "framework/model/version_order.hpp"

#include <compare>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace muster {

enum class Type { flag, text, number, scalar, mode, list, version, time, map, term };

std::string_view name(Type type);

/// Whole (64 bit) or decimal; the unit is fixed by the attribute.
struct Number {
    std::variant<std::int64_t, double> amount = std::int64_t{0};

    friend bool operator==(Number left, Number right) { return (left <=> right) == 0; }
    friend std::partial_ordering operator<=>(Number left, Number right);
};

/// What a file or a kernel says: text that may be a number, a flag or a list.
struct Scalar {
    std::string text;
};

/// The 12 permission bits.
struct Mode {
    std::uint16_t bits = 0;

    friend bool operator==(Mode, Mode) = default;
};

/// A version, and who decides how it compares.
struct Version {
    std::string text;
    VersionOrder order = VersionOrder::text;
};

/// Text with an equality of its own.
enum class TermKind {
    address,
    cpu,
    public_key,
    domain_name,
    cron_entry,
    distinguished_name,
    hexadecimal
};

std::string_view name(TermKind kind);

struct Term {
    TermKind kind = TermKind::address;
    std::string text;
};

/// A count of which only the bounds are known, since some things could not be told: what is judged of it
/// must come out alike for every number in between, else it cannot be told, for the reason given; or is skipped,
/// where the open things cannot be asked.
struct Range {
    std::int64_t low = 0;
    std::int64_t high = 0;
    std::string reason;
    bool not_asked = false;
};

struct Value;

struct List {
    std::vector<Value> items;
    bool ordered = false;  ///< a *seq*: order and duplicates count
};

struct Map {
    std::vector<std::pair<std::string, Value>> members;
};

/// No value, and why. Every matcher fails on it, negated ones too.
struct Nothing {
    enum class Why { absent, not_set, wrong_kind, no_answer, nothing_to_judge };
    Why why = Why::absent;
    std::string text;  ///< a whole remark: `"10" is text, not a folder`; empty: said by the subject
};

struct Value {
    using Data = std::variant<
        Nothing,
        bool,
        std::string,
        Number,
        Scalar,
        Mode,
        List,
        Version,
        Instant,
        Map,
        Term,
        Range>;

    // Made, copied and ended in value.cpp alone: nearly every source handles values, and a variant of this
    // size would take each of them a second to compile.
    Value();
    Value(const Value& other);
    Value(Value&& other) noexcept;
    Value& operator=(const Value& other);
    Value& operator=(Value&& other) noexcept;
    ~Value();

    // NOLINTBEGIN(google-explicit-constructor): it is any of these
    Value(Nothing why);
    Value(std::string text);
    Value(std::string_view text);
    Value(const char* text);
    Value(bool flag);
    template<std::integral T>
        requires(not std::same_as<T, bool>)
    Value(T whole) : Value(Number{static_cast<std::int64_t>(whole)}) {}
    Value(double decimal);
    Value(Number number);
    Value(Scalar scalar);
    Value(Mode mode);
    Value(List list);
    Value(Version version);
    Value(Instant time);
    Value(Map map);
    Value(Term term);
    Value(Range count);
    Value(const void* no_flag) = delete;
    // NOLINTEND(google-explicit-constructor)

    template<class T>
    const T* as() const {
        return std::get_if<T>(&data);
    }
    bool is_nothing() const { return std::holds_alternative<Nothing>(data); }

    Data data;
    /// Shown with a failure: "the UDP port 53 is bound", "configured as 0 in /etc/sysctl.d/x.conf:2".
    std::string remark;
    /// Shown in the place of a secret: `$6$…`. It is judged by what it is, and never written anywhere.
    std::string shown_as;
    /// Not empty: the value says "could not be done" (an exit status 127) to whoever does not name it.
    /// A matcher with this very value among its own is judged; every other one cannot be told, for the
    /// reason given here: "sh: 1: nginx: not found".
    std::string doubt;
};

/// The thing is not there. A flag or list of an absent thing is judged all the same: say false or {}.
inline const Value absent = Nothing{Nothing::Why::absent, ""};
/// The thing is there and has no such value; only `is_set` is judged.
inline const Value not_set = Nothing{Nothing::Why::not_set, ""};

Value wrong_kind(std::string remark);  ///< "is a folder, not a regular file"
Value no_answer(std::string remark);   ///< "no answer from 192.0.2.7:443 in 10 s"

/// Items without order or duplicates, as a List shows them: sorted, each once.
List set_of(std::vector<Value> items);
List set_of_texts(const std::vector<std::string>& texts);
List sequence_of_texts(const std::vector<std::string>& texts);
/// The lines of a text: cut at `\n`, one final newline makes no item, `\r` is kept.
List sequence_of_lines(std::string_view text);
/// All of a text as a Scalar, one final newline off.
Scalar scalar_of(std::string_view text);

/// The number that a text is: decimal, nothing else around it.
std::optional<Number> number_from(std::string_view text);

/// As a reader sees it: texts quoted and escaped, modes in octal, times in UTC, lists in brackets.
std::string to_shown(const Value& value, std::size_t limit = 400);

/// Without quotes, whole: what machines read ("0644", "1.22.1-9", "true").
std::string to_plain(const Value& value);

}  // namespace muster
