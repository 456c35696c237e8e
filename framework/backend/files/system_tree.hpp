#pragma once

// Files and folders by system calls.

#include "framework/backend/files/file_tree.hpp"
#include "framework/base/file_descriptor.hpp"

#include <sys/stat.h>

namespace muster {

/// What the mode of an inode says (inode(7)).
FileType file_type_from(mode_t mode);

/// What stat(2) says, but for the owners' names.
FileStatus file_status_from(const struct stat& found);

/// This machine's.
class SystemTree : public FileTree {
public:
    std::optional<FileStatus> status(const std::string& path, Follow follow) override {
        return look_at(path, follow, "reading");
    }
    bool leads_somewhere(const std::string& link) override {
        return look_at(link, Follow::yes, "following the link").has_value();
    }
    std::optional<LinkText> link_text(const std::string& path) override;
    std::optional<std::string> resolved(const std::string& path) override;
    std::unique_ptr<HeldFile> hold(const std::string& path) override;
    std::unique_ptr<OpenFolder> open_folder(const std::string& path) override;
    std::optional<FileMarks> marks(const std::string& path) override;

protected:
    /// `doing` stands in the message of what cannot be told.
    virtual std::optional<FileStatus> look_at(
        const std::string& path, Follow follow, std::string_view doing
    );
    /// An open descriptor of a path, or one that is empty, with errno set. `flags` as of open(2).
    virtual FileDescriptor open(const std::string& path, int flags);
};

}  // namespace muster
