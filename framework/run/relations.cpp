#include "framework/run/relations.hpp"

#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/model/match.hpp"
#include "framework/model/members.hpp"
#include "framework/model/value_identity.hpp"
#include "framework/run/in_common.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace muster {

namespace {

/// What one member comes to: whether it is meant, and whether the thing holds there.
struct Member {
    const Target* target = nullptr;
    Truth meant = Truth::yes;  ///< yes; unknown or skipped where nobody can tell what `where` asks
    Truth holds = Truth::yes;
    std::string why = {};  ///< why it is not known whether it is meant, or what it is instead
    std::string hint = {};
};

constexpr std::string_view ignorance = "cannot tell: ";

std::string without_prefix(const std::string& message) {
    return message.starts_with(ignorance) ? message.substr(ignorance.size()) : message;
}

/// A thing without a value counts as one that is not so.
Truth no_if_absent(Truth truth) {
    return truth == Truth::absent ? Truth::no : truth;
}

const Expression& asked_of_each(const Argument& argument) {
    return std::get<OfEach>(argument).expression();
}

/// One fact of `hosts(…)`. Throws CannotTell and NotAsked, as a resource's reader does.
class Relation {
public:
    Relation(
        const Fact& fact,
        const Lexicon& lexicon,
        const Inventory& inventory,
        const AnswersOf& answers
    )
        : fact_(fact), lexicon_(lexicon), answers_(answers) {
        for (const auto place : members_of(fact.subject, inventory))
            members_.push_back({&inventory.targets[place]});
        is_nobody_named_ = members_.empty();
        for (const auto& qualifier : fact.subject.qualifiers)
            if (qualifier.name == "where")
                keep_where(asked_of_each(qualifier.arguments.at(0)));
    }

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

    std::vector<Evidence> take_evidence() { return std::move(evidence_); }

private:
    Judge::Judgement judged(const Expression& expression, const Target& member) const {
        const auto& answers = answers_(member.name);
        if (const auto* why = std::get_if<CannotTell>(&answers.known))
            return {.truth = Truth::unknown, .message = why->message, .hint = why->hint};
        if (const auto* why = std::get_if<NotAsked>(&answers.known))
            return {.truth = Truth::skipped, .message = why->reason};
        return Judge(lexicon_, std::get<Findings>(answers.known), answers.now).judge(expression);
    }

    /// Who is surely not meant goes.
    void keep_where(const Expression& condition) {
        InCommon seen;
        std::erase_if(members_, [&](Member& member) {
            const auto judgement = judged(condition, *member.target);
            seen.add(
                judgement.truth == Truth::yes ? judgement.actual : judgement.message,
                member.target->name
            );
            const auto meant = both(member.meant, no_if_absent(judgement.truth));
            if (meant != member.meant)
                member.why = without_prefix(judgement.message);
            member.hint = judgement.hint;
            member.meant = meant;
            return meant == Truth::no;
        });
        add_evidence(seen, condition);
    }

    void add_evidence(const InCommon& seen, const Expression& asked) {
        for (auto& one : seen.evidence(describe(asked)))
            evidence_.push_back(std::move(one));
    }

    Ignorance who_is_meant() const {
        Ignorance open;
        for (const auto& member : members_)
            if (member.meant != Truth::yes)
                open.add(member.meant, member.why, member.hint, member.target->name);
        return open;
    }

    void require_known_members() const {
        if (const auto open = who_is_meant(); open.any())
            open.tell();
    }

    bool is_somebody_meant() const {
        return std::ranges::any_of(members_, [](const Member& member) {
            return member.meant == Truth::yes;
        });
    }

    Value names() const {
        require_known_members();
        std::vector<std::string> names;
        for (const auto& member : members_)
            names.push_back(member.target->name);
        return set_of_texts(names);
    }

    Value addresses() const {
        require_known_members();
        const auto network = fact_.parameter();
        std::vector<Value> addresses;
        for (const auto& member : members_) {
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
            static_cast<std::size_t>(std::ranges::count_if(members_, [](const Member& one) {
                return one.meant != Truth::yes;
            }));
        auto value = counted(members_.size() - open, open, who_is_meant());
        InCommon meant;
        for (const auto& member : members_)
            if (member.meant == Truth::yes)
                meant.add("", member.target->name);
        value.remark = meant.places();
        return value;
    }

    /// Holds the expectation against each member.
    void ask(const Expression& expression) {
        InCommon seen;
        for (auto& member : members_) {
            const auto judgement = judged(expression, *member.target);
            member.holds = no_if_absent(judgement.truth);
            member.why = member.meant == Truth::yes or member.holds == Truth::no
                             ? without_prefix(judgement.message)
                             : member.why;
            member.hint = judgement.hint.empty() ? member.hint : judgement.hint;
            seen.add(
                member.holds == Truth::yes ? judgement.actual : judgement.message,
                member.target->name
            );
        }
        add_evidence(seen, expression);
    }

    /// The members of whom `truth_of` says so, with what they are.
    template<class TruthOf>
    InCommon those(const TruthOf& truth_of, Truth truth) const {
        InCommon found;
        for (const auto& member : members_)
            if (truth_of(member) == truth)
                found.add(truth == Truth::yes ? "" : member.why, member.target->name);
        return found;
    }

    template<class TruthOf>
    Ignorance open_by(const TruthOf& truth_of) const {
        Ignorance open;
        for (const auto& member : members_) {
            const auto truth = truth_of(member);
            if (truth == Truth::unknown or truth == Truth::skipped)
                open.add(truth, member.why, member.hint, member.target->name);
        }
        return open;
    }

    /// It holds where it is meant to.
    static Truth not_meant_or_holds(const Member& member) {
        return no_if_absent(either(opposite(member.meant), member.holds));
    }
    static Truth meant_and_holds(const Member& member) { return both(member.meant, member.holds); }

    /// Over nobody `every` and `agree_on` have nothing to judge.
    std::optional<Value> nothing_to_judge() const {
        if (is_nobody_named_ and may_be_nobody(fact_.subject))
            throw NotAsked{describe(fact_.subject) + ": there are no members"};
        if (members_.empty())
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
        ask(asked_of_each(fact_.parameters.at(0)));
        if (const auto unfit = those(not_meant_or_holds, Truth::no); not unfit.empty())
            return flag(false, unfit.reasons());
        if (const auto open = open_by(not_meant_or_holds); open.any())
            open.tell();
        if (not is_somebody_meant())
            who_is_meant().tell();
        return flag(true, those(meant_and_holds, Truth::yes).places());
    }

    /// Where it holds; nothing: nowhere. Throws where that cannot be told.
    std::optional<std::string> where_it_holds() {
        ask(asked_of_each(fact_.parameters.at(0)));
        if (const auto fit = those(meant_and_holds, Truth::yes); not fit.empty())
            return fit.places();
        if (const auto open = open_by(meant_and_holds); open.any())
            open.tell();
        return std::nullopt;
    }

    Value some() {
        const auto where = where_it_holds();
        return where ? flag(true, *where)
                     : flag(false, those(meant_and_holds, Truth::no).reasons());
    }

    Value none() {
        const auto where = where_it_holds();
        return where ? flag(false, "it holds " + *where) : flag(true, "");
    }

    Value number_holds(const std::string& relation) {
        ask(asked_of_each(fact_.parameters.at(1)));
        const auto fit = those(meant_and_holds, Truth::yes);
        const auto unfit = those(meant_and_holds, Truth::no);
        const auto sure =
            static_cast<std::size_t>(std::ranges::count(members_, Truth::yes, meant_and_holds));
        const auto no =
            static_cast<std::size_t>(std::ranges::count(members_, Truth::no, meant_and_holds));
        const auto open = open_by(meant_and_holds);
        const auto found = counted(sure, members_.size() - sure - no, open);
        const auto& wanted = std::get<Value>(fact_.parameters.at(0));
        const auto result = match(Matcher{relation, {wanted}, {}}, found, Instant{});
        if (result.truth == Truth::unknown or result.truth == Truth::skipped)
            open.tell();
        auto told = fmt::format("{} of {} do", to_plain(found), members_.size());
        if (not fit.empty())
            told += ", " + fit.places();
        if (not unfit.empty())
            told += "; " + unfit.reasons();
        return flag(result.truth == Truth::yes, std::move(told));
    }

    /// What a member has, or the lack of a value.
    Found found(const Expression& expression, const Target& member) const {
        const auto& answers = answers_(member.name);
        if (const auto* why = std::get_if<CannotTell>(&answers.known))
            return *why;
        if (const auto* why = std::get_if<NotAsked>(&answers.known))
            return *why;
        return Judge(lexicon_, std::get<Findings>(answers.known), answers.now)
            .value(expression.fact);
    }

    struct Has {
        const Member* member;
        Value value;
    };

    /// The values of all members, with those of whom nothing is known in `open`.
    std::vector<Has> values_of_all(const Expression& expression, Ignorance& open) {
        std::vector<Has> values;
        InCommon seen;
        for (const auto& member : members_) {
            const auto& name = member.target->name;
            auto cell = found(expression, *member.target);
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
        add_evidence(seen, expression);
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
        require_known_members();
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
    const Lexicon& lexicon_;
    const AnswersOf& answers_;
    std::vector<Member> members_;
    bool is_nobody_named_ = false;
    InCommon without_;  ///< members that have no value
    std::vector<Evidence> evidence_;
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
