#include "matchers/file/content.hpp"

#include "framework/base/regex/regex.hpp"

#include <algorithm>

namespace muster::file_readers {

namespace {

Value not_regular(FileType type) {
    return wrong_kind("is a " + std::string(name(type)) + ", not a regular file");
}

/// The bytes made a value by `made_of`.
Task<Value> of_content(Host& host, Fact fact, Value (*made_of)(const std::string& bytes)) {
    auto asked = host.read(fact.subject.name());
    const auto& found = co_await asked;
    if (not found)
        co_return absent;
    if (found->type != FileType::regular)
        co_return not_regular(found->type);
    co_return made_of(found->bytes);
}

Task<Value> digest(Host& host, Fact fact, DigestAlgorithm algorithm) {
    auto asked = host.digest(fact.subject.name(), algorithm);
    const auto& found = co_await asked;
    if (not found)
        co_return absent;
    if (found->type != FileType::regular)
        co_return not_regular(found->type);
    co_return found->hex;
}

/// Where a line begins, and where the next one does.
struct Line {
    std::size_t begin = 0;
    std::size_t end = 0;
};

std::optional<Line> first_match(
    std::string_view text, std::size_t from, const std::string& pattern
) {
    const Regex regex(pattern);
    for (auto begin = from; begin < text.size();) {
        const auto newline = std::min(text.find('\n', begin), text.size());
        const auto end = std::min(newline + 1, text.size());
        if (regex.found_in(text.substr(begin, newline - begin)))
            return Line{begin, end};
        begin = end;
    }
    return std::nullopt;
}

Task<Value> range(
    Host& host, Fact fact, std::optional<std::string> from, std::optional<std::string> to
) {
    auto asked = content(host, fact);
    const auto& bytes = co_await asked;
    const auto* text = bytes.as<std::string>();
    if (text == nullptr)
        co_return bytes;
    const auto part = range_of_lines(*text, from, to);
    co_return part ? Value(*part) : not_set;
}

/// The nth parameter as text.
std::string parameter(const Fact& fact, std::size_t index) {
    const auto* value = std::get_if<Value>(&fact.parameters.at(index));
    return value == nullptr ? std::string() : to_plain(*value);
}

}  // namespace

std::optional<std::string_view> range_of_lines(
    std::string_view text,
    const std::optional<std::string>& from,
    const std::optional<std::string>& to
) {
    Line first;
    if (from) {
        const auto found = first_match(text, 0, *from);
        if (not found)
            return std::nullopt;
        first = *found;
    }
    if (not to)
        return text.substr(first.begin);
    const auto last = first_match(text, first.end, *to);
    if (not last)
        return std::nullopt;
    return text.substr(first.begin, last->end - first.begin);
}

Task<Value> content(Host& host, Fact fact) {
    return of_content(host, std::move(fact), [](const std::string& bytes) { return Value(bytes); });
}

Task<Value> value(Host& host, Fact fact) {
    return of_content(host, std::move(fact), [](const std::string& bytes) {
        return Value(scalar_of(bytes));
    });
}

Task<Value> lines(Host& host, Fact fact) {
    return of_content(host, std::move(fact), [](const std::string& bytes) {
        return Value(sequence_of_lines(bytes));
    });
}

Task<Value> content_between(Host& host, Fact fact) {
    return range(host, fact, parameter(fact, 0), parameter(fact, 1));
}

Task<Value> content_after(Host& host, Fact fact) {
    return range(host, fact, parameter(fact, 0), std::nullopt);
}

Task<Value> content_before(Host& host, Fact fact) {
    return range(host, fact, std::nullopt, parameter(fact, 0));
}

Task<Value> md5(Host& host, Fact fact) {
    return digest(host, std::move(fact), DigestAlgorithm::md5);
}

Task<Value> sha1(Host& host, Fact fact) {
    return digest(host, std::move(fact), DigestAlgorithm::sha1);
}

Task<Value> sha256(Host& host, Fact fact) {
    return digest(host, std::move(fact), DigestAlgorithm::sha256);
}

Task<Value> sha512(Host& host, Fact fact) {
    return digest(host, std::move(fact), DigestAlgorithm::sha512);
}

Task<Value> entries(Host& host, Fact fact) {
    const auto path = fact.subject.name();
    auto status = host.stat(path);
    auto asked = host.list(path);
    const auto& there = co_await status;
    if (not there)
        co_return absent;
    if (there->type != FileType::directory)
        co_return wrong_kind("is a " + std::string(name(there->type)) + ", not a directory");
    const auto& names = co_await asked;
    co_return names ? Value(set_of_texts(names->names)) : absent;
}

}  // namespace muster::file_readers
