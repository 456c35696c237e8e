#include "framework/base/yaml/content.hpp"

#include "framework/base/text.hpp"
#include "framework/base/yaml/yaml.hpp"

#include <fmt/format.h>

#include <charconv>

namespace muster {

namespace {

std::optional<std::int64_t> number_in_base(std::string_view digits, int base) {
    std::int64_t number = 0;
    const auto* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, number, base);
    const bool whole = not digits.empty() and digits[0] != '-';
    return whole and error == std::errc() and stop == end ? std::optional(number) : std::nullopt;
}

/// "1e3", "-2.5E+4": floats of the core schema that are not written as a decimal number.
std::optional<double> exponential(std::string_view text) {
    const auto exponent = text.find_first_of("eE");
    if (exponent == std::string_view::npos or exponent == 0
        or text.find_first_not_of("+-.0123456789eE") != std::string_view::npos)
        return std::nullopt;
    std::string plain(text.starts_with('+') ? text.substr(1) : text);
    if (const auto plus = plain.find('+'); plus != std::string::npos)
        plain.erase(plus, 1);
    double number = 0;
    const auto* end = plain.data() + plain.size();
    const auto [stop, error] = std::from_chars(plain.data(), end, number);
    return error == std::errc() and stop == end ? std::optional(number) : std::nullopt;
}

Json plain_scalar(const std::string& text) {
    const std::string_view view = text;
    if (view == "true" or view == "True" or view == "TRUE")
        return Json(true);
    if (view == "false" or view == "False" or view == "FALSE")
        return Json(false);
    if (view.starts_with("0x"))
        if (const auto number = number_in_base(view.substr(2), 16))
            return Json(*number);
    if (view.starts_with("0o"))
        if (const auto number = number_in_base(view.substr(2), 8))
            return Json(*number);
    if (view.starts_with('+'))
        if (const auto number = number_in_base(view.substr(1), 10))
            return Json(*number);
    if (const auto number = exponential(view))
        return Json(*number);
    return Json(text);
}

/// Throws Broken for a tag.
Json core(const Yaml& node) {
    if (not node.tag.empty())
        throw Broken(fmt::format("the tag {} is not read", node.tag), node.where);
    if (const auto* scalar = node.as<Yaml::Scalar>())
        return scalar->quoted ? Json(scalar->text) : plain_scalar(scalar->text);
    if (const auto* sequence = node.as<Yaml::Sequence>()) {
        Json::Array items;
        for (const auto& item : *sequence)
            items.push_back(core(item));
        return Json(std::move(items));
    }
    if (const auto* mapping = node.as<Yaml::Mapping>()) {
        Json::Object members;
        for (const auto& member : *mapping)
            members.emplace_back(member.key, core(member.value));
        return Json(std::move(members));
    }
    return {};
}

}  // namespace

DataContent yaml_content(std::string_view text) {
    try {
        const auto documents = parse_yaml(text, "");
        return {documents.empty() ? Json() : core(documents.front()), ""};
    } catch (const Broken& fault) {
        return {{}, fault_text(fault.message(), fault.where().line, fault.where().column)};
    }
}

}  // namespace muster
