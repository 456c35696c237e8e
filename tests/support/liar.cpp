#include "tests/support/liar.hpp"

namespace muster::tests {

namespace {

/// Texts that a lie may take from elsewhere.
constexpr std::size_t most_texts = 500;

/// Calls `change` with the texts in an answer, which may change them.
template<class Change>
struct TextsOf {
    const Change& change;

    void operator()(std::optional<FileStatus>& status) const {
        if (not status)
            return;
        change(status->owner);
        status->permissions =
            static_cast<std::uint16_t>(status->permissions ^ status->owner.size());
    }
    void operator()(std::optional<Content>& content) const {
        if (content)
            change(content->bytes);
    }
    void operator()(std::vector<NamedContent>& files) const {
        for (auto& file : files)
            if (auto* bytes = std::get_if<std::string>(&file.bytes))
                change(*bytes);
    }
    void operator()(std::optional<Names>& found) const {
        if (found and not found->names.empty())
            change(found->names.front());
    }
    void operator()(std::optional<LinkText>& link) const {
        if (link)
            change(link->text);
    }
    void operator()(std::optional<DigestText>& digest) const {
        if (digest)
            change(digest->hex);
    }
    void operator()(Output& output) const {
        change(output.out);
        change(output.err);
    }
    void operator()(Reply& reply) const { change(reply.bytes); }
    void operator()(HttpReply& reply) const {
        change(reply.response.body);
        for (auto& header : reply.response.headers)
            change(header.second);
        for (auto& certificate : reply.tls.chain)
            change(certificate);
    }
    void operator()(DnsReply& reply) const {
        if (reply.message)
            for (auto& record : reply.message->answers)
                change(record.text);
    }
    void operator()(std::optional<ImageDescription>& image) const {
        if (image)
            change(image->configuration);
    }
    template<class Other>
    void operator()(Other& /*without texts that a parser reads*/) const {}
};

template<class Change>
void change_texts(Answer& answer, const Change& change) {
    std::visit(TextsOf<Change>{change}, answer);
}

}  // namespace

void Liar::lie_by(std::uint64_t seed) {
    random_.seed(seed);
    lies_ = true;
}

std::vector<Answer> Liar::exchange(std::span<const Question> batch, Deadline deadline) {
    std::vector<Answer> answers;
    if (lies_) {
        for (const auto& question : batch)
            answers.push_back(lie_about(question));
        return answers;
    }
    answers = honest_->exchange(batch, deadline);
    for (std::size_t i = 0; i < batch.size(); ++i)
        remember(batch[i], answers.at(i));
    return answers;
}

void Liar::remember(const Question& question, const Answer& answer) {
    auto& kept = answers_.insert_or_assign(key_of(question), answer).first->second;
    change_texts(kept, [&](const std::string& text) {
        if (not text.empty() and texts_.size() < most_texts)
            texts_.push_back(text.substr(0, longest));
    });
}

Answer Liar::lie_about(const Question& question) {
    const auto known = answers_.find(key_of(question));
    // What a lie made somebody ask is not carried out.
    Answer answer =
        known == answers_.end() ? CannotTell{Kind::failed, "nobody was asked"} : known->second;
    if (random_() % 3 == 0)
        return answer;
    if (random_() % 16 == 0)
        return CannotTell{Kind::denied, "permission denied", "try --sudo"};
    if (auto* output = std::get_if<Output>(&answer); output != nullptr and random_() % 8 == 0)
        output->exit_status = static_cast<int>(random_() % 256);
    change_texts(answer, [&](std::string& text) { text = mutated(text, texts_, random_); });
    return answer;
}

}  // namespace muster::tests
