// The data of each type of record, as a master file would have it.
#include "framework/protocol/dns_data.hpp"

#include "framework/base/crypto/base64.hpp"
#include "framework/base/crypto/digest.hpp"
#include "framework/base/text.hpp"
#include "framework/model/term.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace muster {

namespace {

constexpr std::size_t v4_bytes = 4;
constexpr std::size_t v6_bytes = 16;

std::string address(WireReader& data, std::size_t size) {
    const auto bytes = data.bytes(size);
    return bytes.size() == size ? to_text(Address{{bytes.begin(), bytes.end()}, {}}) : "";
}

/// The bytes of a text between double quotes, escaped as in a master file.
std::string in_quotes(std::string_view bytes) {
    std::string text = "\"";
    for (const char sign : bytes) {
        const auto byte = static_cast<unsigned char>(sign);
        if (byte < ' ' or byte >= 0x7F)
            text += fmt::format("\\{:03}", byte);
        else if (sign == '"' or sign == '\\')
            text += std::string("\\") + sign;
        else
            text += sign;
    }
    return text + "\"";
}

std::string a(WireReader& data) {
    return address(data, v4_bytes);
}

std::string aaaa(WireReader& data) {
    return address(data, v6_bytes);
}

std::string name(WireReader& data) {
    return data.name();
}

std::string soa(WireReader& data) {
    auto text = data.name();
    text += " " + data.name();
    for (int i = 0; i < 5; ++i)
        text += fmt::format(" {}", data.number32());
    return text;
}

std::string mx(WireReader& data) {
    const auto preference = data.number16();
    return fmt::format("{} {}", preference, data.name());
}

std::string txt(WireReader& data) {
    std::string text = data.character_string();
    while (data.is_sound() and not data.is_at_end())
        text += data.character_string();
    return text;
}

/// RFC 2782.
std::string srv(WireReader& data) {
    const auto priority = data.number16();
    const auto weight = data.number16();
    const auto port = data.number16();
    return fmt::format("{} {} {} {}", priority, weight, port, data.name());
}

/// RFC 3403.
std::string naptr(WireReader& data) {
    const auto order = data.number16();
    const auto preference = data.number16();
    auto text = fmt::format("{} {}", order, preference);
    for (int i = 0; i < 3; ++i)
        text += " " + in_quotes(data.character_string());
    return text + " " + data.name();
}

/// RFC 4034, 5.
std::string ds(WireReader& data) {
    const auto tag = data.number16();
    const auto algorithm = data.number8();
    const auto digest = data.number8();
    return fmt::format("{} {} {} {}", tag, algorithm, digest, to_hex(data.rest()));
}

/// RFC 4034, 2.
std::string dnskey(WireReader& data) {
    const auto flags = data.number16();
    const auto protocol = data.number8();
    const auto algorithm = data.number8();
    return fmt::format("{} {} {} {}", flags, protocol, algorithm, to_base64(data.rest()));
}

/// RFC 4255.
std::string sshfp(WireReader& data) {
    const auto algorithm = data.number8();
    const auto kind = data.number8();
    return fmt::format("{} {} {}", algorithm, kind, to_hex(data.rest()));
}

/// RFC 6698.
std::string tlsa(WireReader& data) {
    const auto usage = data.number8();
    const auto selector = data.number8();
    const auto matching = data.number8();
    return fmt::format("{} {} {} {}", usage, selector, matching, to_hex(data.rest()));
}

/// RFC 8659.
std::string caa(WireReader& data) {
    const auto flags = data.number8();
    const auto tag = data.character_string();
    return fmt::format("{} {} {}", flags, tag, in_quotes(data.rest()));
}

constexpr std::array<std::string_view, 8> parameter_names = {
    "mandatory",
    "alpn",
    "no-default-alpn",
    "port",
    "ipv4hint",
    "ech",
    "ipv6hint",
    "dohpath",
};

std::string parameter_name(std::uint16_t key) {
    return key < parameter_names.size() ? std::string(parameter_names.at(key))
                                        : fmt::format("key{}", key);
}

/// The items of a list, each of which takes something off the value.
template<class Item>
std::string listed(WireReader& value, const Item& item) {
    std::vector<std::string> items;
    do
        items.push_back(item(value));
    while (value.is_sound() and not value.is_at_end());
    return join(items, ",");
}

/// An item of a list in which a comma and a backslash of its own are escaped (RFC 9460, A.1).
std::string list_item(const std::string& bytes) {
    std::string text;
    for (const char sign : bytes)
        text += (sign == ',' or sign == '\\') ? std::string("\\") + sign : std::string(1, sign);
    return text;
}

std::string parameter_value(std::uint16_t key, WireReader& value) {
    enum Key { mandatory, alpn, no_default_alpn, port, ipv4hint, ech, ipv6hint };
    switch (key) {
    case mandatory:
        return listed(value, [](auto& data) { return parameter_name(data.number16()); });
    case alpn:
        return in_quotes(listed(value, [](auto& data) {
            return list_item(data.character_string());
        }));
    case no_default_alpn: return "";
    case port: return std::to_string(value.number16());
    case ipv4hint: return listed(value, a);
    case ech: return to_base64(value.rest());
    case ipv6hint: return listed(value, aaaa);
    default: return value.is_at_end() ? "" : in_quotes(value.rest());
    }
}

/// RFC 9460, 2.1; HTTPS is the same.
std::string svcb(WireReader& data) {
    const auto priority = data.number16();
    auto text = fmt::format("{} {}", priority, data.name());
    bool all_read = true;
    while (data.is_sound() and not data.is_at_end()) {
        const auto key = data.number16();
        auto value = data.part(data.number16());
        const auto shown = parameter_value(key, value);
        all_read = all_read and value.is_sound() and value.is_at_end();
        text += " " + parameter_name(key) + (shown.empty() ? "" : "=" + shown);
    }
    if (not all_read)
        data.fail();
    return text;
}

struct Form {
    std::string_view type;
    std::string (*text)(WireReader&);
};

constexpr std::array forms = {
    Form{"A", a},
    Form{"AAAA", aaaa},
    Form{"CAA", caa},
    Form{"CNAME", name},
    Form{"DNSKEY", dnskey},
    Form{"DS", ds},
    Form{"HTTPS", svcb},
    Form{"MX", mx},
    Form{"NAPTR", naptr},
    Form{"NS", name},
    Form{"PTR", name},
    Form{"SOA", soa},
    Form{"SRV", srv},
    Form{"SSHFP", sshfp},
    Form{"SVCB", svcb},
    Form{"TLSA", tlsa},
    Form{"TXT", txt},
};

}  // namespace

std::string dns_data_text(const std::string& type, WireReader& data) {
    const auto* form = std::ranges::find(forms, type, &Form::type);
    if (form != forms.end())
        return form->text(data);
    const auto bytes = data.rest();
    return fmt::format("\\# {}{}{}", bytes.size(), bytes.empty() ? "" : " ", to_hex(bytes));
}

}  // namespace muster
