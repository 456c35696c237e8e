#include "framework/author/learn/learn.hpp"

#include "framework/author/learn/topics.hpp"
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
    return describe(fact_in(row.expression));
}

/// Rows about things that were not asked for by name.
void keep_named(const Word& word, std::vector<WrittenPart>& parts) {
    if (word.things.empty())
        return;
    for (auto& part : parts)
        std::erase_if(part.rows, [&](const WrittenRow& row) {
            const auto& subject = fact_in(row.expression).subject;
            return subject.resource != word.topic or not glob_matches(word.things, subject.name());
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

/// What stands in both; each fact once, where it stands first.
void keep_steady(Parts& parts, const Parts& again, std::vector<std::string>& moving) {
    std::set<std::string> seen_again;
    for (const auto& part : again)
        for (const auto& row : part.rows)
            seen_again.insert(describe(row.expression));
    std::set<std::string> kept;
    for (auto& part : parts)
        std::erase_if(part.rows, [&](const WrittenRow& row) {
            if (not seen_again.contains(describe(row.expression))) {
                moving.push_back(fact_key(row));
                return true;
            }
            return not kept.insert(fact_key(row)).second;
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
        for (auto& part : agreed_.learnt.parts)
            std::erase_if(part.rows, [&](WrittenRow& row) { return not agree(row); });
        std::erase_if(agreed_.learnt.parts, [](const WrittenPart& part) {
            return part.rows.empty();
        });
        return std::move(agreed_);
    }

private:
    /// False where the row cannot stand for all of them.
    bool agree(WrittenRow& row) {
        const auto key = fact_key(row);
        std::vector<const WrittenRow*> others;
        for (const auto& rows : rows_) {
            const auto found = rows.find(key);
            if (found == rows.end()) {
                agreed_.left_out.push_back(key);
                return false;
            }
            others.push_back(found->second);
        }
        const auto is_same = [&](const WrittenRow* other) {
            return describe(other->expression) == describe(row.expression);
        };
        if (std::ranges::all_of(others, is_same))
            return true;
        const bool same_word = std::ranges::all_of(others, [&](const WrittenRow* other) {
            return other->expression.form == Expression::Form::match
                   and other->expression.matcher.word == row.expression.matcher.word
                   and not other->expression.matcher.values.empty();
        });
        if (not same_word) {
            agreed_.left_out.push_back(key);
            return false;
        }
        if (matcher_in(row.expression).word == "at_least")
            take_lowest(row, others);
        else
            make_variable(row, others);
        return true;
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
        row.variable = variable_name(row.expression.fact);
        for (std::size_t i = 0; i < others.size(); ++i)
            agreed_.variables[i].second.push_back(fmt::format(
                "{}={}", row.variable, variable_text(others[i]->expression.matcher.values[0])
            ));
    }

    const std::vector<Learnt>& all_;
    std::vector<std::map<std::string, const WrittenRow*>> rows_;
    Agreed agreed_;
};

}  // namespace

void check_wish(const LearnWish& wish) {
    for (const auto& text : wish.only) {
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
    Steady steady{{target, gatherer.ask(learn_words, words, deadline)}, {}};
    gatherer.forget();
    std::this_thread::sleep_for(pause);
    const auto again = gatherer.ask(learn_words, words, deadline);
    keep_steady(steady.learnt.parts, again, steady.moving);
    return steady;
}

Agreed agreed(std::vector<Learnt> all) {
    return Agreement(all).done();
}

}  // namespace muster
