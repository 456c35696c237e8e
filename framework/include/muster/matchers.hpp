#pragma once
#pragma GCC system_header
// Matcher values: for matchers joined over one value (`fits`), for the items of a list (`every`,
// `contains`), and wherever else a matcher is taken. RESOURCES 2.2 says what each one means.

#include <muster/words.hpp>

namespace muster::dsl {

/// What is expected of a value; a plain value means equal.
struct [[nodiscard]] Matcher {
    Matcher(bool flag) : Matcher(Item(flag)) {}
    Matcher(int number) : Matcher(Item(number)) {}
    Matcher(unsigned number) : Matcher(Item(number)) {}
    Matcher(long number) : Matcher(Item(number)) {}
    Matcher(unsigned long number) : Matcher(Item(number)) {}
    Matcher(long long number) : Matcher(Item(number)) {}
    Matcher(unsigned long long number) : Matcher(Item(number)) {}
    Matcher(double number) : Matcher(Item(number)) {}
    Matcher(const char* text) : Matcher(Item(text)) {}
    Matcher(Word word) : Matcher(Item(word)) {}
    Matcher(Duration duration) : Matcher(Item(duration)) {}
    Matcher(Moment moment) : Matcher(Item(moment)) {}
    Matcher(ListValue values) : Matcher(Item(values)) {}

    static Matcher node(std::uint32_t id) { return Matcher(Node{}, id); }
    std::uint32_t id;

private:
    struct Node {};
    Matcher(Node, std::uint32_t node_id) : id(node_id) {}
    explicit Matcher(Item item);
};

/// A word of the matcher table with its operands.
Matcher matcher(const char* word, std::initializer_list<Item> operands);

Matcher operator not(Matcher one);
Matcher operator and(Matcher left, Matcher right);
Matcher operator or(Matcher left, Matcher right);

inline Matcher equals(Item value) {
    return matcher("equals", {value});
}
inline Matcher differs(Item value) {
    return matcher("differs", {value});
}
inline Matcher less_than(Item value) {
    return matcher("less_than", {value});
}
inline Matcher at_most(Item value) {
    return matcher("at_most", {value});
}
inline Matcher more_than(Item value) {
    return matcher("more_than", {value});
}
inline Matcher at_least(Item value) {
    return matcher("at_least", {value});
}
inline Matcher between(Item low, Item high) {
    return matcher("between", {low, high});
}
template<class... Items>
Matcher in(Items... items) {
    return matcher("in", {Item(items)...});
}
inline Matcher is_set() {
    return matcher("is_set", {});
}
inline Matcher is_empty() {
    return matcher("is_empty", {});
}
inline Matcher has_length(Matcher length) {
    return matcher("has_length", {length});
}
template<class... Items>
Matcher contains(Items... items) {
    return matcher("contains", {Item(items)...});
}
inline Matcher starts_with(Word text) {
    return matcher("starts_with", {text});
}
inline Matcher ends_with(Word text) {
    return matcher("ends_with", {text});
}
inline Matcher matches(Word regex) {
    return matcher("matches", {regex});
}
template<class... Items>
Matcher is_subset_of(Items... items) {
    return matcher("is_subset_of", {Item(items)...});
}
template<class... Items>
Matcher contains_in_order(Items... items) {
    return matcher("contains_in_order", {Item(items)...});
}
template<class... Items>
Matcher contains_run(Items... items) {
    return matcher("contains_run", {Item(items)...});
}
template<class... Items>
Matcher consists_of(Items... items) {
    return matcher("consists_of", {Item(items)...});
}
inline Matcher every(Matcher one) {
    return matcher("every", {one});
}
inline Matcher some(Matcher one) {
    return matcher("some", {one});
}
inline Matcher none(Matcher one) {
    return matcher("none", {one});
}
inline Matcher exactly(Item count, Matcher one) {
    return matcher("exactly", {count, one});
}
inline Matcher at_least(Item count, Matcher one) {
    return matcher("at_least", {count, one});
}
inline Matcher at_most(Item count, Matcher one) {
    return matcher("at_most", {count, one});
}
inline Matcher within_versions(Word range) {
    return matcher("within_versions", {range});
}
inline Matcher semver(Word range) {
    return matcher("semver", {range});
}
/// The text is JSON, and the value at `path` fits: `servers[0].name`, `["a.b"]`, `[-1]`, `[*]` (a list), or a
/// JSON pointer.
inline Matcher json(Word path, Matcher one) {
    return matcher("json", {path, one});
}
/// The same of YAML.
inline Matcher yaml(Word path, Matcher one) {
    return matcher("yaml", {path, one});
}
/// The text is XML, and what the XPath expression finds fits.
inline Matcher xpath(Word expression, Matcher one) {
    return matcher("xpath", {expression, one});
}
inline Matcher older_than(Duration age) {
    return matcher("older_than", {age});
}
inline Matcher newer_than(Duration age) {
    return matcher("newer_than", {age});
}

}  // namespace muster::dsl
