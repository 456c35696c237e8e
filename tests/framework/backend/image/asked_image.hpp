#pragma once

#include "framework/backend/image/image_backend.hpp"

#include <memory>
#include <stdexcept>
#include <string>

namespace muster::tests {

/// An image, asked one question at a time.
class AskedImage {
public:
    explicit AskedImage(std::unique_ptr<FileTree> tree) : backend_(std::move(tree)) {}

    Answer ask(const Question& question) {
        return backend_.exchange({&question, 1}, Deadline(std::chrono::seconds(60))).at(0);
    }
    /// The answer of the kind that belongs to the question; a CannotTell ends the test with its message.
    template<class Q>
    typename AnswerOf<Q>::type to(Q question) {
        auto answer = ask(std::move(question));
        if (const auto* why = std::get_if<CannotTell>(&answer))
            throw std::runtime_error("cannot tell: " + why->message);
        return std::get<typename AnswerOf<Q>::type>(std::move(answer));
    }
    /// The bytes of a file, or how it has none: "absent", "directory", of what kind the ignorance is.
    std::string text(const std::string& path) {
        const auto answer = ask(Read{path});
        if (const auto* why = std::get_if<CannotTell>(&answer))
            return std::string(name(why->kind));
        const auto& content = std::get<std::optional<Content>>(answer);
        if (not content)
            return "absent";
        return content->type == FileType::regular ? content->bytes
                                                  : std::string(name(content->type));
    }

private:
    ImageBackend backend_;
};

}  // namespace muster::tests
