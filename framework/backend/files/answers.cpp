#include "framework/backend/files/answers.hpp"

#include "framework/backend/files/files.hpp"
#include "framework/backend/files/folders.hpp"
#include "framework/backend/files/walk.hpp"
#include "framework/backend/system_error.hpp"
#include "framework/base/overloaded.hpp"

#include <algorithm>
#include <iterator>
#include <map>

namespace muster {

namespace {

class FileTurn {
public:
    FileTurn(
        std::span<const Question> batch,
        FileTree& tree,
        Owners& owners,
        const Limits& limits,
        Deadline deadline,
        std::vector<Answer>& answers
    )
        : batch_(batch),
          tree_(tree),
          owners_(owners),
          limits_(limits),
          deadline_(deadline),
          answers_(answers) {}

    void take() {
        if (tree_.reads_together())
            prepare({contents(), limits_.content, digests()});
        for (place_ = 0; place_ < batch_.size(); ++place_)
            begin(batch_[place_]);
        for (const auto& [folder, places] : walks_)
            walk(places);
        if (tree_.reads_together())
            prepare({.digests = digests()});
        for (const auto place : digests_) {
            place_ = place;
            answer([&] { return digest_of(tree_, std::get<Digest>(batch_[place]), deadline_); });
        }
    }

private:
    /// What cannot be told is told by each question.
    void prepare(const NextReads& next) {
        (void)answered([&]() -> Answer {
            tree_.prepare(next);
            return std::optional<Content>();
        });
    }

    /// Paths of the files whose content is asked for.
    std::vector<std::string> contents() {
        std::vector<std::string> paths;
        for (const auto& question : batch_) {
            if (const auto* read = std::get_if<Read>(&question); read and not has_nul(read->path))
                paths.push_back(read->path);
            if (const auto* read = std::get_if<ReadMatching>(&question))
                (void)answered([&]() -> Answer {
                    auto found = matches_of(tree_, read->pattern, limits_, deadline_).names;
                    std::ranges::move(found, std::back_inserter(paths));
                    return std::optional<Content>();
                });
        }
        return paths;
    }

    std::vector<Digest> digests() const {
        std::vector<Digest> asked;
        for (const auto& question : batch_)
            if (const auto* digest = std::get_if<Digest>(&question);
                digest and not has_nul(digest->path))
                asked.push_back(*digest);
        return asked;
    }

    void begin(const Question& question) {
        std::visit(
            Overloaded{
                [&](const Stat& q) { answer([&] { return status_of(tree_, q, owners_); }); },
                [&](const Read& q) {
                    answer([&] { return content_of(tree_, q.path, limits_, deadline_); });
                },
                [&](const ReadMatching& q) {
                    answer([&] { return contents_of(tree_, q.pattern, limits_, deadline_); });
                },
                [&](const ListFolder& q) {
                    answer([&] { return names_in(tree_, q.path, limits_); });
                },
                [&](const Glob& q) {
                    answer([&] {
                        return std::optional(matches_of(tree_, q.pattern, limits_, deadline_));
                    });
                },
                [&](const ReadLink& q) { answer([&] { return link_text_of(tree_, q); }); },
                [&](const Digest&) { digests_.push_back(place_); },
                [&](const Walk& q) { walks_[q.folder].push_back(place_); },
                [&](const DescribeImage&) { answer([&] { return tree_.image(); }); },
                [&](const Marks& q) { answer([&] { return marks_of(tree_, q.path); }); },
                [&](const StatFileSystem& q) {
                    answer([&] { return file_system_of(tree_, q.path); });
                },
                [&](const ReadKey& q) { answer([&] { return key_of(tree_, q, deadline_); }); },
                [](const auto&) {},
            },
            question
        );
    }

    /// All questions about one folder.
    void walk(const std::vector<std::size_t>& places) {
        std::vector<const Walk*> walks;
        for (const auto place : places)
            walks.push_back(&std::get<Walk>(batch_[place]));
        auto found = walked(tree_, owners_, walks, limits_, deadline_);
        for (std::size_t i = 0; i < places.size(); ++i)
            answers_[places[i]] = std::move(found[i]);
    }

    template<class Ask>
    void answer(const Ask& ask) {
        answers_[place_] = answered([&]() -> Answer {
            if (deadline_.passed())
                throw CannotTell{
                    Kind::timed_out,
                    describe(batch_[place_]) + ": the deadline of the run passed before it began"};
            return ask();
        });
    }

    std::span<const Question> batch_;
    FileTree& tree_;
    Owners& owners_;
    const Limits& limits_;
    Deadline deadline_;
    std::vector<Answer>& answers_;
    std::size_t place_ = 0;  ///< of the question in hand
    std::vector<std::size_t> digests_;
    std::map<std::string, std::vector<std::size_t>> walks_;  ///< places by folder
};

}  // namespace

void answer_about_files(
    std::span<const Question> batch,
    FileTree& tree,
    Owners& owners,
    const Limits& limits,
    Deadline deadline,
    std::vector<Answer>& answers
) {
    FileTurn(batch, tree, owners, limits, deadline, answers).take();
}

}  // namespace muster
