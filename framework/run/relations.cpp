#include "framework/run/relations.hpp"

#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/model/match.hpp"
#include "framework/model/members.hpp"
#include "framework/model/value_identity.hpp"
#include "framework/run/each_member.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace muster {

namespace {

constexpr std::string_view ignorance = "cannot tell: ";

/// One fact of `hosts(…)`. Throws CannotTell and NotAsked, as a resource's reader does.
class Relation {
public:
    Relation(
        const Fact& fact,
        const Lexicon& lexicon,
        const Inventory& inventory,
        const AnswersOf& answers
    )
        : fact_(fact), each_(fact.subject, lexicon, inventory, answers) {}

    Value value() {
        const auto& attribute = fact_.attribute;
        if (attribute == "names")
            return names();
        if (attribute == "addresses")
            return addresses();
        if (attribute == "count")
            return count();
        if (attribute == "every")
            return every();
        if (attribute == "some")
            return some();
        if (attribute == "none")
            return none();
        if (attribute == "agree_on")
            return agree_on();
        if (attribute == "list")
            return list();
        if (attribute == "duplicates")
            return duplicates();
        MUSTER_ASSERT(attribute == "exactly" or attribute == "at_least" or attribute == "at_most");
        return number_holds(attribute == "exactly" ? "equals" : attribute);
    }

    std::vector<Evidence> take_evidence() { return each_.take_evidence(); }

private:
    Value names() const {
        each_.require_known();
        std::vector<std::string> names;
        for (const auto& member : each_.members())
            names.push_back(member.target->name);
        return set_of_texts(names);
    }

    Value addresses() const {
        each_.require_known();
        const auto network = fact_.parameter();
        std::vector<Value> addresses;
        for (const auto& member : each_.members()) {
            const auto found = member.target->addresses.find(network);
            if (found == member.target->addresses.end())
                throw CannotTell{
                    Kind::failed,
                    fmt::format(
                        "{} has no address on the network {}",
                        escaped(member.target->name),
                        quoted(network)
                    ),
                    "muster inventory --addresses asks the targets for theirs"};
            addresses.emplace_back(Term{TermKind::address, found->second});
        }
        return set_of(std::move(addresses));
    }

    static Value counted(std::size_t sure, std::size_t open, const Ignorance& why) {
        if (open == 0)
            return Value(sure);
        return Range{
            static_cast<std::int64_t>(sure),
            static_cast<std::int64_t>(sure + open),
            why.reason(),
            why.only_not_asked()};
    }

    Value count() const {
        const auto open =
            static_cast<std::size_t>(std::ranges::count_if(each_.members(), [](const Member& one) {
                return one.meant != Truth::yes;
            }));
        auto value = counted(each_.members().size() - open, open, each_.who_is_meant());
        InCommon meant;
        for (const auto& member : each_.members())
            if (member.meant == Truth::yes)
                meant.add("", member.target->name);
        value.remark = meant.places();
        return value;
    }

    /// It holds where it is meant to.
    static Truth not_meant_or_holds(const Member& member) {
        return no_if_absent(either(opposite(member.meant), member.holds));
    }
    static Truth meant_and_holds(const Member& member) { return both(member.meant, member.holds); }

    /// Over nobody `every` and `agree_on` have nothing to judge.
    std::optional<Value> nothing_to_judge() const {
        if (each_.is_nobody_named() and may_be_nobody(fact_.subject))
            throw NotAsked{describe(fact_.subject) + ": there are no members"};
        if (each_.members().empty())
            return Value(Nothing{
                Nothing::Why::nothing_to_judge, "nothing to judge: no member is left"});
        return std::nullopt;
    }

    static Value flag(bool is_so, std::string remark) {
        Value value = is_so;
        value.remark = std::move(remark);
        return value;
    }

    Value every() {
        if (const auto nothing = nothing_to_judge())
            return *nothing;
        each_.ask(asked_of_each(fact_.parameters.at(0)));
        if (const auto unfit = each_.those(not_meant_or_holds, Truth::no); not unfit.empty())
            return flag(false, unfit.reasons());
        if (const auto open = each_.open_by(not_meant_or_holds); open.any())
            open.tell();
        if (not each_.is_somebody_meant())
            each_.who_is_meant().tell();
        return flag(true, each_.those(meant_and_holds, Truth::yes).places());
    }

    /// Where it holds; nothing: nowhere. Throws where that cannot be told.
    std::optional<std::string> where_it_holds() {
        each_.ask(asked_of_each(fact_.parameters.at(0)));
        if (const auto fit = each_.those(meant_and_holds, Truth::yes); not fit.empty())
            return fit.places();
        if (const auto open = each_.open_by(meant_and_holds); open.any())
            open.tell();
        return std::nullopt;
    }

    Value some() {
        const auto where = where_it_holds();
        return where ? flag(true, *where)
                     : flag(false, each_.those(meant_and_holds, Truth::no).reasons());
    }

    Value none() {
        const auto where = where_it_holds();
        return where ? flag(false, "it holds " + *where) : flag(true, "");
    }

    Value number_holds(const std::string& relation) {
        each_.ask(asked_of_each(fact_.parameters.at(1)));
        const auto fit = each_.those(meant_and_holds, Truth::yes);
        const auto unfit = each_.those(meant_and_holds, Truth::no);
        const auto sure = static_cast<std::size_t>(
            std::ranges::count(each_.members(), Truth::yes, meant_and_holds)
        );
        const auto no =
            static_cast<std::size_t>(std::ranges::count(each_.members(), Truth::no, meant_and_holds)
            );
        const auto open = each_.open_by(meant_and_holds);
        const auto found = counted(sure, each_.members().size() - sure - no, open);
        const auto& wanted = std::get<Value>(fact_.parameters.at(0));
        const auto result = match(Matcher{relation, {wanted}, {}}, found, Instant{});
        if (result.truth == Truth::unknown or result.truth == Truth::skipped)
            open.tell();
        auto told = fmt::format("{} of {} do", to_plain(found), each_.members().size());
        if (not fit.empty())
            told += ", " + fit.places();
        if (not unfit.empty())
            told += "; " + unfit.reasons();
        return flag(result.truth == Truth::yes, std::move(told));
    }

    struct Has {
        const Member* member;
        Value value;
    };

    /// The values of all members, with those of whom nothing is known in `open`.
    std::vector<Has> values_of_all(const Expression& expression, Ignorance& open) {
        std::vector<Has> values;
        InCommon seen;
        for (const auto& member : each_.members()) {
            const auto& name = member.target->name;
            auto cell = each_.found(expression, *member.target);
            if (const auto* why = std::get_if<CannotTell>(&cell)) {
                open.add(Truth::unknown, why->message, why->hint, name);
                seen.add(std::string(ignorance) + why->message, name);
            } else if (const auto* not_asked = std::get_if<NotAsked>(&cell)) {
                open.add(Truth::skipped, not_asked->reason, "", name);
                seen.add(not_asked->reason, name);
            } else if (auto& value = std::get<Value>(cell); not value.doubt.empty()) {
                open.add(Truth::unknown, value.doubt, "", name);
                seen.add(std::string(ignorance) + value.doubt, name);
            } else {
                seen.add(shown(value), identity_of(value), name);
                values.push_back({&member, std::move(value)});
            }
        }
        each_.add_evidence(seen, expression);
        return values;
    }

    /// In the order of a package manager several texts may be one version; all else is what it is.
    static bool same(const Value& one, const Value& other) {
        const bool versions = one.as<Version>() != nullptr and other.as<Version>() != nullptr;
        return versions ? equal_values(one, other) and equal_values(other, one)
                        : identity_of(one) == identity_of(other);
    }

    std::string shown(const Value& value) const {
        const auto* nothing = value.as<Nothing>();
        if (nothing == nullptr)
            return to_shown(value);
        return nothing->text.empty() ? "no value" : "no value (" + nothing->text + ")";
    }

    Value agree_on() {
        if (const auto nothing = nothing_to_judge())
            return *nothing;
        Ignorance open;
        const auto values = values_of_all(asked_of_each(fact_.parameters.at(0)), open);
        InCommon seen;
        const Value* agreed = nullptr;
        bool agree = true;
        bool all_have_one = true;
        for (const auto& [member, value] : values) {
            if (member->meant != Truth::yes)
                continue;
            seen.add(shown(value), identity_of(value), member->target->name);
            all_have_one = all_have_one and not value.is_nothing();
            agree = agree and (agreed == nullptr or same(*agreed, value));
            agreed = agreed == nullptr ? &value : agreed;
        }
        if (not all_have_one)
            return Nothing{Nothing::Why::not_set, seen.values()};
        if (not agree)
            return flag(false, seen.values());
        for (const auto& [member, value] : values)
            if (member->meant != Truth::yes and (agreed == nullptr or not same(*agreed, value)))
                open.add(member->meant, member->why, member->hint, member->target->name);
        if (open.any())
            open.tell();
        return flag(true, seen.values() + (values.size() == 1 ? " alone" : ""));
    }

    /// All that members have, a list each of its items; a member without a value has none.
    /// Where nobody has one there is nothing to list: a slip of the pen is no empty list.
    std::optional<std::vector<std::vector<Value>>> items_of_all() {
        each_.require_known();
        Ignorance open;
        const auto values = values_of_all(asked_of_each(fact_.parameters.at(0)), open);
        if (open.any())
            open.tell();
        std::vector<std::vector<Value>> all;
        for (const auto& [member, value] : values) {
            if (const auto* list = value.as<List>())
                all.push_back(list->items);
            else if (not value.is_nothing())
                all.push_back({value});
            else
                without_.add(shown(value), member->target->name);
        }
        if (all.empty() and not values.empty())
            return std::nullopt;
        return all;
    }

    Value no_value() const { return Nothing{Nothing::Why::not_set, without_.values()}; }

    Value list() {
        const auto items_of_members = items_of_all();
        if (not items_of_members)
            return no_value();
        std::vector<Value> all;
        for (const auto& items : *items_of_members)
            all.insert(all.end(), items.begin(), items.end());
        return set_of(std::move(all));
    }

    Value duplicates() {
        std::map<std::string, std::size_t> members_with;
        std::vector<Value> twice;
        const auto items_of_members = items_of_all();
        if (not items_of_members)
            return no_value();
        for (const auto& items : *items_of_members) {
            for (const auto& item : set_of(items).items)
                if (++members_with[identity_of(item)] == 2)
                    twice.push_back(item);
        }
        return set_of(std::move(twice));
    }

    const Fact& fact_;
    EachMember each_;
    InCommon without_;  ///< members that have no value
};

Fact at_the_member(Fact fact) {
    fact.subject.from.clear();
    return fact;
}

}  // namespace

std::vector<MemberFact> facts_of_members(const Fact& fact, const Inventory& inventory) {
    if (not fact.subject.from.empty())
        return {{fact.subject.from, at_the_member(fact)}};
    std::vector<Fact> asked;
    for_each_asked(fact, [&](const Expression& expression) {
        for (auto& one : facts_of(expression))
            asked.push_back(std::move(one));
    });
    std::vector<MemberFact> all;
    if (asked.empty())
        return all;
    for (const auto place : members_of(fact.subject, inventory))
        for (const auto& one : asked)
            all.push_back({inventory.targets[place].name, one});
    return all;
}

Finding Relations::of(const Fact& fact) const {
    Relation relation(fact, lexicon_, inventory_, answers_);
    Finding finding;
    try {
        finding.found = relation.value();
    } catch (const CannotTell& why) {
        finding.found = why;
    } catch (const NotAsked& why) {
        finding.found = why;
    }
    finding.evidence = relation.take_evidence();
    return finding;
}

Finding Relations::seen(const Fact& fact) const {
    const auto& member = fact.subject.from;
    const auto& answers = answers_(member);
    const auto of_member = [&](const std::string& reason) {
        return member.empty() ? reason : escaped(member) + ": " + reason;
    };
    if (const auto* why = std::get_if<CannotTell>(&answers.known))
        return {CannotTell{why->kind, of_member(why->message), why->hint}};
    if (const auto* why = std::get_if<NotAsked>(&answers.known))
        return {NotAsked{of_member(why->reason)}};
    return std::get<Findings>(answers.known).of(at_the_member(fact));
}

}  // namespace muster
