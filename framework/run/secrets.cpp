#include "framework/run/secrets.hpp"

#include "framework/base/display.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

class Putting {
public:
    Putting(const Target& target, const TellSecret& tell) : target_(target), tell_(tell) {}

    void into(Row& row) const {
        try {
            into(row.expression);
            for (auto& guard : row.guards)
                into(guard.expression);
        } catch (const CannotTell& why) {
            row.broken = why.hint.empty() ? why.message : why.message + "; " + why.hint;
        }
    }

    void into(Fact& fact) const {
        for (auto& qualifier : fact.subject.qualifiers) {
            if (qualifier.secret.empty())
                continue;
            qualifier.arguments.back() = Value(std::string(told(qualifier.secret).revealed()));
            qualifier.secret.clear();
        }
    }

private:
    void into(Expression& expression) const {
        into(expression.fact);
        into(expression.other);
        for (auto& part : expression.parts)
            into(part);
    }

    Secret told(const std::string& name) const {
        if (not tell_)
            throw CannotTell{
                Kind::unsupported,
                fmt::format("nobody can tell the secret {}", quoted(name)),
                "name it below secrets in the inventory or in muster.yaml"};
        return tell_(target_, name);
    }

    const Target& target_;
    const TellSecret& tell_;
};

}  // namespace

Fact with_secrets(Fact fact, const Target& target, const TellSecret& tell) {
    Putting(target, tell).into(fact);
    return fact;
}

void put_secrets(Plan& plan, const Target& target, const TellSecret& tell) {
    const Putting putting(target, tell);
    for (auto& spec : plan.specs)
        for (auto& row : spec.rows)
            if (row.skip_reason.empty() and row.broken.empty())
                putting.into(row);
}

}  // namespace muster
