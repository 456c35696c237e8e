#include "reporters/support/words.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

std::string thing(const Result& result) {
    if (result.subject.empty())
        return result.statement;
    return result.attribute.empty() ? result.subject : result.subject + " " + result.attribute;
}

std::string sentence(const Result& result) {
    if (result.outcome == Outcome::passed or result.message.empty())
        return result.statement;
    const auto of = thing(result);
    return of.empty() ? result.message : of + ": " + result.message;
}

std::string headline(const Result& result, const TargetReport& target) {
    return headline(result, target.name);
}

std::string headline(const Result& result, const std::string& targets) {
    const auto at = place(result.where);
    const auto& whom = result.about.empty() ? targets : result.about;
    return (at.empty() ? "" : at + ": ") + sentence(result) + " (" + whom + ")";
}

std::string place(const Location& where) {
    return to_string(Location{where.file, where.line, 0});
}

std::string words_of(const Waiver& waiver) {
    auto text = fmt::format("waived until {}: {}", waiver.until, waiver.reason);
    for (const auto& more : {waiver.ticket, waiver.owner})
        if (not more.empty())
            text += ", " + more;
    return text;
}

std::string run_again(
    const Result& result, const TargetReport& target, const ReporterOptions& options
) {
    auto line = options.command_line.empty() ? std::string("muster run") : options.command_line;
    if (const auto at = place(result.where); not at.empty())
        line += " " + shell_quoted(at);
    const bool of_fleet = not result.about.empty();  // it needs the other members, too
    if (const auto& named = target.named_as.empty() ? target.url : target.named_as;
        not named.empty() and not of_fleet)
        line += " -t " + shell_quoted(named);
    return line;
}

std::string platform_words(const Platform& platform) {
    std::vector<std::string> words;
    if (not platform.distribution.empty())
        words.emplace_back(trimmed(platform.distribution + " " + platform.version));
    for (const auto& word : {platform.arch, platform.init}) {
        if (not word.empty() and word != "none")
            words.push_back(word);
    }
    return join(words, " · ");
}

std::string decimal_seconds(Nanoseconds duration, int digits) {
    return fmt::format("{:.{}f}", static_cast<double>(duration.count()) / 1e9, digits);
}

bool conforms(const TargetReport& target) {
    const auto count = tally(target);
    const bool empty_spec = std::ranges::any_of(target.specs, [](const SpecReport& spec) {
        return not not_verified(spec).empty();
    });
    return count.failed + count.errored == 0 and not empty_spec and not_verified(target).empty();
}

// Such characters can only stand within strings, so that replacing them leaves the value what it was.
std::string visible_json(std::string_view json) {
    std::string text;
    text.reserve(json.size());
    while (not json.empty()) {
        // Nearly all of a report is ASCII, which is copied as it stands.
        const auto* const end = std::ranges::find_if(json, [](char letter) {
            return static_cast<unsigned char>(letter) >= 0x7F;
        });
        const auto plain = static_cast<std::size_t>(end - json.begin());
        text += json.substr(0, plain);
        json.remove_prefix(plain);
        if (json.empty())
            break;
        const auto [code, length] = first_character(json);
        const auto used = std::max<std::size_t>(1, length);
        if (code == 0x7F or deceives(code))
            text += fmt::format("\\u{:04x}", static_cast<unsigned>(code));
        else
            text += json.substr(0, used);
        json.remove_prefix(used);
    }
    return text;
}

}  // namespace muster
