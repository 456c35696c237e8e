#include "framework/backend/image/image_backend.hpp"

#include "framework/backend/files/answers.hpp"

namespace muster {

CannotTell of_image(CannotTell why) {
    if (why.kind == Kind::denied)
        why.hint = "run muster as somebody who may read the image";
    return why;
}

ImageBackend::ImageBackend(std::unique_ptr<FileTree> tree, Limits limits)
    : tree_(std::move(tree)), owners_(*tree_), limits_(limits) {}

std::vector<Answer> ImageBackend::exchange(std::span<const Question> batch, Deadline deadline) {
    std::vector<Answer> answers(batch.size(), not_answered());
    answer_about_files(batch, *tree_, owners_, limits_, deadline, answers);
    for (auto& answer : answers)
        if (auto* why = std::get_if<CannotTell>(&answer))
            *why = told_of_here(std::move(*why));
    return answers;
}

/// No resource asks what an image cannot do; if one did, its rows would say so.
CannotTell ImageBackend::not_answered() const {
    return {Kind::unsupported, "an image answers questions about its files and no others"};
}

std::string ImageBackend::why_not(Ability ability) const {
    switch (ability) {
    case Ability::run: return "Muster runs no code of an image";
    case Ability::network: return "an image has no network";
    case Ability::live: return "nothing runs in an image";
    }
    return "";
}

}  // namespace muster
