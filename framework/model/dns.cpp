#include "framework/model/dns.hpp"

#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

struct TypeName {
    std::string_view name;
    std::uint16_t number;
};

// https://www.iana.org/assignments/dns-parameters, "Resource Record (RR) TYPEs"
constexpr std::array types = {
    TypeName{"A", 1},
    TypeName{"NS", 2},
    TypeName{"CNAME", 5},
    TypeName{"SOA", 6},
    TypeName{"PTR", 12},
    TypeName{"MX", 15},
    TypeName{"TXT", 16},
    TypeName{"AAAA", 28},
    TypeName{"SRV", 33},
    TypeName{"NAPTR", 35},
    TypeName{"DS", 43},
    TypeName{"SSHFP", 44},
    TypeName{"DNSKEY", 48},
    TypeName{"TLSA", 52},
    TypeName{"SVCB", 64},
    TypeName{"HTTPS", 65},
    TypeName{"CAA", 257},
};

bool is_digit(char sign) {
    return sign >= '0' and sign <= '9';
}

/// The byte that an escape behind `\` stands for, and takes the escape off `rest`.
std::optional<char> unescaped(std::string_view& rest) {
    if (rest.empty())
        return std::nullopt;
    if (not is_digit(rest[0])) {
        const char sign = rest[0];
        rest.remove_prefix(1);
        return sign;
    }
    if (rest.size() < 3 or not is_digit(rest[1]) or not is_digit(rest[2]))
        return std::nullopt;
    const int number = (rest[0] - '0') * 100 + (rest[1] - '0') * 10 + (rest[2] - '0');
    rest.remove_prefix(3);
    return number <= 255 ? std::optional(static_cast<char>(number)) : std::nullopt;
}

bool fits(const std::vector<std::string>& labels) {
    constexpr std::size_t longest_label = 63;
    constexpr std::size_t longest_name = 255;  // on the wire: a length before each, and the root's
    std::size_t size = 1;
    for (const auto& label : labels) {
        if (label.empty() or label.size() > longest_label)
            return false;
        size += label.size() + 1;
    }
    return size <= longest_name;
}

}  // namespace

std::optional<std::uint16_t> dns_type_number(std::string_view name) {
    const auto* found = std::ranges::find(types, name, &TypeName::name);
    return found == types.end() ? std::nullopt : std::optional(found->number);
}

std::string dns_type_name(std::uint16_t number) {
    const auto* found = std::ranges::find(types, number, &TypeName::number);
    return found == types.end() ? fmt::format("TYPE{}", number) : std::string(found->name);
}

std::vector<std::string> dns_type_names() {
    std::vector<std::string> names;
    names.reserve(types.size());
    for (const auto& type : types)
        names.emplace_back(type.name);
    std::ranges::sort(names);
    return names;
}

std::optional<std::vector<std::string>> labels_from(std::string_view name) {
    if (name.empty())
        return std::nullopt;
    if (name == ".")
        return std::vector<std::string>();
    std::vector<std::string> labels(1);
    while (not name.empty()) {
        const char sign = name[0];
        name.remove_prefix(1);
        if (sign == '\0' or static_cast<unsigned char>(sign) > 0x7F)
            return std::nullopt;
        if (sign == '.' and name.empty())
            break;
        if (sign == '.') {
            labels.emplace_back();
            continue;
        }
        const auto byte = sign == '\\' ? unescaped(name) : std::optional(sign);
        if (not byte)
            return std::nullopt;
        labels.back() += *byte;
    }
    return fits(labels) ? std::optional(std::move(labels)) : std::nullopt;
}

std::string domain_name_of(const std::vector<std::string>& labels) {
    if (labels.empty())
        return ".";
    std::string name;
    for (const auto& label : labels) {
        name += name.empty() ? "" : ".";
        for (const char sign : label) {
            const auto byte = static_cast<unsigned char>(sign);
            if (byte <= ' ' or byte >= 0x7F)
                name += fmt::format("\\{:03}", byte);
            else if (sign == '.' or sign == '\\')
                name += std::string("\\") + sign;
            else
                name += sign;
        }
    }
    return lower_case(name);
}

}  // namespace muster
