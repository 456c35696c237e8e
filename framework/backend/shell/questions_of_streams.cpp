#include "framework/backend/shell/questions_of_streams.hpp"

#include "framework/base/error.hpp"
#include "framework/base/url.hpp"
#include "framework/model/term.hpp"

#include <algorithm>

namespace muster {

namespace {

/// The first of the usual files that can be read, whole.
Question trust_store_question() {
    Command command{
        {"sh", "-c", "for f; do if [ -r \"$f\" ]; then exec cat -- \"$f\"; fi; done", "sh"}};
    command.words.insert(
        command.words.end(), trust_store_files().begin(), trust_store_files().end()
    );
    return Run{std::move(command)};
}

/// The name that a request has to know first; empty when it needs none.
std::string name_to_resolve(const Http& http) {
    const auto parsed = url_from(http.proxy.empty() ? http.url : http.proxy);
    const auto* url = std::get_if<Url>(&parsed);
    const bool is_known =
        url == nullptr or not http.resolve_to.empty() or address_from(url->host).has_value();
    return is_known or url->host.starts_with('-') ? "" : url->host;
}

/// Whether no tool of the target could connect for us.
bool lacks_tool(const Question& question, const Answer& answer) {
    const auto* why = std::get_if<CannotTell>(&answer);
    const auto* talk = std::get_if<Talk>(&question);
    const bool is_connection =
        std::holds_alternative<ProbeTcp>(question) or (talk != nullptr and not talk->host.empty());
    return is_connection and why != nullptr and why->kind == Kind::missing_tool;
}

}  // namespace

void QuestionsOfStreams::ask_for_addresses(const Http& http) {
    const auto name = name_to_resolve(http);
    if (not name.empty() and std::ranges::find(names_, name) == names_.end())
        names_.push_back(name);
}

std::vector<Question> QuestionsOfStreams::without_streams(std::span<const Question> batch) {
    std::vector<Question> others;
    names_.clear();
    asks_for_trust_store_ = false;
    for (const auto& question : batch) {
        const auto* http = std::get_if<Http>(&question);
        if (http == nullptr) {
            others.push_back(question);
            continue;
        }
        ask_for_addresses(*http);
        asks_for_trust_store_ =
            asks_for_trust_store_ or (not knows_trust_store_ and wants_trust_store(*http));
    }
    for (const auto& name : names_)
        others.push_back(FarStreams::resolving(name));
    if (asks_for_trust_store_)
        others.push_back(trust_store_question());
    return others;
}

void QuestionsOfStreams::learn_trust_store(const Answer& answer) {
    const auto* output = std::get_if<Output>(&answer);
    if (output == nullptr)
        return;
    knows_trust_store_ = true;
    trust_store_ = std::make_shared<TrustStore>(output->out);
}

std::vector<Answer> QuestionsOfStreams::merged(
    std::span<const Question> batch, std::vector<Answer> of_shells
) {
    std::vector<Answer> answers;
    std::size_t next = 0;
    for (const auto& question : batch)
        answers.push_back(
            std::holds_alternative<Http>(question) ? Answer() : std::move(of_shells.at(next++))
        );
    for (const auto& name : names_)
        streams_.learn(name, of_shells.at(next++));
    if (asks_for_trust_store_)
        learn_trust_store(of_shells.at(next++));
    MUSTER_ASSERT(next == of_shells.size());
    return answers;
}

FarStreams::Start QuestionsOfStreams::start_of(const Question& question) const {
    if (const auto* http = std::get_if<Http>(&question))
        return [this, http](const Dial& dial) {
            return http_over(dial, *http, trust_store_, limits_);
        };
    if (const auto* talk = std::get_if<Talk>(&question))
        return [this, talk](const Dial& dial) { return talk_over(dial, *talk, limits_); };
    const auto* probe = std::get_if<ProbeTcp>(&question);
    MUSTER_ASSERT(probe != nullptr);
    return [probe](const Dial& dial) { return probe_over(dial, *probe); };
}

void QuestionsOfStreams::answer(
    std::span<const Question> batch, std::vector<Answer>& answers, const Means& means
) {
    std::vector<std::size_t> places;
    std::vector<FarStreams::Start> starts;
    const bool can_dial = streams_.can_dial(means.shells);
    for (std::size_t place = 0; place < batch.size(); ++place) {
        const bool is_http = std::holds_alternative<Http>(batch[place]);
        if (not is_http and not(can_dial and lacks_tool(batch[place], answers[place])))
            continue;
        places.push_back(place);
        starts.push_back(start_of(batch[place]));
    }
    if (starts.empty())
        return;
    auto streamed = streams_.converse(starts, means.shells, means.ask, means.deadline);
    for (std::size_t i = 0; i < places.size(); ++i)
        answers[places[i]] = std::move(streamed[i]);
}

}  // namespace muster
