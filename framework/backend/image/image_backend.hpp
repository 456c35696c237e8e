#pragma once

#include "framework/backend/files/file_tree.hpp"
#include "framework/backend/image/listed_owners.hpp"
#include "framework/host/backend.hpp"

#include <memory>
#include <vector>

namespace muster {

/// The same, but for a hint at sudo, of which there is none in an image.
CannotTell of_image(CannotTell why);

/// Answers from a tree of files: questions about files are answered, and no others are asked, since there is nothing that it
/// can do. Nothing is started, and nothing is written.
class ImageBackend : public Backend {
public:
    explicit ImageBackend(std::unique_ptr<FileTree> tree, Limits limits = {});

    std::vector<Answer> exchange(std::span<const Question> batch, Deadline deadline) override;

    bool can(Ability) const override { return false; }
    std::string why_not(Ability ability) const override;
    bool reads_are_free() const override { return true; }
    Limits limits() const override { return limits_; }

protected:
    /// To a question that is about no file.
    virtual CannotTell not_answered() const;
    /// What is told instead of what cannot be told of a file.
    virtual CannotTell told_of_here(CannotTell why) const { return of_image(std::move(why)); }

private:
    std::unique_ptr<FileTree> tree_;
    ListedOwners owners_;
    Limits limits_;
};

}  // namespace muster
