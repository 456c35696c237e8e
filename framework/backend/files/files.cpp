#include "framework/backend/files/files.hpp"

#include "framework/backend/system_error.hpp"
#include "framework/base/display.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

/// Gives the bytes to `take` piece by piece. False when the file is gone since.
bool read_until(
    HeldFile& file, const std::string& path, Deadline deadline, const HeldFile::Take& take
) {
    return file.read([&](std::string_view piece) {
        take(piece);
        if (deadline.passed())
            throw CannotTell{
                Kind::timed_out,
                "reading " + escaped(path) + " did not end within the deadline of the run"};
    });
}

CannotTell too_large(const std::string& path, std::uint64_t limit) {
    return {
        Kind::too_large,
        fmt::format("{} is larger than {} bytes, the limit of content", escaped(path), limit)};
}

}  // namespace

std::optional<FileStatus> status_of(FileTree& tree, const Stat& question, Owners& owners) {
    if (has_nul(question.path))
        return std::nullopt;
    auto status = tree.status(question.path, question.follow);
    if (status) {
        status->owner = owners.user(status->uid);
        status->group = owners.group(status->gid);
    }
    return status;
}

std::optional<Content> content_of(
    FileTree& tree, const std::string& path, const Limits& limits, Deadline deadline
) {
    const auto held = has_nul(path) ? nullptr : tree.hold(path);
    if (held == nullptr)
        return std::nullopt;
    if (held->type() != FileType::regular)
        return Content{held->type(), "", held->origin()};
    if (held->size() > limits.content)
        throw too_large(path, limits.content);
    Content content{FileType::regular, "", held->origin()};
    content.bytes.reserve(held->size());
    const auto take = [&](std::string_view piece) {
        if (content.bytes.size() + piece.size() > limits.content)
            throw too_large(path, limits.content);
        content.bytes += piece;
    };
    const bool is_whole = read_until(*held, path, deadline, take);
    return is_whole ? std::optional(std::move(content)) : std::nullopt;
}

std::optional<DigestText> digest_of(FileTree& tree, const Digest& question, Deadline deadline) {
    const auto held = has_nul(question.path) ? nullptr : tree.hold(question.path);
    if (held == nullptr)
        return std::nullopt;
    if (held->type() != FileType::regular)
        return DigestText{held->type(), ""};
    if (auto known = held->digest(question.algorithm))
        return DigestText{FileType::regular, *std::move(known)};
    Digester digester(question.algorithm);
    const auto take = [&](std::string_view piece) { digester.add(piece); };
    if (not read_until(*held, question.path, deadline, take))
        return std::nullopt;
    return DigestText{FileType::regular, digester.hex()};
}

std::optional<KeyInFile> key_of(FileTree& tree, const ReadKey& question, Deadline deadline) {
    Limits limits;
    limits.content = most_of_private_key;
    auto content = content_of(tree, question.path, limits, deadline);
    if (not content)
        return std::nullopt;
    const Secret bytes(std::move(content->bytes));
    return key_in(content->type, bytes, question);
}

std::optional<FileSystemStatus> file_system_of(FileTree& tree, const std::string& path) {
    return has_nul(path) ? std::nullopt : tree.file_system(path);
}

std::optional<FileMarks> marks_of(FileTree& tree, const std::string& path) {
    return has_nul(path) ? std::nullopt : tree.marks(path);
}

std::optional<LinkText> link_text_of(FileTree& tree, const ReadLink& question) {
    if (has_nul(question.path))
        return std::nullopt;
    if (question.links == Links::one_step)
        return tree.link_text(question.path);
    auto path = tree.resolved(question.path);
    return path ? std::optional(LinkText{true, std::move(*path)}) : std::nullopt;
}

}  // namespace muster
