#pragma once

#include "framework/backend/files/file_tree.hpp"
#include "framework/backend/image/listed_owners.hpp"
#include "framework/host/backend.hpp"

#include <memory>
#include <vector>

namespace muster {

/// The same, but for a hint at sudo, of which there is none in an image.
CannotTell of_image(CannotTell why);

/// Answers from a tree of files that is not running: questions about files are answered, and no others are asked, since
/// there is nothing that it can do. Nothing is started, and nothing is written.
class ImageBackend : public Backend {
public:
    explicit ImageBackend(std::unique_ptr<FileTree> tree, Limits limits = {});

    std::vector<Answer> exchange(std::span<const Question> batch, Deadline deadline) override;

    bool can(Ability) const override { return false; }
    std::string why_not(Ability ability) const override;
    bool reads_are_free() const override { return true; }
    Limits limits() const override { return limits_; }

private:
    std::unique_ptr<FileTree> tree_;
    ListedOwners owners_;
    Limits limits_;
};

}  // namespace muster
