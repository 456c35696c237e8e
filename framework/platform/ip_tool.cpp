#include "framework/platform/ip_tool.hpp"

#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

/// A list of objects. JSON that is none is said in our words: only here does a target's JSON come in.
Json::Array objects_from(std::string_view text) {
    const auto unparsable = [&](std::string_view why) {
        return CannotTell{
            Kind::unparsable, fmt::format("ip -j printed {}: {}", why, quoted(text, 80))};
    };
    try {
        auto whole = parse_json(text);
        auto* list = std::get_if<Json::Array>(&whole.data);
        if (list == nullptr)
            throw unparsable("no list");
        // iproute2 prints an empty object in the place of what it has filtered out.
        std::erase_if(*list, [](const Json& item) {
            const auto* members = item.as<Json::Object>();
            return members != nullptr and members->empty();
        });
        const auto is_object = [](const Json& item) { return item.as<Json::Object>() != nullptr; };
        if (not std::ranges::all_of(*list, is_object))
            throw unparsable("what is no list of objects");
        return std::move(*list);
    } catch (const Broken& broken) {
        throw unparsable(broken.message());
    }
}

}  // namespace

IpAnswer ip_answer(const Output& output) {
    if (output.exit_status == 0)
        return {objects_from(output.out), ""};
    const auto lines = lines_of(output.err);
    const auto said = lines.empty() ? fmt::format("exit status {}", output.exit_status)
                                    : escaped(trimmed(lines.front()), 100);
    return {std::nullopt, fmt::format("ip -j does not answer here ({})", said)};
}

Task<IpAnswer> ask_ip(Host& host, std::vector<std::string> words) {
    host.require(Ability::live);
    Command command{{"ip", "-j", "-d"}};
    command.words.insert(command.words.end(), words.begin(), words.end());
    auto running = host.run(command);
    const auto& output = co_await running;
    co_return ip_answer(output);
}

CannotTell only_ip_tells(const std::string& what, const std::string& why_not) {
    return {
        Kind::missing_tool,
        fmt::format("{} is not told by the kernel's files alone; {}", what, why_not),
        "install iproute2"};
}

std::optional<std::string> text_in(const Json& object, std::string_view name) {
    const auto* member = object.find(name);
    const auto* text = member == nullptr ? nullptr : member->as<std::string>();
    return text == nullptr ? std::nullopt : std::optional(*text);
}

std::optional<std::int64_t> number_in(const Json& object, std::string_view name) {
    const auto* member = object.find(name);
    const auto* number = member == nullptr ? nullptr : member->as<std::int64_t>();
    return number == nullptr ? std::nullopt : std::optional(*number);
}

const Json::Array& items_in(const Json& object, std::string_view name) {
    static const Json::Array none;
    const auto* member = object.find(name);
    const auto* items = member == nullptr ? nullptr : member->as<Json::Array>();
    return items == nullptr ? none : *items;
}

bool has_text(const Json& object, std::string_view list, std::string_view text) {
    return std::ranges::any_of(items_in(object, list), [&](const Json& item) {
        const auto* one = item.as<std::string>();
        return one != nullptr and *one == text;
    });
}

}  // namespace muster
