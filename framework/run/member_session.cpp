#include "framework/run/member_session.hpp"

#include "framework/platform/detect.hpp"
#include "framework/run/run_target.hpp"
#include "framework/run/secret_facts.hpp"

namespace muster {

void MemberSession::reach(Deadline deadline) {
    if (backend_)
        return;
    std::vector<std::string> notices;  // its own report has them
    auto backend = context_.open(target_, notices);
    Gatherer gatherer(context_.vocabulary, *backend, {});
    platform_ = gatherer.ask(detect_platform, deadline);
    exchanges_ += gatherer.exchanges();
    backend_ = std::move(backend);
}

MemberAnswers MemberSession::ask(std::vector<Fact> facts, Deadline deadline) {
    try {
        reach(deadline);
        const SecretFacts asked(std::move(facts), target_, context_.tell_secret);
        Gatherer gatherer(context_.vocabulary, *backend_, platform_);
        auto found = gatherer.gather(asked.to_ask(), deadline);
        exchanges_ += gatherer.exchanges();
        return {asked.findings(std::move(found)), backend_->now()};
    } catch (const CannotTell& why) {
        const bool was_reached = backend_ != nullptr;
        backend_.reset();
        return {was_reached ? why : unreachable(why)};
    }
}

}  // namespace muster
