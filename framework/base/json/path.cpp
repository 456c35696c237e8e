#include "framework/base/json/path.hpp"

#include "framework/base/error.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

[[noreturn]] void refuse(std::string_view path, std::size_t at, std::string_view why) {
    throw Broken(
        fmt::format("the path \"{}\", column {}: {}", path, at + 1, why),
        {},
        "write servers[0].name, [\"a.b\"], [-1], [*] or /a/json/pointer"
    );
}

/// `~1` is a slash, `~0` a tilde.
std::string unescaped(std::string_view token, std::string_view path) {
    std::string text;
    for (std::size_t i = 0; i < token.size(); ++i) {
        if (token[i] != '~') {
            text += token[i];
            continue;
        }
        const char code = i + 1 < token.size() ? token[i + 1] : ' ';
        if (code != '0' and code != '1')
            refuse(path, path.find(token) + i, "~ is written ~0, and / is ~1");
        text += code == '0' ? '~' : '/';
        ++i;
    }
    return text;
}

const Json* item_at(const Json::Array& items, std::int64_t index) {
    const auto size = static_cast<std::int64_t>(items.size());
    const auto place = index < 0 ? size + index : index;
    return place >= 0 and place < size ? &items[static_cast<std::size_t>(place)] : nullptr;
}

/// RFC 6901: digits without a leading zero.
const Json* pointed_at(const Json& data, const std::string& token) {
    const auto* items = data.as<Json::Array>();
    if (items == nullptr)
        return data.find(token);
    const auto index = whole_number(token);
    const bool is_index =
        index and *index >= 0 and (token.size() == 1 or not token.starts_with('0'));
    return is_index ? item_at(*items, *index) : nullptr;
}

}  // namespace

DataPath DataPath::parse(std::string_view text) {
    DataPath path;
    if (text.starts_with('/')) {
        path.read_pointer(text);
        return path;
    }
    std::size_t at = 0;
    while (at < text.size()) {
        if (text[at] == '[') {
            at = path.read_brackets(text, at);
            continue;
        }
        if (text[at] == '.' and at > 0)
            ++at;
        else if (at > 0)
            refuse(text, at, "expected . or [");
        at = path.read_name(text, at);
    }
    return path;
}

void DataPath::read_pointer(std::string_view text) {
    for (const auto token : split(text.substr(1), '/'))
        steps_.emplace_back(Token{unescaped(token, text)});
}

std::size_t DataPath::read_name(std::string_view text, std::size_t at) {
    const auto end = std::min(text.find_first_of(".[", at), text.size());
    if (end == at)
        refuse(text, at, "expected a name");
    steps_.emplace_back(std::string(text.substr(at, end - at)));
    return end;
}

/// `[0]`, `[*]`, `["a.b"]` or `['a.b']`; a name in quotes ends with the quote that stands before a bracket.
std::size_t DataPath::read_brackets(std::string_view text, std::size_t at) {
    const auto rest = text.substr(at + 1);
    if (const char quote = rest.empty() ? ' ' : rest[0]; quote == '"' or quote == '\'') {
        const std::string closing = {quote, ']'};
        const auto end = rest.find(closing, 1);
        if (end == std::string_view::npos)
            refuse(text, at, fmt::format("expected {} at the end of the name", closing));
        steps_.emplace_back(std::string(rest.substr(1, end - 1)));
        return at + 1 + end + closing.size();
    }
    const auto end = rest.find(']');
    if (end == std::string_view::npos)
        refuse(text, at, "expected ]");
    const auto inner = rest.substr(0, end);
    const auto index = whole_number(inner);
    if (inner == "*")
        steps_.emplace_back(Every{});
    else if (index)
        steps_.emplace_back(*index);
    else
        refuse(text, at + 1, "expected a number, * or a name in quotes");
    return at + 1 + end + 1;
}

bool DataPath::is_of_many() const {
    return std::ranges::any_of(steps_, [](const Step& step) {
        return std::holds_alternative<Every>(step);
    });
}

void DataPath::every_of(const Json& value, std::vector<const Json*>& found) {
    if (const auto* items = value.as<Json::Array>())
        for (const auto& item : *items)
            found.push_back(&item);
    if (const auto* members = value.as<Json::Object>())
        for (const auto& member : *members)
            found.push_back(&member.second);
}

/// The one value that a step leads to, if it is there.
const Json* DataPath::one_of(const Json& value, const Step& step) {
    if (const auto* name = std::get_if<std::string>(&step))
        return value.find(*name);
    if (const auto* token = std::get_if<Token>(&step))
        return pointed_at(value, token->text);
    const auto* items = value.as<Json::Array>();
    return items == nullptr ? nullptr : item_at(*items, std::get<std::int64_t>(step));
}

std::vector<const Json*> DataPath::next(const std::vector<const Json*>& from, const Step& step) {
    std::vector<const Json*> found;
    for (const auto* value : from) {
        if (std::holds_alternative<Every>(step))
            every_of(*value, found);
        else if (const auto* one = one_of(*value, step))
            found.push_back(one);
    }
    return found;
}

std::vector<const Json*> DataPath::values_in(const Json& data) const {
    std::vector<const Json*> found = {&data};
    for (const auto& step : steps_)
        found = next(found, step);
    return found;
}

bool DataPath::leads_somewhere(const Json& data) const {
    std::vector<const Json*> found = {&data};
    for (const auto& step : steps_) {
        if (std::holds_alternative<Every>(step)) {
            const auto* one = found.empty() ? nullptr : found.front();
            return one != nullptr
                   and (one->as<Json::Array>() != nullptr or one->as<Json::Object>() != nullptr);
        }
        found = next(found, step);
    }
    return not found.empty();
}

}  // namespace muster
