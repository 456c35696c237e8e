#pragma once
#pragma GCC system_header
// Facts as a spec names them. Each is a ticket: it names something to be found out, cannot be looked
// into and does not convert to bool. Matchers are its operators and methods, and give an Expectation.

#include <muster/matchers.hpp>

namespace muster::dsl {

/// What must be true of a fact; joins with `and`, `or`, `not`, and says nothing until it is given to
/// `expect` or `only_if`.
struct [[nodiscard]] Expectation {
    std::uint32_t id = 0;
};
Expectation operator not(Expectation one);
Expectation operator and(Expectation left, Expectation right);
Expectation operator or(Expectation left, Expectation right);

/// A thing on a host, as a resource's header derives from it.
class Subject {
public:
    Subject(const char* resource, std::initializer_list<Item> names);

    static Subject of(std::uint32_t id) { return Subject(id); }
    std::uint32_t id() const { return id_; }

protected:
    /// The same thing, narrowed by a qualifier.
    Subject narrowed(const char* qualifier, std::initializer_list<Item> arguments) const;
    /// A part of it with attributes of its own kind.
    Subject part(const char* view, std::initializer_list<Item> names = {}) const;

private:
    explicit Subject(std::uint32_t id) : id_(id) {}
    std::uint32_t id_;
};

/// Names one fact: a subject, an attribute and, if it takes some, the attribute's parameters.
class Ticket {
public:
    Ticket(const Subject& subject, const char* attribute)
        : subject_(subject.id()), attribute_(attribute) {}
    Ticket(const Subject& subject, const char* attribute, std::initializer_list<Item> parameters);
    Ticket(const Ticket&) = default;
    /// `expect(a.running = b.running)` would be true of b alone.
    Ticket& operator=(const Ticket&) = delete;

    /// A matcher value: `fits(contains("sudo") and not contains("adm"))`.
    Expectation fits(Matcher one) const;
    /// There is a value; false, not a failure in both ways, where the thing is there and has none.
    Expectation is_set() const { return by("is_set", {}); }
    template<class... Items>
    Expectation in(Items... items) const {
        return by("in", {Item(items)...});
    }

    std::uint32_t subject() const { return subject_; }
    std::uint32_t extra() const { return extra_; }
    const char* attribute() const { return attribute_; }

protected:
    Expectation by(const char* word, std::initializer_list<Item> operands) const;
    Expectation against(const char* relation, const Ticket& other) const;
    Ticket derived(const char* word, Word argument) const;

private:
    std::uint32_t subject_;
    std::uint32_t extra_ = 0;  ///< parameters and derivations; 0: none
    const char* attribute_;
};

/// Yes or no.
struct [[nodiscard]] Flag : Ticket {
    using Ticket::Ticket;
    explicit Flag(Ticket ticket) : Ticket(ticket) {}
    operator Expectation() const { return by("equals", {true}); }
    Expectation operator==(const Flag& other) const { return against("equals", other); }
    Expectation operator!=(const Flag& other) const { return against("differs", other); }
};
inline Expectation operator not(const Flag& flag) {
    return not Expectation(flag);
}

/// What a number is held against: any arithmetic literal, a Word, or a span of time where the
/// attribute counts seconds or days.
struct Amount : Item {
    Amount(int number) : Item(number) {}
    Amount(unsigned number) : Item(number) {}
    Amount(long number) : Item(number) {}
    Amount(unsigned long number) : Item(number) {}
    Amount(long long number) : Item(number) {}
    Amount(unsigned long long number) : Item(number) {}
    Amount(double number) : Item(number) {}
    Amount(Duration duration) : Item(duration) {}
    Amount(Word word) : Item(word) {}
};

/// Whole or decimal; the unit is fixed by the attribute.
struct [[nodiscard]] Number : Ticket {
    using Ticket::Ticket;
    Expectation operator==(Amount value) const { return by("equals", {value}); }
    Expectation operator!=(Amount value) const { return by("differs", {value}); }
    Expectation operator<(Amount value) const { return by("less_than", {value}); }
    Expectation operator<=(Amount value) const { return by("at_most", {value}); }
    Expectation operator>(Amount value) const { return by("more_than", {value}); }
    Expectation operator>=(Amount value) const { return by("at_least", {value}); }
    Expectation operator==(const Number& other) const { return against("equals", other); }
    Expectation operator!=(const Number& other) const { return against("differs", other); }
    Expectation operator<(const Number& other) const { return against("less_than", other); }
    Expectation operator<=(const Number& other) const { return against("at_most", other); }
    Expectation operator>(const Number& other) const { return against("more_than", other); }
    Expectation operator>=(const Number& other) const { return against("at_least", other); }
    Expectation between(Amount low, Amount high) const { return by("between", {low, high}); }
};

struct Text;
struct Version;

/// What a file or a kernel says: text that may be a number, a flag, a list or nothing.
struct [[nodiscard]] Scalar : Ticket {
    using Ticket::Ticket;
    explicit Scalar(Ticket ticket) : Ticket(ticket) {}

    /// A number, a text or a list.
    struct Operand : Item {
        Operand(int number) : Item(number) {}
        Operand(unsigned number) : Item(number) {}
        Operand(long number) : Item(number) {}
        Operand(unsigned long number) : Item(number) {}
        Operand(long long number) : Item(number) {}
        Operand(unsigned long long number) : Item(number) {}
        Operand(double number) : Item(number) {}
        Operand(const char* text) : Item(text) {}
        Operand(Word word) : Item(word) {}
        Operand(ListValue list) : Item(list) {}
        Operand(Words words) : Item(words) {}
    };
    Expectation operator==(Operand value) const { return by("equals", {value}); }
    Expectation operator!=(Operand value) const { return by("differs", {value}); }
    Expectation operator<(Amount value) const { return by("less_than", {value}); }
    Expectation operator<=(Amount value) const { return by("at_most", {value}); }
    Expectation operator>(Amount value) const { return by("more_than", {value}); }
    Expectation operator>=(Amount value) const { return by("at_least", {value}); }
    Expectation operator==(const Scalar& other) const { return against("equals", other); }
    Expectation operator!=(const Scalar& other) const { return against("differs", other); }
    Expectation operator<(const Scalar& other) const { return against("less_than", other); }
    Expectation operator<=(const Scalar& other) const { return against("at_most", other); }
    Expectation operator>(const Scalar& other) const { return against("more_than", other); }
    Expectation operator>=(const Scalar& other) const { return against("at_least", other); }
    Expectation operator==(const Number& other) const { return against("equals", other); }
    Expectation operator!=(const Number& other) const { return against("differs", other); }
    Expectation operator<(const Number& other) const { return against("less_than", other); }
    Expectation operator<=(const Number& other) const { return against("at_most", other); }
    Expectation operator>(const Number& other) const { return against("more_than", other); }
    Expectation operator>=(const Number& other) const { return against("at_least", other); }
    Expectation operator==(const Text& other) const;
    Expectation operator!=(const Text& other) const;
    Expectation operator==(const Version& other) const;
    Expectation operator!=(const Version& other) const;
    Expectation operator<(const Version& other) const;
    Expectation operator<=(const Version& other) const;
    Expectation operator>(const Version& other) const;
    Expectation operator>=(const Version& other) const;
    Expectation between(Amount low, Amount high) const { return by("between", {low, high}); }
    Expectation is_empty() const { return by("is_empty", {}); }
    template<class... Items>
    Expectation contains(Items... texts) const {
        return by("contains", {Item(texts)...});
    }
    Expectation starts_with(Word text) const { return by("starts_with", {text}); }
    Expectation ends_with(Word text) const { return by("ends_with", {text}); }
    Expectation matches(Word regex) const { return by("matches", {regex}); }
    Expectation semver(Word range) const { return by("semver", {range}); }
    Scalar captured(Word regex) const { return Scalar(derived("captured", regex)); }
};

/// Bytes, exact: nothing is trimmed.
struct [[nodiscard]] Text : Ticket {
    using Ticket::Ticket;
    Expectation operator==(Word value) const { return by("equals", {value}); }
    Expectation operator!=(Word value) const { return by("differs", {value}); }
    Expectation operator==(const Text& other) const { return against("equals", other); }
    Expectation operator!=(const Text& other) const { return against("differs", other); }
    template<class... Items>
    Expectation contains(Items... texts) const {
        return by("contains", {Item(texts)...});
    }
    Expectation starts_with(Word text) const { return by("starts_with", {text}); }
    Expectation ends_with(Word text) const { return by("ends_with", {text}); }
    Expectation matches(Word regex) const { return by("matches", {regex}); }
    Expectation is_empty() const { return by("is_empty", {}); }
    Expectation has_length(Matcher length) const { return by("has_length", {length}); }
    Expectation semver(Word range) const { return by("semver", {range}); }
    /// The text is JSON (YAML, XML), and the value at that place fits.
    Expectation json(Word path, Matcher one) const { return by("json", {path, one}); }
    Expectation yaml(Word path, Matcher one) const { return by("yaml", {path, one}); }
    Expectation xpath(Word expression, Matcher one) const { return by("xpath", {expression, one}); }
    /// The first group of the first match (of the whole, without a group); no match: not set.
    Scalar captured(Word regex) const { return Scalar(derived("captured", regex)); }
};

inline Expectation Scalar::operator==(const Text& other) const {
    return against("equals", other);
}
inline Expectation Scalar::operator!=(const Text& other) const {
    return against("differs", other);
}

/// Compared as the package manager of the platform compares.
struct [[nodiscard]] Version : Ticket {
    using Ticket::Ticket;
    Expectation operator==(Word value) const { return by("equals", {value}); }
    Expectation operator!=(Word value) const { return by("differs", {value}); }
    Expectation operator<(Word value) const { return by("less_than", {value}); }
    Expectation operator<=(Word value) const { return by("at_most", {value}); }
    Expectation operator>(Word value) const { return by("more_than", {value}); }
    Expectation operator>=(Word value) const { return by("at_least", {value}); }
    Expectation operator==(const Version& other) const { return against("equals", other); }
    Expectation operator!=(const Version& other) const { return against("differs", other); }
    Expectation operator<(const Version& other) const { return against("less_than", other); }
    Expectation operator<=(const Version& other) const { return against("at_most", other); }
    Expectation operator>(const Version& other) const { return against("more_than", other); }
    Expectation operator>=(const Version& other) const { return against("at_least", other); }
    Expectation between(Word low, Word high) const { return by("between", {low, high}); }
    Expectation matches(Word regex) const { return by("matches", {regex}); }
    /// ">= 1.22, < 2": `,` is and, `||` is or.
    Expectation within_versions(Word range) const { return by("within_versions", {range}); }
    Expectation semver(Word range) const { return by("semver", {range}); }
};

inline Expectation Scalar::operator==(const Version& other) const {
    return against("equals", other);
}
inline Expectation Scalar::operator!=(const Version& other) const {
    return against("differs", other);
}
inline Expectation Scalar::operator<(const Version& other) const {
    return against("less_than", other);
}
inline Expectation Scalar::operator<=(const Version& other) const {
    return against("at_most", other);
}
inline Expectation Scalar::operator>(const Version& other) const {
    return against("more_than", other);
}
inline Expectation Scalar::operator>=(const Version& other) const {
    return against("at_least", other);
}

/// The 12 permission bits: `0644`, "0644", "u=rw,go=r". `<=` is at most, `>=` at least; there is no
/// `<` or `>`.
struct [[nodiscard]] Mode : Ticket {
    using Ticket::Ticket;

    struct Operand : Item {
        Operand(int octal) : Item(octal) {}
        Operand(const char* text) : Item(text) {}
        Operand(Word word) : Item(word) {}
    };
    Expectation operator==(Operand value) const { return by("equals", {value}); }
    Expectation operator!=(Operand value) const { return by("differs", {value}); }
    Expectation operator<=(Operand value) const { return by("at_most", {value}); }
    Expectation operator>=(Operand value) const { return by("at_least", {value}); }
    Expectation operator==(const Mode& other) const { return against("equals", other); }
    Expectation operator!=(const Mode& other) const { return against("differs", other); }
    Expectation operator<=(const Mode& other) const { return against("at_most", other); }
    Expectation operator>=(const Mode& other) const { return against("at_least", other); }
};

/// An instant: "2030-01-01T00:00:00Z", "2030-01-01", `ago(1d)`, `from_now(30d)`.
struct [[nodiscard]] Time : Ticket {
    using Ticket::Ticket;

    struct Operand : Item {
        Operand(const char* text) : Item(text) {}
        Operand(Word word) : Item(word) {}
        Operand(Moment moment) : Item(moment) {}
    };
    Expectation operator==(Operand value) const { return by("equals", {value}); }
    Expectation operator!=(Operand value) const { return by("differs", {value}); }
    Expectation operator<(Operand value) const { return by("less_than", {value}); }
    Expectation operator<=(Operand value) const { return by("at_most", {value}); }
    Expectation operator>(Operand value) const { return by("more_than", {value}); }
    Expectation operator>=(Operand value) const { return by("at_least", {value}); }
    Expectation operator==(const Time& other) const { return against("equals", other); }
    Expectation operator!=(const Time& other) const { return against("differs", other); }
    Expectation operator<(const Time& other) const { return against("less_than", other); }
    Expectation operator<=(const Time& other) const { return against("at_most", other); }
    Expectation operator>(const Time& other) const { return against("more_than", other); }
    Expectation operator>=(const Time& other) const { return against("at_least", other); }
    Expectation between(Operand low, Operand high) const { return by("between", {low, high}); }
    Expectation older_than(Duration age) const { return by("older_than", {age}); }
    Expectation newer_than(Duration age) const { return by("newer_than", {age}); }
};

/// Items of one type: a set, unless the attribute's table says *seq*.
struct [[nodiscard]] List : Ticket {
    using Ticket::Ticket;

    struct Operand : Item {
        Operand(ListValue list) : Item(list) {}
        Operand(Words words) : Item(words) {}
        Operand(Word word) : Item(word) {}  ///< a variable that is a list
    };
    Expectation operator==(Operand value) const { return by("equals", {value}); }
    Expectation operator!=(Operand value) const { return by("differs", {value}); }
    Expectation operator==(const List& other) const { return against("equals", other); }
    Expectation operator!=(const List& other) const { return against("differs", other); }
    Expectation is_subset_of(const List& other) const { return against("is_subset_of", other); }
    template<class... Items>
    Expectation contains(Items... items) const {
        return by("contains", {Item(items)...});
    }
    template<class... Items>
    Expectation is_subset_of(Items... items) const {
        return by("is_subset_of", {Item(items)...});
    }
    template<class... Items>
    Expectation contains_in_order(Items... items) const {
        return by("contains_in_order", {Item(items)...});
    }
    template<class... Items>
    Expectation contains_run(Items... items) const {
        return by("contains_run", {Item(items)...});
    }
    template<class... Items>
    Expectation consists_of(Items... items) const {
        return by("consists_of", {Item(items)...});
    }
    Expectation is_empty() const { return by("is_empty", {}); }
    Expectation has_length(Matcher length) const { return by("has_length", {length}); }
    Expectation every(Matcher one) const { return by("every", {one}); }
    Expectation some(Matcher one) const { return by("some", {one}); }
    Expectation none(Matcher one) const { return by("none", {one}); }
    Expectation exactly(Amount count, Matcher one) const { return by("exactly", {count, one}); }
    Expectation at_least(Amount count, Matcher one) const { return by("at_least", {count, one}); }
    Expectation at_most(Amount count, Matcher one) const { return by("at_most", {count, one}); }
};

/// Names to Scalars.
struct [[nodiscard]] Map : Ticket {
    using Ticket::Ticket;
    Scalar operator[](Word key) const { return Scalar(derived("member", key)); }
    Flag has(Word key) const { return Flag(derived("has", key)); }
    Expectation is_empty() const { return by("is_empty", {}); }
    Expectation has_length(Matcher length) const { return by("has_length", {length}); }
    template<class... Items>
    Expectation contains(Items... keys) const {
        return by("contains", {Item(keys)...});
    }
};

}  // namespace muster::dsl
