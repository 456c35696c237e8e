#include "framework/model/distinguished_name.hpp"

#include "framework/base/text.hpp"

#include <algorithm>

namespace muster {

namespace {

using Field = std::pair<std::string, std::string>;

int digit_of(char sign) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto at = digits.find(lower_case(std::string_view(&sign, 1)));
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

/// A value with its quotes and backslashes taken off: `\,`, `\2C`, `"a, b"`. Nothing when a quote or a
/// backslash stands at the end.
std::optional<std::string> unescaped(std::string_view text) {
    std::string value;
    bool in_quotes = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') {
            in_quotes = not in_quotes;
            continue;
        }
        if (text[i] != '\\') {
            value += text[i];
            continue;
        }
        if (++i == text.size())
            return std::nullopt;
        const int high = digit_of(text[i]);
        const int low = i + 1 < text.size() ? digit_of(text[i + 1]) : -1;
        if (high >= 0 and low >= 0) {
            value += static_cast<char>(16 * high + low);
            ++i;
        } else {
            value += text[i];
        }
    }
    return in_quotes ? std::nullopt : std::optional(value);
}

std::optional<Field> field_from(std::string_view text) {
    const auto equal = text.find('=');
    if (equal == std::string_view::npos)
        return std::nullopt;
    const auto name = trimmed(text.substr(0, equal));
    const auto value = unescaped(trimmed(text.substr(equal + 1)));
    const bool is_name = not name.empty() and std::ranges::all_of(name, [](char sign) {
        return (sign >= '0' and sign <= '9') or sign == '.' or sign == '-'
               or (lower_case(std::string_view(&sign, 1)) >= "a"
                   and lower_case(std::string_view(&sign, 1)) <= "z");
    });
    if (not is_name or not value)
        return std::nullopt;
    return Field{std::string(name), *value};
}

/// Where the field that begins at `from` ends: at a comma or plus outside quotes.
std::size_t end_of_field(std::string_view text, std::size_t from) {
    bool in_quotes = false;
    for (auto at = from; at < text.size(); ++at) {
        if (text[at] == '\\')
            ++at;
        else if (text[at] == '"')
            in_quotes = not in_quotes;
        else if (not in_quotes and (text[at] == ',' or text[at] == '+'))
            return at;
    }
    return text.size();
}

std::vector<std::string_view> fields_between_commas(std::string_view text) {
    std::vector<std::string_view> fields;
    for (std::size_t from = 0; from <= text.size();) {
        const auto end = end_of_field(text, from);
        fields.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return fields;
}

/// `/C=JP/O=a/b/CN=y`: a slash that no `NAME=` follows belongs to the value.
std::vector<std::string> fields_between_slashes(std::string_view text) {
    std::vector<std::string> fields;
    for (const auto piece : split(text.substr(1), '/')) {
        if (field_from(piece) or fields.empty())
            fields.emplace_back(piece);
        else
            fields.back() += "/" + std::string(piece);
    }
    return fields;
}

/// One spelling of a field's name: `E` is the old name of emailAddress.
std::string known_name(std::string_view name) {
    const auto lower = lower_case(name);
    return lower == "e" or lower == "email" ? "emailaddress" : lower;
}

}  // namespace

std::optional<DistinguishedName> distinguished_name_from(std::string_view text) {
    DistinguishedName name;
    const auto add = [&](std::string_view piece) {
        auto field = field_from(piece);
        if (field)
            name.push_back(std::move(*field));
        return field.has_value();
    };
    if (text.starts_with('/')) {
        if (not std::ranges::all_of(fields_between_slashes(text), add))
            return std::nullopt;
    } else if (not std::ranges::all_of(fields_between_commas(text), add)) {
        return std::nullopt;
    }
    return name;
}

std::string to_text(const DistinguishedName& name) {
    std::string text;
    for (const auto& [field, value] : name) {
        text += (text.empty() ? "" : ", ") + field + " = ";
        std::string escaped;
        for (const char sign : value)
            escaped += sign == '"' or sign == '\\' ? std::string{'\\', sign} : std::string{sign};
        const bool needs_quotes = value.find_first_of(",+=;") != std::string::npos
                                  or trimmed(value).size() != value.size();
        text += needs_quotes ? "\"" + escaped + "\"" : escaped;
    }
    return text;
}

bool same_distinguished_name(std::string_view left, std::string_view right) {
    auto one = distinguished_name_from(left);
    auto other = distinguished_name_from(right);
    if (not one or not other)
        return false;
    for (auto* name : {&*one, &*other}) {
        for (auto& field : *name)
            field.first = known_name(field.first);
        std::ranges::sort(*name);
    }
    return *one == *other;
}

}  // namespace muster
