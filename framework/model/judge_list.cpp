// What is judged of items: subset, order, runs, one-to-one, counts.
#include "framework/model/judges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace muster::judges {

namespace {

bool fits(const Matcher& matcher, const Value& item, Instant now) {
    if (matcher.word == "equals")
        return equal_values(matcher.values.at(0), item);
    return match(matcher, item, now).truth == Truth::yes;
}

std::string shown(const std::vector<const Value*>& items) {
    constexpr std::size_t most = 20;
    std::string text;
    for (std::size_t i = 0; i < std::min(items.size(), most); ++i)
        text += (i == 0 ? "" : ", ") + to_shown(*items[i]);
    if (items.size() > most)
        text += fmt::format(" and {} more", items.size() - most);
    return text.empty() ? "empty" : text;
}

std::string shown(const List& list) {
    std::vector<const Value*> items;
    for (const auto& item : list.items)
        items.push_back(&item);
    return shown(items);
}

/// The items by how they hold: one of the wrong kind neither fits nor does not.
struct Sorted {
    std::vector<const Value*> fit;
    std::vector<const Value*> unfit;
    std::string wrong_kind;  ///< of the first such item: `is "x", not a number`
};

Sorted sorted_by(const Matcher& matcher, const List& list, Instant now) {
    Sorted sorted;
    for (const auto& item : list.items) {
        const auto result = match(matcher, item, now);
        if (result.truth == Truth::yes)
            sorted.fit.push_back(&item);
        else if (result.truth == Truth::no)
            sorted.unfit.push_back(&item);
        else if (sorted.wrong_kind.empty())
            sorted.wrong_kind = "an item " + result.message;
    }
    return sorted;
}

/// One item per matcher: augmenting paths (Kuhn). Lists of specs are short; the bound keeps a
/// hostile list from costing more than it is worth.
class Pairing {
public:
    Pairing(const std::vector<Matcher>& parts, const List& list, Instant now)
        : owner_(list.items.size(), none_) {
        constexpr std::size_t most = 4096;
        if (list.items.size() > most)
            throw Broken(fmt::format("consists_of judges at most {} items", most));
        for (const auto& part : parts) {
            fits_.emplace_back();
            for (const auto& item : list.items)
                fits_.back().push_back(fits(part, item, now));
        }
        for (std::size_t part = 0; part < fits_.size(); ++part) {
            std::vector<bool> seen(owner_.size());
            if (not place(part, seen))
                unmatched_.push_back(part);
        }
    }

    const std::vector<std::size_t>& unmatched() const { return unmatched_; }
    bool taken(std::size_t item) const { return owner_[item] != none_; }

private:
    static constexpr std::size_t none_ = static_cast<std::size_t>(-1);

    bool place(std::size_t part, std::vector<bool>& seen) {
        for (std::size_t item = 0; item < owner_.size(); ++item) {
            if (seen[item] or not fits_[part][item])
                continue;
            seen[item] = true;
            if (owner_[item] == none_ or place(owner_[item], seen)) {
                owner_[item] = part;
                return true;
            }
        }
        return false;
    }

    std::vector<std::vector<bool>> fits_;
    std::vector<std::size_t> owner_;
    std::vector<std::size_t> unmatched_;
};

template<class Judging>
Judged over_list(const Value& value, const Judging& judging) {
    const auto* list = value.as<List>();
    return list == nullptr ? wrong_kind(value, "a list") : judging(*list);
}

/// All items, by the logic of `and`: one of `wrong` decides before one of the wrong kind does.
Judged all_but(
    const List& list,
    const std::vector<const Value*>& wrong,
    std::string_view verb,
    const std::string& wrong_kind
) {
    if (not wrong.empty()) {
        const auto message =
            fmt::format("{} of {} {}: {}", wrong.size(), list.items.size(), verb, shown(wrong));
        return {Truth::no, shown(list), message};
    }
    return {wrong_kind.empty() ? Truth::yes : Truth::absent, shown(list), wrong_kind};
}

std::size_t longest_run(
    const std::vector<Matcher>& parts, const List& list, std::size_t from, Instant now
) {
    std::size_t length = 0;
    while (length < parts.size() and from + length < list.items.size()
           and fits(parts[length], list.items[from + length], now))
        ++length;
    return length;
}

}  // namespace

Judged list_contains(const Matcher& matcher, const List& list, Instant now) {
    for (const auto& part : matcher.parts) {
        if (std::ranges::any_of(list.items, [&](const Value& item) {
                return fits(part, item, now);
            }))
            continue;
        if (const auto sorted = sorted_by(part, list, now); not sorted.wrong_kind.empty())
            return {Truth::absent, shown(list), sorted.wrong_kind};
        return {
            Truth::no,
            shown(list),
            fmt::format(
                "expected to contain {}, is {}",
                part.word == "equals" ? to_shown(part.values.at(0)) : expected_words(part),
                shown(list)
            )};
    }
    return {Truth::yes, shown(list)};
}

Judged is_subset_of(const Matcher& matcher, const Value& value, Instant now) {
    return over_list(value, [&](const List& list) -> Judged {
        std::vector<const Value*> beyond;
        for (const auto& item : list.items)
            if (std::ranges::none_of(matcher.parts, [&](const Matcher& part) {
                    return fits(part, item, now);
                }))
                beyond.push_back(&item);
        return {truth_of(beyond.empty()), shown(list), "unexpected " + shown(beyond)};
    });
}

Judged contains_in_order(const Matcher& matcher, const Value& value, Instant now) {
    return over_list(value, [&](const List& list) -> Judged {
        std::size_t next = 0;
        for (const auto& part : matcher.parts) {
            const auto before = next;
            while (next < list.items.size() and not fits(part, list.items[next], now))
                ++next;
            if (next == list.items.size())
                return {
                    Truth::no,
                    shown(list),
                    before == 0 ? fmt::format("{} is missing", expected_words(part))
                                : fmt::format(
                                    "{} does not follow {} (item {})",
                                    expected_words(part),
                                    to_shown(list.items[before - 1]),
                                    before
                                )};
            ++next;
        }
        return {Truth::yes, shown(list)};
    });
}

Judged contains_run(const Matcher& matcher, const Value& value, Instant now) {
    return over_list(value, [&](const List& list) -> Judged {
        std::size_t best = 0;
        std::size_t nearest = 0;
        for (std::size_t from = 0; from < list.items.size(); ++from) {
            const auto length = longest_run(matcher.parts, list, from, now);
            if (length == matcher.parts.size())
                return {Truth::yes, fmt::format("the run begins at line {}", from + 1)};
            if (length > best) {
                best = length;
                nearest = from + 1;
            }
        }
        std::string wanted = "no run";
        for (const auto& part : matcher.parts)
            wanted += (&part == matcher.parts.data() ? " " : ", ") + expected_words(part);
        return {
            Truth::no,
            fmt::format("{} items", list.items.size()),
            best == 0 ? wanted : fmt::format("{}; nearest at line {}", wanted, nearest)};
    });
}

Judged consists_of(const Matcher& matcher, const Value& value, Instant now) {
    return over_list(value, [&](const List& list) -> Judged {
        const Pairing pairing(matcher.parts, list, now);
        std::string message;
        for (const auto part : pairing.unmatched())
            message +=
                (message.empty() ? "unmatched: " : ", ") + expected_words(matcher.parts[part]);
        std::vector<const Value*> unexpected;
        for (std::size_t item = 0; item < list.items.size(); ++item)
            if (not pairing.taken(item))
                unexpected.push_back(&list.items[item]);
        if (not unexpected.empty())
            message +=
                (message.empty() ? "" : "; ") + std::string("unexpected: ") + shown(unexpected);
        return {truth_of(message.empty()), shown(list), message};
    });
}

Judged every(const Matcher& matcher, const Value& value, Instant now) {
    return over_list(value, [&](const List& list) -> Judged {
        if (list.items.empty())
            return {Truth::absent, "empty", "nothing to judge"};
        const auto sorted = sorted_by(matcher.parts.at(0), list, now);
        return all_but(list, sorted.unfit, "do not", sorted.wrong_kind);
    });
}

Judged some(const Matcher& matcher, const Value& value, Instant now) {
    return over_list(value, [&](const List& list) -> Judged {
        const auto sorted = sorted_by(matcher.parts.at(0), list, now);
        if (sorted.fit.empty() and not sorted.wrong_kind.empty())
            return {Truth::absent, shown(list), sorted.wrong_kind};
        return {truth_of(not sorted.fit.empty()), shown(list)};
    });
}

Judged none(const Matcher& matcher, const Value& value, Instant now) {
    return over_list(value, [&](const List& list) {
        const auto sorted = sorted_by(matcher.parts.at(0), list, now);
        return all_but(list, sorted.fit, "do", sorted.wrong_kind);
    });
}

Judged exactly(const Matcher& matcher, const Value& value, Instant now) {
    return over_list(value, [&](const List& list) { return counted(matcher, list, now); });
}

Judged counted(const Matcher& matcher, const List& list, Instant now) {
    if (matcher.parts.size() != 1 or matcher.values.size() != 1)
        throw Broken(fmt::format("{} over a list takes a number and a matcher", matcher.word));
    const auto found = sorted_by(matcher.parts[0], list, now).fit;
    const auto order = compare(Value(found.size()), matcher.values[0]).order;
    const bool holds = matcher.word == "exactly"    ? order == 0
                       : matcher.word == "at_least" ? order >= 0
                                                    : order <= 0;
    return {
        truth_of(holds),
        fmt::format("{} of {}: {}", found.size(), list.items.size(), shown(found))};
}

}  // namespace muster::judges
