#pragma once

// What part of a batch needs streams, and what shells are asked beforehand so that streams need not wait: the
// addresses of names, the certificate authorities of the target.

#include "framework/backend/shell/far_streams.hpp"

namespace muster {

class QuestionsOfStreams {
public:
    /// `separate`: see FarStreams.
    QuestionsOfStreams(std::function<std::unique_ptr<Connection>()> separate, const Limits& limits)
        : streams_(std::move(separate)), limits_(limits) {}

    /// The questions that shells answer, and behind them our own.
    std::vector<Question> without_streams(std::span<const Question> batch);
    /// The answers of shells at the places of their questions; learns what our own brought.
    std::vector<Answer> merged(std::span<const Question> batch, std::vector<Answer> of_shells);

    struct Means {
        Connection& shells;
        FarStreams::Ask ask;
        Deadline deadline;
    };
    /// Answers what needs streams: requests, and connections for which the target has no tool.
    void answer(std::span<const Question> batch, std::vector<Answer>& answers, const Means& means);

private:
    void ask_for_addresses(const Http& http);
    void learn_trust_store(const Answer& answer);
    FarStreams::Start start_of(const Question& question) const;

    FarStreams streams_;
    Limits limits_;
    std::vector<std::string> names_;  ///< that are asked for in this exchange
    bool asks_for_trust_store_ = false;
    bool knows_trust_store_ = false;
    std::shared_ptr<const TrustStore> trust_store_;  ///< with the conversations that use it
};

}  // namespace muster
