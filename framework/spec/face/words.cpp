// The public face: <muster/words.hpp>.
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/spec/running.hpp"
#include <muster/words.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace muster::dsl {

namespace {

std::uint32_t add(Json json) {
    return running_collector().add_node(Written{std::move(json)});
}

bool is_of_target(std::uint32_t id) {
    return muster::is_of_target(running_collector().node(id));
}

/// A Word made from others is of the target when one of them is.
std::uint32_t add_from(std::initializer_list<std::uint32_t> sources, Json json) {
    return running_collector().add_node(
        {std::move(json), std::ranges::any_of(sources, is_of_target)}
    );
}

/// A version-like text as its numbers; ends the body when it is none.
std::vector<std::int64_t> dotted_numbers(Word word) {
    const auto text = running_collector().text(word.id());
    std::vector<std::int64_t> numbers;
    for (const auto piece : split(text, '.')) {
        const auto number = whole_number(piece);
        if (not number)
            throw BodyEnds{
                fmt::format("{} is no dotted number to compare with < or >", quoted(text)),
                {},
                not is_of_target(word.id()),
                ""};
        numbers.push_back(*number);
    }
    while (numbers.size() > 1 and numbers.back() == 0)
        numbers.pop_back();
    return numbers;
}

}  // namespace

Word::Word(const char* text) : id_(add(Json(text))) {}

Word::Word(std::string_view text) : id_(add(Json(text))) {}

Word Word::node(std::uint32_t id) {
    return {Node{}, id};
}

Words Word::items() const {
    const auto json = running_collector().json(id_);
    if (json.as<Json::Array>() != nullptr)
        return Words(id_);
    if (json.as<Json::Object>() != nullptr)
        throw BodyEnds{"a map has no items: name a member", {}, false, ""};
    return Words(add_from({id_}, Json(Json::Array{json})));
}

Word Word::operator[](Word name) const {
    auto& collector = running_collector();
    const auto key = collector.text(name.id());
    const auto* member = collector.json(id_).find(key);
    if (member == nullptr)
        throw BodyEnds{fmt::format("there is no member {}", quoted(key)), {}, false, ""};
    return node(add_from({id_}, Json(*member)));
}

Word operator+(Word left, Word right) {
    const auto& collector = running_collector();
    const auto joined = collector.text(left.id()) + collector.text(right.id());
    return Word::node(add_from({left.id(), right.id()}, joined));
}

bool operator==(Word left, Word right) {
    running_collector().note_choice();
    const auto& collector = running_collector();
    return collector.text(left.id()) == collector.text(right.id());
}

bool operator!=(Word left, Word right) {
    running_collector().note_choice();
    return not(left == right);
}

bool operator<(Word left, Word right) {
    running_collector().note_choice();
    return dotted_numbers(left) < dotted_numbers(right);
}

bool operator<=(Word left, Word right) {
    running_collector().note_choice();
    return not(right < left);
}

bool operator>(Word left, Word right) {
    running_collector().note_choice();
    return right < left;
}

bool operator>=(Word left, Word right) {
    running_collector().note_choice();
    return not(left < right);
}

Word Words::Iterator::operator*() const {
    auto& collector = running_collector();
    const Json item = collector.json(list_).as<Json::Array>()->at(index_);
    return Word::node(add_from({list_}, item));
}

Words::Iterator Words::end() const {
    const auto* items = running_collector().json(id_).as<Json::Array>();
    return {id_, static_cast<std::uint32_t>(items->size())};
}

Moment ago(Duration duration) {
    return {running_collector().add_node({WrittenMoment{-Nanoseconds(duration.nanoseconds)}})};
}

Moment from_now(Duration duration) {
    return {running_collector().add_node({WrittenMoment{Nanoseconds(duration.nanoseconds)}})};
}

Item::Item(bool flag) : id(add(Json(flag))) {}
Item::Item(int number) : id(add(Json(number))) {}
Item::Item(unsigned number) : id(add(Json(std::int64_t{number}))) {}
Item::Item(long number) : id(add(Json(std::int64_t{number}))) {}
Item::Item(unsigned long number) : id(add(Json(static_cast<std::int64_t>(number)))) {}
Item::Item(long long number) : id(add(Json(std::int64_t{number}))) {}
Item::Item(unsigned long long number) : id(add(Json(static_cast<std::int64_t>(number)))) {}
Item::Item(double number) : id(add(Json(number))) {}
Item::Item(const char* text) : id(add(Json(text))) {}
Item::Item(std::string_view text) : id(add(Json(text))) {}
Item::Item(Duration duration)
    : id(running_collector().add_node({Nanoseconds(duration.nanoseconds)})) {}
Item::Item(ListValue list) : id(list.id) {}

ListValue& ListValue::add(Item item) {
    auto& collector = running_collector();
    auto list = std::get<WrittenList>(collector.node(id).content);
    const auto& written = collector.node(item.id);
    const auto* json = std::get_if<Json>(&written.content);
    if (const auto* inner = std::get_if<WrittenList>(&written.content))
        list.items.insert(list.items.end(), inner->items.begin(), inner->items.end());
    else if (json != nullptr and json->as<Json::Array>() != nullptr)
        for (const auto& one : *json->as<Json::Array>())
            list.items.push_back({one, written.of_target});
    else
        list.items.push_back(written);
    id = collector.add_node({std::move(list)});
    return *this;
}

ListValue list_of(std::initializer_list<Item> items) {
    ListValue list{running_collector().add_node({WrittenList{}})};
    for (const auto& item : items)
        list.add(item);
    return list;
}

Word text_of(Word form, std::initializer_list<Item> items) {
    const auto& collector = running_collector();
    const auto pattern = collector.text(form.id());
    std::string filled;
    bool of_target = is_of_target(form.id());
    const auto* next = items.begin();
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const auto pair = std::string_view(pattern).substr(i, 2);
        if (pair == "{}" and next != items.end()) {
            of_target = of_target or is_of_target(next->id);
            filled += collector.text((next++)->id);
            ++i;
        } else if (pair == "{{" or pair == "}}") {
            filled += pattern[i++];
        } else if (pair == "{}") {
            throw BodyEnds{
                fmt::format("{} has more braces than arguments", quoted(pattern)), {}, true, ""};
        } else {
            filled += pattern[i];
        }
    }
    if (next != items.end())
        throw BodyEnds{
            fmt::format("{} has fewer braces than arguments", quoted(pattern)), {}, true, ""};
    return Word::node(running_collector().add_node({Json(filled), of_target}));
}

}  // namespace muster::dsl
