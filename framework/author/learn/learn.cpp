#include "framework/author/learn/learn.hpp"

#include "framework/author/keys.hpp"
#include "framework/author/learn/ask.hpp"
#include "framework/author/learn/topics.hpp"
#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/glob.hpp"
#include "framework/base/json/json.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <thread>

namespace muster {

namespace {

/// "service:nginx*": the topic, and which of its things.
struct Word {
    std::string topic;
    std::string things;
};

Word word_of(const std::string& text) {
    const auto colon = text.find(':');
    if (colon == std::string::npos)
        return {text, ""};
    return {text.substr(0, colon), text.substr(colon + 1)};
}

const LearnTopic* find_topic(std::string_view name) {
    const auto topics = learn_topics();
    const auto found = std::ranges::find(topics, name, &LearnTopic::name);
    return found == topics.end() ? nullptr : &*found;
}

const Fact& fact_in(const Expression& expression) {
    return expression.form == Expression::Form::negation ? expression.parts.at(0).fact
                                                         : expression.fact;
}

const Matcher& matcher_in(const Expression& expression) {
    return expression.form == Expression::Form::negation ? expression.parts.at(0).matcher
                                                         : expression.matcher;
}

std::string fact_key(const WrittenRow& row) {
    return key_of(fact_in(row.expression));
}

std::string told(const WrittenRow& row) {
    return describe(fact_in(row.expression));
}

/// Rows about things that were not asked for by name.
void keep_named(const Word& word, std::vector<WrittenPart>& parts) {
    if (word.things.empty())
        return;
    for (auto& part : parts)
        std::erase_if(part.rows, [&](const WrittenRow& row) {
            const auto& subject = fact_in(row.expression).subject;
            const bool is_timer = word.topic == "cron" and subject.resource == "service";
            return (subject.resource != word.topic and not is_timer)
                   or not glob_matches(word.things, subject.name());
        });
}

using Parts = std::vector<WrittenPart>;

Task<Parts> learn_word(Host& host, std::string text) {
    const auto word = word_of(text);
    if (word.topic == "file" and not word.things.empty()) {
        auto named = learn_named_files(host, word.things);
        co_return co_await named;
    }
    auto learning = find_topic(word.topic)->learn(host);
    Parts parts = co_await learning;
    keep_named(word, parts);
    co_return parts;
}

/// One word a line.
Task<Parts> learn_words(Host& host, std::string words) {
    std::vector<Task<Parts>> learning;
    for (const auto word : lines_of(words))
        learning.push_back(learn_word(host, std::string(word)));
    Parts all;
    for (auto& one : learning)
        for (auto& part : co_await one)
            if (not part.rows.empty())
                all.push_back(std::move(part));
    const auto& untold = co_await host.once(untold_lists);
    add_part(all, "", "", *untold);
    co_return all;
}

std::string words_of(const LearnWish& wish) {
    if (not wish.only.empty())
        return join(wish.only, "\n");
    std::string words;
    for (const auto& topic : learn_topics())
        words += std::string(topic.name) + "\n";
    return words;
}

/// What could not be told: which facts, and how often for what reason.
struct Untold {
    std::set<std::string> facts;
    std::map<std::string, std::size_t> reasons;
};

Untold take_untold(Parts& parts) {
    Untold untold;
    for (auto& part : parts)
        std::erase_if(part.rows, [&](const WrittenRow& row) {
            if (row.untold.empty())
                return false;
            if (untold.facts.insert(fact_key(row)).second)
                ++untold.reasons[row.untold];
            return true;
        });
    return untold;
}

/// What stands in both; each fact once, where it stands first. `moving` are those that had another value; what could
/// not be told the second time is none of them.
void keep_steady(
    Parts& parts, const Parts& again, const Untold& untold_again, std::vector<std::string>& moving
) {
    std::set<std::string> seen_again;
    for (const auto& part : again)
        for (const auto& row : part.rows)
            seen_again.insert(key_of(row.expression));
    std::set<std::string> kept;
    for (auto& part : parts)
        std::erase_if(part.rows, [&](const WrittenRow& row) {
            if (seen_again.contains(key_of(row.expression)))
                return not kept.insert(fact_key(row)).second;
            if (not untold_again.facts.contains(fact_key(row)))
                moving.push_back(told(row));
            return true;
        });
    std::erase_if(parts, [](const WrittenPart& part) { return part.rows.empty(); });
}

// --- siblings

/// "port_80_addresses": what a variable for a fact is called.
std::string variable_name(const Fact& fact) {
    std::string name;
    for (const char letter :
         fmt::format("{} {}", describe(fact.subject), describe_attribute(fact))) {
        const bool is_word = std::isalnum(static_cast<unsigned char>(letter)) != 0;
        if (is_word)
            name += letter;
        else if (not name.empty() and name.back() != '_')
            name += '_';
    }
    while (name.ends_with('_'))
        name.pop_back();
    return name;
}

/// As --var takes it: a list as JSON.
std::string variable_text(const Value& value) {
    const auto* list = value.as<List>();
    if (list == nullptr)
        return to_plain(value);
    Json::Array items;
    for (const auto& item : list->items)
        items.emplace_back(to_plain(item));
    return to_text(Json(std::move(items)));
}

class Agreement {
public:
    explicit Agreement(const std::vector<Learnt>& all) : all_(all) {
        for (const auto& one : all_) {
            agreed_.variables.emplace_back(one.target, std::vector<std::string>());
            auto& rows = rows_.emplace_back();
            for (const auto& part : one.parts)
                for (const auto& row : part.rows)
                    rows.emplace(fact_key(row), &row);
        }
    }

    Agreed done() {
        agreed_.learnt = all_.front();
        tell_what_first_lacks();
        for (auto& part : agreed_.learnt.parts)
            std::erase_if(part.rows, [&](WrittenRow& row) { return not agree(row); });
        std::erase_if(agreed_.learnt.parts, [](const WrittenPart& part) {
            return part.rows.empty();
        });
        return std::move(agreed_);
    }

private:
    void tell_what_first_lacks() {
        std::set<std::string> seen;
        for (const auto& rows : rows_)
            for (const auto& [key, row] : rows)
                if (not rows_.front().contains(key) and seen.insert(key).second)
                    agreed_.left_out.push_back(told(*row));
    }

    /// False where the row cannot stand for all of them.
    bool agree(WrittenRow& row) {
        std::vector<const WrittenRow*> others;
        for (const auto& rows : rows_) {
            const auto found = rows.find(fact_key(row));
            others.push_back(found == rows.end() ? nullptr : found->second);
        }
        const bool all_have_it = std::ranges::count(others, nullptr) == 0;
        if (all_have_it and std::ranges::all_of(others, [&](const WrittenRow* other) {
                return key_of(other->expression) == key_of(row.expression);
            }))
            return true;
        if (not all_have_it or not std::ranges::all_of(others, [&](const WrittenRow* other) {
                return differs_by_value(*other, row);
            })) {
            agreed_.left_out.push_back(told(row));
            return false;
        }
        if (matcher_in(row.expression).word == "at_least")
            take_lowest(row, others);
        else
            make_variable(row, others);
        return true;
    }

    /// An empty list is a value, too.
    static Matcher as_equal(const Matcher& matcher) {
        return matcher.word == "is_empty" ? equals(List{}) : matcher;
    }

    static bool differs_by_value(const WrittenRow& one, const WrittenRow& other) {
        return one.expression.form == Expression::Form::match
               and other.expression.form == Expression::Form::match
               and as_equal(one.expression.matcher).word == as_equal(other.expression.matcher).word
               and not as_equal(one.expression.matcher).values.empty();
    }

    static void take_lowest(WrittenRow& row, const std::vector<const WrittenRow*>& others) {
        const auto version_of = [](const WrittenRow& one) {
            return *one.expression.matcher.values[0].as<Version>();
        };
        for (const auto* other : others) {
            const auto lowest = version_of(row);
            const auto found = version_of(*other);
            if (compare_versions(found.order, found.text, lowest.text) < 0)
                row = *other;
        }
    }

    void make_variable(WrittenRow& row, const std::vector<const WrittenRow*>& others) {
        row.expression.matcher = as_equal(row.expression.matcher);
        row.variable = variable_name(row.expression.fact);
        for (int number = 2; not names_.insert(row.variable).second; ++number)
            row.variable = fmt::format("{}_{}", variable_name(row.expression.fact), number);
        for (std::size_t i = 0; i < others.size(); ++i)
            agreed_.variables[i].second.push_back(fmt::format(
                "{}={}",
                row.variable,
                variable_text(as_equal(others[i]->expression.matcher).values[0])
            ));
    }

    const std::vector<Learnt>& all_;
    std::vector<std::map<std::string, const WrittenRow*>> rows_;
    std::set<std::string> names_;  ///< of variables
    Agreed agreed_;
};

}  // namespace

void check_wish(const LearnWish& wish) {
    for (const auto& text : wish.only) {
        if (text.find_first_of("\n\r") != std::string::npos)
            throw Broken("a line's end is in no name that is learnt: " + quoted(text));
        const auto word = word_of(text);
        if (find_topic(word.topic) != nullptr)
            continue;
        std::vector<std::string> known;
        for (const auto& topic : learn_topics())
            known.emplace_back(topic.name);
        throw Broken(
            fmt::format(
                "nothing is learnt of \"{}\"{}", word.topic, did_you_mean(word.topic, known)
            ),
            {},
            "it is one of " + join(known, ", ")
        );
    }
}

Steady learn(
    Gatherer& gatherer,
    const LearnWish& wish,
    const std::string& target,
    Nanoseconds pause,
    Deadline deadline
) {
    const auto words = words_of(wish);
    Steady steady{{target, gatherer.ask(learn_words, words, deadline)}, {}, {}};
    gatherer.forget();
    std::this_thread::sleep_for(pause);
    auto again = gatherer.ask(learn_words, words, deadline);
    auto untold = take_untold(steady.learnt.parts);
    const auto untold_again = take_untold(again);
    keep_steady(steady.learnt.parts, again, untold_again, steady.moving);
    for (const auto& [reason, count] : untold_again.reasons)
        untold.reasons[reason] = std::max(untold.reasons[reason], count);
    steady.untold = std::move(untold.reasons);
    return steady;
}

Agreed agreed(std::vector<Learnt> all) {
    return Agreement(all).done();
}

}  // namespace muster
