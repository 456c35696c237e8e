// Targets that lie: every attribute of every resource is read from this machine once, and then from answers
// that were changed. Whatever comes, it is a value, "cannot tell" or "not asked".

#include "framework/backend/local/local_backend.hpp"
#include "framework/host/gatherer.hpp"
#include "framework/platform/detect.hpp"
#include "framework/spec/written.hpp"
#include "matchers/table.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/mutation.hpp"
#include "tests/support/every_fact.hpp"

#include <algorithm>
#include <unordered_map>

namespace muster::fuzz {

namespace {

/// Names that some resource means something by.
const std::vector<std::string>& names() {
    static const std::vector<std::string> all = {
        "/etc/passwd",
        "root",
        "dpkg",
        "ssh",
        "22",
        "kernel.ostype",
        "bash",
        "/",
        "lo",
        "localhost",
        "true",
        "/etc/*"};
    return all;
}

/// Facts to be gathered together: all of one thing.
std::vector<std::vector<Fact>> all_things(const Vocabulary& vocabulary) {
    std::vector<std::vector<Fact>> things;
    for (const auto* resource : vocabulary.all()) {
        if (resource->entry.acts)
            continue;  // what an author wrote is not to be run with changed words
        for (const auto& name : names())
            if (auto subject = tests::subject_of(resource->entry, name))
                things.push_back(tests::every_fact(resource->entry, std::move(*subject)));
    }
    return things;
}

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
    template<class Other>
    void operator()(Other& /*without texts that a parser reads*/) const {}
};

template<class Change>
void change_texts(Answer& answer, const Change& change) {
    std::visit(TextsOf<Change>{change}, answer);
}

/// This machine, asked once for each question; then its answers, changed by the numbers of an input.
class Liar : public BackendAround {
public:
    Liar() : BackendAround(std::make_unique<LocalBackend>(few())) {}

    std::vector<Answer> exchange(std::span<const Question> batch, Deadline deadline) override {
        std::vector<Answer> answers;
        for (const auto& question : batch)
            answers.push_back(lie(honest(question, deadline)));
        return answers;
    }

    void lie_by(std::uint64_t seed) {
        random_.seed(seed);
        lies_ = true;
    }

private:
    /// A whole disk is not walked for this.
    static Limits few() {
        Limits limits;
        limits.walked = 2000;
        return limits;
    }

    Answer honest(const Question& question, Deadline deadline) {
        const auto key = key_of(question);
        const auto known = answers_.find(key);
        if (known != answers_.end())
            return known->second;
        // What a lie made somebody ask is not carried out.
        auto answer = lies_ ? Answer(CannotTell{Kind::failed, "nobody was asked"})
                            : BackendAround::exchange({&question, 1}, deadline).at(0);
        change_texts(answer, [&](const std::string& text) {
            if (not text.empty() and texts_.size() < 500)
                texts_.push_back(text.substr(0, longest));
        });
        return answers_.emplace(key, std::move(answer)).first->second;
    }

    Answer lie(Answer answer) {
        if (not lies_ or random_() % 3 == 0)
            return answer;
        if (random_() % 16 == 0)
            return CannotTell{Kind::denied, "permission denied", "try --sudo"};
        if (auto* output = std::get_if<Output>(&answer); output != nullptr and random_() % 8 == 0)
            output->exit_status = static_cast<int>(random_() % 256);
        change_texts(answer, [&](std::string& text) { text = mutated(text, texts_, random_); });
        return answer;
    }

    bool lies_ = false;
    Random random_;
    std::vector<std::string> texts_;
    std::unordered_map<std::string, Answer> answers_;
};

struct Machine {
    Vocabulary vocabulary{resource_table()};
    Liar liar;
    Platform platform;
    std::vector<std::vector<Fact>> things = all_things(vocabulary);

    Machine() {
        const Deadline deadline(std::chrono::seconds(120));
        platform = Gatherer(vocabulary, liar, {}).ask(detect_platform, deadline);
        Gatherer gatherer(vocabulary, liar, platform);
        for (const auto& thing : things)
            (void)gatherer.gather(thing, deadline);
    }
};

Machine& machine() {
    static Machine one;
    return one;
}

void resources(std::string_view input) {
    auto& lied_to = machine();
    const auto seed = std::hash<std::string_view>()(input);
    lied_to.liar.lie_by(seed);
    Gatherer gatherer(lied_to.vocabulary, lied_to.liar, lied_to.platform);
    const auto& thing = lied_to.things.at(seed % lied_to.things.size());
    const auto findings = gatherer.gather(thing, Deadline(std::chrono::seconds(10)));
    for (const auto& finding : findings)
        if (const auto* value = std::get_if<Value>(&finding.found))
            (void)to_shown(*value);
}

}  // namespace

}  // namespace muster::fuzz

namespace muster {

std::vector<fuzz::Target> resources_targets() {
    using namespace fuzz;
    return {{"resources", resources, {"any"}, [] { (void)machine(); }}};
}

}  // namespace muster
