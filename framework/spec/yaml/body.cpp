#include "framework/spec/yaml/body.hpp"

#include "framework/base/text.hpp"
#include "framework/base/yaml/read.hpp"
#include "framework/spec/members.hpp"
#include "framework/spec/yaml/conditions.hpp"
#include "framework/spec/yaml/hosts.hpp"
#include "framework/spec/yaml/keys.hpp"
#include "framework/spec/yaml/matchers.hpp"
#include "framework/spec/yaml/things.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace muster {

namespace {

/// Throws Broken at a key that is neither the head of an item, if it has one, nor a guard, nor one of these.
void require_keys(
    const Yaml::Mapping& members,
    const Yaml::Member* head,
    std::string_view what,
    std::span<const std::string_view> others
) {
    std::vector<std::string> known(guard_keys.begin(), guard_keys.end());
    known.insert(known.end(), others.begin(), others.end());
    for (const auto& member : members)
        if (&member != head and std::ranges::count(known, member.key) == 0)
            refuse_key(member, what, known);
}

std::string reason_of(const Yaml& node, const Scope& scope) {
    auto reason = scope.text(node);
    if (reason == "true" or reason == "false")
        throw Broken(
            fmt::format("skip takes a reason, not {}", reason), node.where, "when decides whether"
        );
    return reason;
}

/// A name that templates could not tell from others.
void require_name(const Yaml::Member& member) {
    if (member.key == "var" or member.key == "target" or member.key.find('.') != std::string::npos)
        throw Broken(fmt::format("\"{}\" is no name to choose", member.key), member.where);
}

/// Open from here to the end of the scope.
class OpenBlock {
public:
    OpenBlock(Collector& collector, const std::string& heading, const Location& where)
        : collector_(collector) {
        collector.open_block(heading, where);
    }
    ~OpenBlock() { collector_.close_block(); }
    OpenBlock(const OpenBlock&) = delete;
    OpenBlock& operator=(const OpenBlock&) = delete;

private:
    Collector& collector_;
};

class Body {
public:
    Body(const Scope& scope, Telling& telling)
        : scope_(scope), telling_(telling), collector_(telling.collector) {}

    /// What is wrong with the spec is told once and its row is errored; what this target lacks is an errored row.
    void say(const Yaml& item) {
        try {
            say_item(item, scope_);
        } catch (const BodyEnds& end) {
            if (end.broken_spec)
                throw;  // there are too many of them: nothing more is said
            collector_.add_errored_row(end.message, end.where);
        } catch (const Broken& broken) {
            const auto& where = broken.where().line > 0 ? broken.where() : item.where;
            collector_.add_errored_row(broken.message(), where);
            collector_.broken(broken.message(), broken.hint(), where);
        }
    }

private:
    void say_item(const Yaml& item, const Scope& scope) {
        const auto& members = mapping_of(item, "an item");
        if (members.empty())
            throw Broken("an empty item", item.where);
        if (const auto* each = find_member(members, "each"); each != nullptr)
            say_each(item, *each, scope);
        else
            say_once(item, scope);
    }

    void say_each(const Yaml& item, const Yaml::Member& each, const Scope& scope) {
        const auto& names = mapping_of(each.value, "each");
        if (names.size() != 1)
            throw Broken("each names one thing: each: {port: [80, 443]}", each.where);
        require_name(names.front());
        if (is_passed_over(item, names.front().key, scope)) {
            collector_.note_choice();
            return;
        }
        for (auto& value : items_to_go_through(names.front(), scope)) {
            Scope inner(&scope);
            inner.add(names.front().key, std::move(value));
            say_once(item, inner);
        }
    }

    /// Whether a `when` that says nothing of the loop's name does not hold: then nobody is gone through, and it is no
    /// matter whether there would be somebody.
    static bool is_passed_over(const Yaml& item, std::string_view name, const Scope& scope) {
        const auto* when = find_member(*item.as<Yaml::Mapping>(), "when");
        return when != nullptr and not mentions(when->value, name)
               and not holds(when->value, scope);
    }

    static bool mentions(const Yaml& node, std::string_view name) {
        if (const auto* scalar = node.as<Yaml::Scalar>())
            return scalar->text.find(name) != std::string::npos
                   and scalar->text.find("{{") != std::string::npos;
        if (const auto* sequence = node.as<Yaml::Sequence>())
            return std::ranges::any_of(*sequence, [&](const Yaml& one) {
                return mentions(one, name);
            });
        const auto* mapping = node.as<Yaml::Mapping>();
        return mapping != nullptr and std::ranges::any_of(*mapping, [&](const Yaml::Member& one) {
                   return mentions(one.value, name);
               });
    }

    std::vector<Written> items_to_go_through(const Yaml::Member& name, const Scope& scope) {
        const auto* mapping = name.value.as<Yaml::Mapping>();
        if (names_members(name.value))
            return members_to_go_through(name.value, scope);
        if (mapping != nullptr and mapping->size() == 1 and mapping->front().key == "range")
            return range(mapping->front().value, scope);
        std::vector<Written> values;
        if (const auto* sequence = name.value.as<Yaml::Sequence>()) {
            for (const auto& item : *sequence)
                values.push_back(scope.tree(item));
            return values;
        }
        const auto list = written_value(name.value, scope);
        const auto* json = std::get_if<Json>(&list.content);
        const auto* array = json == nullptr ? nullptr : json->as<Json::Array>();
        if (array == nullptr)
            throw Broken(
                "each goes through a list",
                name.value.where,
                "each: {p: [80, 443]} or {p: {var: ports}}"
            );
        for (const auto& one : *array)
            values.push_back({one, list.of_target});
        return values;
    }

    /// `range: [8080, 8089]`, both ends included.
    static std::vector<Written> range(const Yaml& node, const Scope& scope) {
        constexpr std::uint64_t most = 10'000;
        const auto& ends = sequence_of(node, "range");
        std::vector<std::int64_t> numbers;
        for (const auto& end : ends)
            if (const auto number = whole_number(scope.text(end)))
                numbers.push_back(*number);
        if (ends.size() != 2 or numbers.size() != 2 or numbers[1] < numbers[0])
            throw Broken("range takes the first and the last number: [8080, 8089]", node.where);
        // Unsigned: the ends may lie further apart than a signed number counts.
        const auto more =
            static_cast<std::uint64_t>(numbers[1]) - static_cast<std::uint64_t>(numbers[0]);
        if (more >= most)
            throw Broken(fmt::format("a range of more than {} numbers", most), node.where);
        std::vector<Written> values;
        for (std::int64_t i = 0; i <= static_cast<std::int64_t>(more); ++i)
            values.push_back({.content = Json(std::to_string(numbers[0] + i)), .unquoted = true});
        return values;
    }

    static std::vector<Written> members_to_go_through(const Yaml& loop, const Scope& scope) {
        const auto named = members_of(*loop.as<Yaml::Mapping>(), scope);
        if (not named.why_nobody.empty())
            throw BodyEnds{named.why_nobody, loop.as<Yaml::Mapping>()->front().value.where};
        std::vector<Written> members;
        for (const auto* member : named.members)
            members.push_back({as_seen(*member), true});
        return members;
    }

    void say_once(const Yaml& item, const Scope& scope) {
        if (++telling_.items > telling_.most_items)
            throw BodyEnds{
                fmt::format("more than {} items", telling_.most_items), item.where, true, ""};
        const auto& members = *item.as<Yaml::Mapping>();
        const OpenBlock guarded(collector_, "", item.where);
        if (not enter(members, scope, collector_))
            return;
        if (find_member(members, "expect") != nullptr)
            say_group(members, scope);
        else if (head_of(members).key == "include")
            say_included(members, scope);
        else if (head_of(members).key == "follow")
            say_followed(members, scope);
        else if (joins_items(head_of(members).key))
            say_joined(members, scope);
        else
            for (const auto& [expectation, where] :
                 Things(collector_, scope).expectations(item, Things::Statements::allowed))
                add_row(expectation, where, members, scope);
        require_one_id(members);
    }

    void say_group(const Yaml::Mapping& members, const Scope& scope) {
        require_keys(members, nullptr, "a group", group_keys);
        const auto* it = find_member(members, "it");
        const OpenBlock block(
            collector_,
            it == nullptr ? "" : scope.text(it->value),
            it == nullptr ? members.front().where : it->where
        );
        say_items(find_member(members, "expect")->value, scope, telling_);
    }

    void say_included(const Yaml::Mapping& members, const Scope& scope) {
        require_keys(members, &head_of(members), "an include", {});
        for (const auto& one : one_or_more(head_of(members).value))
            for (const auto& document : telling_.included.at(included_path(one))) {
                const auto said = items_of(document);
                Scope inner(&scope);
                if (said.vars != nullptr)
                    add_defaults(*said.vars, inner);
                say_items(*said.items, inner, telling_);
            }
    }

    void say_followed(const Yaml::Mapping& members, const Scope& scope) {
        require_keys(members, &head_of(members), "follow", followed_keys);
        const auto& followed = head_of(members);
        const auto rows = collector_.add_followed(
            Things(collector_, scope).fact(followed.value, {}).named, followed.where
        );
        apply_statements(rows, members, scope);
    }

    void say_joined(const Yaml::Mapping& members, const Scope& scope) {
        const auto& head = head_of(members);
        require_keys(members, &head, head.key, row_keys);
        add_row(Things(collector_, scope).joined_items(head), head.where, members, scope);
    }

    void add_row(
        std::uint32_t expectation,
        const Location& where,
        const Yaml::Mapping& members,
        const Scope& scope
    ) {
        apply_statements(collector_.add_row(expectation, where), members, scope);
    }

    void apply_statements(Collector::Rows rows, const Yaml::Mapping& members, const Scope& scope) {
        ++rows_;
        for (const auto& member : members)
            collector_.each(rows, [&](Row& row) { apply(member, row, members, scope); });
    }

    static void apply(
        const Yaml::Member& member, Row& row, const Yaml::Mapping& members, const Scope& scope
    ) {
        const auto& [key, value, where] = member;
        if (key == "because")
            row.because = scope.text(value);
        else if (key == "id")
            row.given_id = scope.text(value);
        else if (key == "about")
            row.about = member_of(value, scope);
        else if (key == "follow" and &member != &head_of(members))
            row.follow = flag_of(value, key);
        else if (key == "impact")
            row.impact = impact_of(value, scope);
        else if (key == "retry_for")
            row.retry_for = duration_of(value, scope);
    }

    static Impact impact_of(const Yaml& node, const Scope& scope) {
        const auto text = scope.text(node);
        if (const auto impact = impact_named(text))
            return *impact;
        throw Broken(
            fmt::format("no impact \"{}\"", text),
            node.where,
            "it is none, low, medium, high or critical"
        );
    }

    static Nanoseconds duration_of(const Yaml& node, const Scope& scope) {
        const auto text = scope.text(node);
        if (const auto duration = duration_from(text))
            return *duration;
        throw Broken(fmt::format("\"{}\" is no duration", text), node.where, "write 30s or 5m");
    }

    void require_one_id(const Yaml::Mapping& members) const {
        const auto* id = find_member(members, "id");
        if (id != nullptr and rows_ > 1
            and id->value.as<Yaml::Scalar>()->text.find("{{") == std::string::npos)
            throw Broken(
                fmt::format("an id names one row, and these are {}", rows_),
                id->where,
                "part the item"
            );
    }

    const Scope& scope_;
    Telling& telling_;
    Collector& collector_;
    std::size_t rows_ = 0;  // of the item
};

}  // namespace

void say_items(const Yaml& items, const Scope& scope, Telling& telling) {
    for (const auto& item : sequence_of(items, "expect"))
        Body(scope, telling).say(item);
}

bool enter(const Yaml::Mapping& members, const Scope& scope, Collector& collector) {
    if (const auto* when = find_member(members, "when");
        when != nullptr and not holds(when->value, scope)) {
        collector.note_choice();
        return false;
    }
    if (const auto* only_if = find_member(members, "only_if"))
        collector.guard(Things(collector, scope).whole(only_if->value), only_if->where);
    if (const auto* skip = find_member(members, "skip"))
        collector.skip(reason_of(skip->value, scope), skip->where);
    return true;
}

std::string included_path(const Yaml& include) {
    const auto& path = scalar_of(include, "include");
    const auto slash = include.where.file.rfind('/');
    const auto whole = path.starts_with('/') or slash == std::string::npos
                           ? path
                           : include.where.file.substr(0, slash + 1) + path;
    return std::filesystem::path(whole).lexically_normal().string();
}

IncludedItems items_of(const Yaml& document) {
    if (document.as<Yaml::Sequence>() != nullptr)
        return {nullptr, &document};
    IncludedItems said;
    for (const auto& member : mapping_of(document, "an included file")) {
        if (member.key == "expect")
            said.items = &member.value;
        else if (member.key == "vars")
            said.vars = &member.value;
        else
            refuse_key(
                member,
                "an included file",
                std::vector<std::string>(included_keys.begin(), included_keys.end())
            );
    }
    if (said.items == nullptr)
        throw Broken("an included file is a list of items, or has vars and expect", document.where);
    return said;
}

void add_defaults(const Yaml& vars, Scope& scope) {
    for (const auto& member : mapping_of(vars, "vars")) {
        require_name(member);
        scope.add_default(member.key, scope.tree(member.value));
    }
}

}  // namespace muster
