#pragma once
#pragma GCC system_header
// What a body may write and read: texts, numbers, lists. Every type here is a small number that names
// a node of the running collector; none of them can be looked into but by comparing.

#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace muster::dsl {

/// The line of the caller, as a default argument.
struct Here {
    const char* file;
    int line;

    static constexpr Here now(const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
        return {file, line};
    }
};

/// A span of time: `30s`, `5min`, `2h`, `30d`, `500ms`.
struct Duration {
    long long nanoseconds = 0;
};

inline namespace literals {
constexpr Duration operator""ms(unsigned long long n) {
    return {static_cast<long long>(n) * 1'000'000};
}
constexpr Duration operator""s(unsigned long long n) {
    return {static_cast<long long>(n) * 1'000'000'000};
}
constexpr Duration operator""min(unsigned long long n) {
    return {static_cast<long long>(n) * 60'000'000'000};
}
constexpr Duration operator""h(unsigned long long n) {
    return {static_cast<long long>(n) * 3'600'000'000'000};
}
constexpr Duration operator""d(unsigned long long n) {
    return {static_cast<long long>(n) * 86'400'000'000'000};
}
constexpr long long operator""_KiB(unsigned long long n) {
    return static_cast<long long>(n) << 10;
}
constexpr long long operator""_MiB(unsigned long long n) {
    return static_cast<long long>(n) << 20;
}
constexpr long long operator""_GiB(unsigned long long n) {
    return static_cast<long long>(n) << 30;
}
}  // namespace literals

class Words;

/// A text of a library's own, such as std::string, whose header specs need not wait for.
template<class Text>
concept HasCharacters = requires(const Text& text) {
    std::string_view(text.data(), text.size());
};

/// A text that is known before anything is asked: a literal, a variable, a role, an address, a fact of
/// the platform. Accepted wherever a name or an expected value is, and read there by the type.
class Word {
public:
    Word(const char* text);
    Word(std::string_view text);
    Word(const HasCharacters auto& text) : Word(std::string_view(text.data(), text.size())) {}
    Word(decltype(nullptr)) = delete;

    /// The items of a list; of a single value that one. Ends the body when it is a map.
    Words items() const;
    /// A member of a map. Ends the body when there is none of this name.
    Word operator[](Word name) const;

    static Word node(std::uint32_t id);
    std::uint32_t id() const { return id_; }

private:
    struct Node {};
    Word(Node, std::uint32_t id) : id_(id) {}
    std::uint32_t id_;
};

/// A secret of the inventory or of muster.yaml, by name: its value is read when a target is about to be asked, and
/// stands in no report. No Word: it is accepted where a password or a token is, and nowhere else.
class Secret {
public:
    /// As a qualifier takes it.
    Word as_argument() const { return Word::node(id_); }

private:
    friend Secret secret(Word name);
    explicit Secret(std::uint32_t id) : id_(id) {}
    std::uint32_t id_;
};
/// A secret of the inventory or of muster.yaml.
Secret secret(Word name);

Word operator+(Word left, Word right);
bool operator==(Word left, Word right);
bool operator!=(Word left, Word right);
/// Dotted numbers ("9" < "12"); a text that is no such number is a broken spec.
bool operator<(Word left, Word right);
bool operator<=(Word left, Word right);
bool operator>(Word left, Word right);
bool operator>=(Word left, Word right);

/// Several Words, for `for` loops and lists.
class Words {
public:
    class Iterator {
    public:
        Iterator(std::uint32_t list, std::uint32_t index) : list_(list), index_(index) {}
        Word operator*() const;
        Iterator& operator++() {
            ++index_;
            return *this;
        }
        bool operator!=(Iterator other) const { return index_ != other.index_; }

    private:
        std::uint32_t list_;
        std::uint32_t index_;
    };
    Iterator begin() const { return {id_, 0}; }
    Iterator end() const;

    explicit Words(std::uint32_t id) : id_(id) {}
    std::uint32_t id() const { return id_; }

private:
    std::uint32_t id_;
};

/// An instant before or after now, by the controller's clock when the row is judged.
struct Moment {
    std::uint32_t id = 0;
};
Moment ago(Duration duration);
Moment from_now(Duration duration);

/// `list("a", var("x"), from_file("b"))`: literals, Words and lists of Words mixed.
struct ListValue;
struct Matcher;

/// Anything that may stand in a list or as an expected value.
struct Item {
    Item(bool flag);
    Item(int number);
    Item(unsigned number);
    Item(long number);
    Item(unsigned long number);
    Item(long long number);
    Item(unsigned long long number);
    Item(double number);
    Item(const char* text);
    Item(std::string_view text);
    Item(const HasCharacters auto& text) : Item(std::string_view(text.data(), text.size())) {}
    Item(Word word) : id(word.id()) {}
    Item(Words words) : id(words.id()) {}
    Item(Duration duration);
    Item(Moment moment) : id(moment.id) {}
    Item(ListValue list);
    Item(Matcher matcher);

    std::uint32_t id;
};

struct ListValue {
    /// Adds an item at the end; a list of Words adds each of its own.
    ListValue& add(Item item);

    std::uint32_t id = 0;
};

ListValue list_of(std::initializer_list<Item> items);
template<class... Items>
ListValue list(Items... items) {
    return list_of({Item(items)...});
}

/// Fills the `{}` of `form` in order: `text("http://{}/x", target().address("lan"))`. The number of
/// braces and arguments must be the same; `{{` is a brace.
Word text_of(Word form, std::initializer_list<Item> items);
template<class... Items>
Word text(Word form, Items... items) {
    return text_of(form, {Item(items)...});
}

}  // namespace muster::dsl
