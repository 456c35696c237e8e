#include "reporters/console/listing.hpp"

#include "framework/base/display.hpp"
#include "reporters/support/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

void Listing::target(const TargetReport& target, Passed passed) {
    auto details = target.url == target.name ? "" : target.url;
    if (const auto platform = platform_words(target.platform); not platform.empty())
        details += (details.empty() ? "" : " · ") + platform;
    to_ << paint_(Shade::strong, printable(target.name));
    if (not details.empty())
        to_ << "  " << paint_(Shade::dim, printable(details));
    to_ << '\n';
    for (const auto& notice : target.notices)
        to_ << "  " << paint_(Shade::dim, "note: " + printable(notice)) << '\n';
    for (const auto& each : target.specs)
        spec(each, passed);
    const auto why = not_verified(target);
    if (not target.unreachable.empty()) {
        line(1, Outcome::errored, "unreachable: " + printable(why));
    } else if (not why.empty()) {
        line(1, Outcome::errored, "not verified: " + printable(why));
    }
    to_ << '\n';
    to_.flush();
}

void Listing::spec(const SpecReport& spec, Passed passed) {
    const auto count = tally(spec);
    const auto title = printable(spec.title);
    if (passed == Passed::counted and count.all() > 0 and count.passed == count.all()) {
        line(
            1, Outcome::passed, title + paint_(Shade::dim, fmt::format(": {} passed", count.passed))
        );
        return;
    }
    to_ << "\n  " << paint_(Shade::strong, title) << '\n';
    open_.clear();
    for (const auto& result : spec.results) {
        if (result.headings != open_) {
            flush_count();
            headings(result.headings);
        }
        if (passed == Passed::counted and result.outcome == Outcome::passed) {
            ++counted_;
        } else {
            row(spec, result);
        }
    }
    flush_count();
    if (const auto why = not_verified(spec); not why.empty()) {
        line(2, Outcome::errored, "not verified: " + why);
    } else if (count.skipped == count.all()) {
        line(2, Outcome::skipped, "not applicable: every row is skipped");
    }
}

void Listing::headings(const std::vector<std::string>& headings) {
    const auto [old, fresh] = std::ranges::mismatch(open_, headings);
    for (auto heading = fresh; heading != headings.end(); ++heading) {
        const auto depth = static_cast<std::size_t>(heading - headings.begin()) + 2;
        to_ << std::string(2 * depth, ' ') << printable(*heading) << '\n';
    }
    open_ = headings;
}

void Listing::row(const SpecReport& spec, const Result& result) {
    flush_count();
    auto text = printable(sentence(result), 1000);
    if (result.outcome == Outcome::skipped) {
        text = printable(thing(result), 1000)
               + paint_(Shade::dim, " (skipped: " + printable(result.message) + ")");
    }
    if (result.outcome == Outcome::passed and not result.hint.empty())
        text += paint_(Shade::dim, " (" + printable(result.hint, 200) + ")");
    if (result.waived)
        text += paint_(Shade::aside, " (" + printable(words_of(*result.waived), 400) + ")");
    else if (result.outcome == Outcome::failed or result.outcome == Outcome::errored)
        text += paint_(shade(result.outcome), fmt::format(" [{}]", numbers_.of(spec, result)));
    line(open_.size() + 2, result.waived ? Outcome::skipped : result.outcome, text);
}

void Listing::line(std::size_t depth, Outcome outcome, const std::string& text) {
    to_ << std::string(2 * depth, ' ') << paint_(shade(outcome), sign(outcome)) << ' ' << text
        << '\n';
}

void Listing::flush_count() {
    if (counted_ > 0) {
        line(
            open_.size() + 2,
            Outcome::passed,
            paint_(Shade::dim, fmt::format("{} passed", counted_))
        );
    }
    counted_ = 0;
}

}  // namespace muster
