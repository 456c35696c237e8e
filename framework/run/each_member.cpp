#include "framework/run/each_member.hpp"

#include "framework/base/display.hpp"
#include "framework/model/members.hpp"

namespace muster {

namespace {

constexpr std::string_view ignorance = "cannot tell: ";

std::string without_prefix(const std::string& message) {
    return message.starts_with(ignorance) ? message.substr(ignorance.size()) : message;
}

}  // namespace

EachMember::EachMember(
    const Subject& subject,
    const Lexicon& lexicon,
    const Inventory& inventory,
    const AnswersOf& answers
)
    : lexicon_(lexicon), answers_(answers) {
    for (const auto place : members_of(subject, inventory))
        members_.push_back({&inventory.targets[place]});
    is_nobody_named_ = members_.empty();
    for (const auto& qualifier : subject.qualifiers)
        if (qualifier.name == "where")
            keep_where(asked_of_each(qualifier.arguments.at(0)));
}

Judge::Judgement EachMember::judged(const Expression& expression, const Target& member) const {
    const auto& answers = answers_(member.name);
    if (const auto* why = std::get_if<CannotTell>(&answers.known))
        return {.truth = Truth::unknown, .message = why->message, .hint = why->hint};
    if (const auto* why = std::get_if<NotAsked>(&answers.known))
        return {.truth = Truth::skipped, .message = why->reason};
    return Judge(lexicon_, std::get<Findings>(answers.known), answers.now).judge(expression);
}

/// Who is surely not meant goes.
void EachMember::keep_where(const Expression& condition) {
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

void EachMember::add_evidence(const InCommon& seen, const Expression& asked) {
    for (auto& one : seen.evidence(describe(asked)))
        evidence_.push_back(std::move(one));
}

Ignorance EachMember::who_is_meant() const {
    Ignorance open;
    for (const auto& member : members_)
        if (member.meant != Truth::yes)
            open.add(member.meant, member.why, member.hint, member.target->name);
    return open;
}

void EachMember::require_known() const {
    if (const auto open = who_is_meant(); open.any())
        open.tell();
}

bool EachMember::is_somebody_meant() const {
    return std::ranges::any_of(members_, [](const Member& member) {
        return member.meant == Truth::yes;
    });
}

void EachMember::ask(const Expression& expression) {
    InCommon seen;
    for (auto& member : members_) {
        const auto judgement = judged(expression, *member.target);
        member.holds = no_if_absent(judgement.truth);
        member.why = member.meant == Truth::yes or member.holds == Truth::no
                         ? without_prefix(judgement.message)
                         : member.why;
        member.hint = judgement.hint.empty() ? member.hint : judgement.hint;
        seen.add(
            member.holds == Truth::yes ? judgement.actual : judgement.message, member.target->name
        );
    }
    add_evidence(seen, expression);
}

Found EachMember::found(const Expression& expression, const Target& member) const {
    const auto& answers = answers_(member.name);
    if (const auto* why = std::get_if<CannotTell>(&answers.known))
        return *why;
    if (const auto* why = std::get_if<NotAsked>(&answers.known))
        return *why;
    return Judge(lexicon_, std::get<Findings>(answers.known), answers.now).value(expression.fact);
}

}  // namespace muster
