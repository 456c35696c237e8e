#include "framework/backend/image/blobs.hpp"

#include "framework/backend/system_error.hpp"
#include "framework/base/display.hpp"
#include "framework/base/file_descriptor.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

namespace muster {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t piece_size = 256UL << 10;

/// The bytes of a file of this machine, from where it stands.
class FileBytes {
public:
    explicit FileBytes(const std::string& path)
        : path_(path), file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {
        struct stat status {};
        if (not file_ or ::fstat(file_.number(), &status) != 0)
            throw cannot("reading", path, errno);
        if (not S_ISREG(status.st_mode))
            throw CannotTell{Kind::failed, escaped(path) + " is no regular file"};
        piece_.resize(piece_size);
    }

    std::string_view next() {
        while (true) {
            const auto got = ::read(file_.number(), piece_.data(), piece_.size());
            if (got < 0 and errno == EINTR)
                continue;
            if (got < 0)
                throw cannot("reading", path_, errno);
            return {piece_.data(), static_cast<std::size_t>(got)};
        }
    }

private:
    std::string path_;
    FileDescriptor file_;
    std::string piece_;
};

/// An image layout that lies in a folder.
class FolderOfBlobs : public BlobSource {
public:
    FolderOfBlobs(std::string folder, CheckBlobs check)
        : folder_(std::move(folder)), check_(std::move(check)) {}

    void each(const Look& look) override {
        for (const auto& name : names()) {
            FileBytes bytes(folder_ + "/" + name);
            const auto supply = [&](std::uint64_t) {
                check_(0);
                return bytes.next();
            };
            if (not look(name, supply))
                return;
        }
    }

private:
    /// Regular files alone: a link would lead elsewhere, and nothing else is part of a layout.
    std::vector<std::string> names() const {
        std::error_code error;
        std::vector<std::string> found;
        fs::recursive_directory_iterator files(folder_, error);
        for (; not error and files != fs::recursive_directory_iterator(); files.increment(error))
            if (check_(0); files->symlink_status().type() == fs::file_type::regular)
                found.push_back(files->path().lexically_relative(folder_).string());
        if (error)
            throw cannot("reading the folder", folder_, error.value());
        std::ranges::sort(found);
        return found;
    }

    std::string folder_;
    CheckBlobs check_;
};

class ArchiveOfBlobs : public BlobSource {
public:
    ArchiveOfBlobs(std::string path, CheckBlobs check)
        : path_(std::move(path)), check_(std::move(check)) {}

    void each(const Look& look) override {
        FileBytes bytes(path_);
        const auto supply_all = [&](std::uint64_t unpacked) {
            check_(unpacked);
            return bytes.next();
        };
        ArchiveReader archive(supply_all, check_);
        while (const auto entry = archive.next()) {
            const auto name = plain_path(entry->path);
            if (not name)
                continue;  // nothing of an image is named so
            const auto supply = [&](std::uint64_t) { return archive.piece(); };
            if (entry->type == ArchiveEntry::Type::regular and not look(*name, supply))
                return;
            if (entry->type == ArchiveEntry::Type::symlink
                or entry->type == ArchiveEntry::Type::hard_link)
                add_alias(*name, *entry);
        }
    }
    std::map<std::string, std::string> aliases() const override { return aliases_; }

private:
    /// `docker save` names a layer that two images have by a link to `../ID/layer.tar`.
    void add_alias(const std::string& name, const ArchiveEntry& entry) {
        const auto beside =
            entry.type == ArchiveEntry::Type::symlink ? fs::path(name).parent_path() : fs::path();
        aliases_[name] = (beside / entry.link).lexically_normal().string();
    }

    std::string path_;
    CheckBlobs check_;
    std::map<std::string, std::string> aliases_;
};

}  // namespace

std::unique_ptr<BlobSource> blobs_at(const std::string& path, CheckBlobs check) {
    std::error_code error;
    const auto status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found or error)
        throw cannot("reading", path, error ? error.value() : ENOENT);
    if (status.type() == fs::file_type::directory)
        return std::make_unique<FolderOfBlobs>(path, std::move(check));
    return std::make_unique<ArchiveOfBlobs>(path, std::move(check));
}

}  // namespace muster
