// Values by type: RESOURCES 1.2, column "written".
#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"
#include "framework/model/term.hpp"
#include "framework/spec/written.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

[[noreturn]] void refuse(
    const Written& written, std::string_view wanted, const std::string& hint = ""
) {
    if (std::holds_alternative<WrittenSecret>(written.content))
        throw Broken(
            to_text(written) + " stands where it would be shown",
            {},
            "a secret is accepted where a password or a token is"
        );
    throw Broken(fmt::format("{} is not {}", to_text(written), wanted), {}, hint);
}

/// Text of a scalar: a number or a flag is the text it was written as.
std::optional<std::string> scalar_text(const Written& written) {
    const auto* json = std::get_if<Json>(&written.content);
    if (json == nullptr)
        return std::nullopt;
    if (const auto* text = json->as<std::string>())
        return *text;
    if (const auto* number = json->as<std::int64_t>())
        return std::to_string(*number);
    if (const auto* number = json->as<double>())
        return fmt::format("{}", *number);
    if (const auto* flag = json->as<bool>())
        return *flag ? "true" : "false";
    return std::nullopt;
}

Value read_flag(const Written& written) {
    const auto* json = std::get_if<Json>(&written.content);
    if (json != nullptr and json->as<bool>() != nullptr)
        return *json->as<bool>();
    const auto text = scalar_text(written);
    if (text == "true" or text == "false")
        return *text == "true";
    refuse(written, "a flag", "write true or false");
}

Number in_unit(Nanoseconds duration, std::string_view unit, const Written& written) {
    const auto count = [&](Nanoseconds one) {
        if (duration % one == Nanoseconds::zero())
            return Number{std::int64_t{duration / one}};
        return Number{std::chrono::duration<double>(duration) / std::chrono::duration<double>(one)};
    };
    if (unit == "seconds")
        return count(std::chrono::seconds(1));
    if (unit == "days")
        return count(std::chrono::hours(24));
    refuse(written, unit.empty() ? "a plain number" : fmt::format("a number of {}", unit));
}

std::optional<std::int64_t> sized(std::string_view text) {
    struct Unit {
        std::string_view suffix;
        int shift;
    };
    constexpr std::array units = {
        Unit{"KiB", 10}, Unit{"MiB", 20}, Unit{"GiB", 30}, Unit{"TiB", 40}};
    for (const auto& unit : units) {
        if (not text.ends_with(unit.suffix))
            continue;
        const auto number = whole_number(text.substr(0, text.size() - unit.suffix.size()));
        constexpr std::int64_t most = 1'000'000;
        if (number and *number >= 0 and *number <= most)
            return *number << unit.shift;
    }
    return std::nullopt;
}

Value read_number(const Written& written, std::string_view unit) {
    if (const auto* duration = std::get_if<Nanoseconds>(&written.content))
        return in_unit(*duration, unit, written);
    const auto text = scalar_text(written);
    if (not text)
        refuse(written, "a number");
    if (const auto number = number_from(*text))
        return *number;
    if (const auto bytes = sized(*text))
        return *bytes;
    if (const auto duration = duration_from(*text))
        return in_unit(*duration, unit, written);
    refuse(written, "a number");
}

/// A scalar is held against a number, a text or a list, as it was written.
Value read_scalar(const Written& written, Instant now) {
    if (const auto* list = std::get_if<WrittenList>(&written.content)) {
        List items{{}, true};
        for (const auto& item : list->items)
            items.items.push_back(read_scalar(item, now));
        return items;
    }
    if (const auto* json = std::get_if<Json>(&written.content)) {
        if (const auto* number = json->as<std::int64_t>())
            return *number;
        if (const auto* number = json->as<double>())
            return *number;
    }
    const auto text = scalar_text(written);
    if (not text)
        refuse(written, "a text, a number or a list");
    if (const auto number = written.unquoted ? number_from(*text) : std::nullopt)
        return *number;
    return *text;
}

/// `mode == 644` compiles, and is 01204 in octal: the usual modes in decimal are caught.
bool looks_decimal(std::int64_t number) {
    constexpr std::array<std::int64_t, 24> slips = {
        440, 444, 550, 555, 600, 640, 644, 660, 664, 666, 700,  710,
        711, 740, 744, 750, 751, 755, 770, 771, 775, 777, 1777, 4755,
    };
    return std::ranges::find(slips, number) != slips.end();
}

/// chmod(1)'s absolute form: "u=rw,go=r", "a=r", "u=rwxs,o=t".
std::optional<std::uint16_t> symbolic_mode(std::string_view text) {
    unsigned bits = 0;
    for (const auto clause : split(text, ',')) {
        const auto equal = clause.find('=');
        if (equal == std::string_view::npos or equal == 0)
            return std::nullopt;
        for (const char who : clause.substr(0, equal)) {
            if (std::string_view("ugoa").find(who) == std::string_view::npos)
                return std::nullopt;
            const auto for_class = [&](char wanted, unsigned bit) {
                return who == wanted or who == 'a' ? bit : 0U;
            };
            for (const char what : clause.substr(equal + 1)) {
                if (what == 'r')
                    bits |= for_class('u', 0400) | for_class('g', 0040) | for_class('o', 0004);
                else if (what == 'w')
                    bits |= for_class('u', 0200) | for_class('g', 0020) | for_class('o', 0002);
                else if (what == 'x')
                    bits |= for_class('u', 0100) | for_class('g', 0010) | for_class('o', 0001);
                else if (what == 's')
                    bits |= for_class('u', 04000) | for_class('g', 02000);
                else if (what == 't')
                    bits |= for_class('o', 01000);
                else
                    return std::nullopt;
            }
        }
    }
    return static_cast<std::uint16_t>(bits);
}

Value read_mode(const Written& written) {
    constexpr std::int64_t most = 07777;
    const auto* json = std::get_if<Json>(&written.content);
    if (json == nullptr)
        refuse(written, "a mode");
    if (const auto* number = json->as<std::int64_t>()) {
        if (looks_decimal(*number))
            throw Broken(
                fmt::format("{} is a decimal number, not a mode", *number),
                {},
                fmt::format("write 0{}", *number)
            );
        if (*number < 0 or *number > most)
            refuse(written, "a mode of 12 bits");
        return Mode{static_cast<std::uint16_t>(*number)};
    }
    const auto text = scalar_text(written).value_or("");
    if (const auto bits = octal_number(text); bits and *bits <= most)
        return Mode{static_cast<std::uint16_t>(*bits)};
    if (const auto bits = symbolic_mode(text); bits and not text.empty())
        return Mode{*bits};
    refuse(written, "a mode", "write 0644, \"0644\" or \"u=rw,go=r\"");
}

Value read_time(const Written& written, Instant now) {
    if (const auto* moment = std::get_if<WrittenMoment>(&written.content))
        return now + moment->from_now;
    const auto text = scalar_text(written).value_or("");
    if (const auto time = from_iso8601(text))
        return *time;
    refuse(
        written, "a time", "write \"2030-01-01\" or \"2030-01-01T00:00:00Z\"; an hour needs a zone"
    );
}

Value read_term(const Written& written, TermKind kind) {
    const auto text = scalar_text(written);
    if (not text or not is_term(kind, *text)) {
        if (kind == TermKind::cron_entry)
            refuse(written, "a line of a crontab", "write \"15 2 * * * /usr/bin/backup\"");
        refuse(written, kind == TermKind::address ? "an IP address" : name(kind));
    }
    return Term{kind, *text};
}

Value read_list(const Written& written, const ExpectedType& type, Instant now) {
    const ExpectedType item_type{type.item.type, {}, type.item.term, {}};
    std::vector<Value> items;
    if (const auto* list = std::get_if<WrittenList>(&written.content)) {
        for (const auto& item : list->items)
            items.push_back(read_value(item, item_type, now));
    } else if (const auto* json = std::get_if<Json>(&written.content);
               json and json->as<Json::Array>()) {
        for (const auto& item : *json->as<Json::Array>())
            items.push_back(read_value(Written{item}, item_type, now));
    } else {
        refuse(written, "a list", "write list(…)");
    }
    return type.item.ordered ? List{std::move(items), true} : set_of(std::move(items));
}

}  // namespace

ExpectedType expected_type(const AttributeEntry& attribute) {
    return {attribute.type, attribute.item, attribute.term, attribute.unit};
}

ExpectedType expected_type(const ParameterEntry& parameter) {
    return {parameter.type, {}, TermKind::address, parameter.unit};
}

Value read_value(const Written& written, const ExpectedType& type, Instant now) {
    switch (type.type) {
    case Type::flag: return read_flag(written);
    case Type::number: return read_number(written, type.unit);
    case Type::scalar: return read_scalar(written, now);
    case Type::mode: return read_mode(written);
    case Type::time: return read_time(written, now);
    case Type::term: return read_term(written, type.term);
    case Type::list: return read_list(written, type, now);
    case Type::text:
    case Type::version:
    case Type::map: break;
    }
    const auto text = scalar_text(written);
    if (not text)
        refuse(written, fmt::format("a {}", name(type.type)));
    if (type.type == Type::version)
        return Version{*text, VersionOrder::text};
    return *text;
}

bool is_of_target(const Written& written) {
    if (written.of_target)
        return true;
    if (const auto* list = std::get_if<WrittenList>(&written.content))
        return std::ranges::any_of(list->items, is_of_target);
    const auto* matcher = std::get_if<WrittenMatcher>(&written.content);
    return matcher != nullptr and std::ranges::any_of(matcher->operands, is_of_target);
}

std::string to_text(const Written& written) {
    struct Visitor {
        std::string operator()(const Json& json) const { return escaped(to_text_of(json), 200); }
        std::string operator()(Nanoseconds duration) const { return to_words(duration); }
        std::string operator()(const WrittenMoment&) const { return "a moment"; }
        std::string operator()(const WrittenOfEach&) const { return "what is asked of each"; }
        std::string operator()(const WrittenSecret& secret) const {
            return "the secret " + quoted(secret.name);
        }
        std::string operator()(const WrittenList& list) const {
            std::string text = "list(";
            for (const auto& item : list.items)
                text += (text.size() == 5 ? "" : ", ") + to_text(item);
            return text + ")";
        }
        std::string operator()(const WrittenMatcher& matcher) const { return matcher.word + "(…)"; }
        static std::string to_text_of(const Json& json) { return muster::to_text(json); }
    };
    return std::visit(Visitor{}, written.content);
}

}  // namespace muster
