#include "tests/support/fake_host.hpp"

#include "framework/base/crypto/digest.hpp"
#include "framework/base/text.hpp"
#include "framework/host/walk_rule.hpp"

#include <fnmatch.h>

#include <algorithm>

namespace muster::tests {

namespace {

std::string parent_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == 0 or slash == std::string::npos ? "/" : path.substr(0, slash);
}

}  // namespace

FakeHost& FakeHost::entry(std::string path, FileStatus status, std::string content) {
    if (status.owner.empty())
        status.owner = status.uid == 0 ? "root" : std::to_string(status.uid);
    if (status.group.empty())
        status.group = status.gid == 0 ? "root" : std::to_string(status.gid);
    if (status.links == 0)
        status.links = 1;
    if (path != "/" and not entries_.contains(parent_of(path)))
        folder(parent_of(path));
    entries_[std::move(path)] = {std::move(status), std::move(content)};
    return *this;
}

FakeHost& FakeHost::file(std::string path, std::string content, std::uint16_t permissions) {
    FileStatus status{.type = FileType::regular, .permissions = permissions};
    status.size = content.size();
    return entry(std::move(path), status, std::move(content));
}

FakeHost& FakeHost::folder(std::string path, std::uint16_t permissions) {
    return entry(std::move(path), {.type = FileType::directory, .permissions = permissions});
}

FakeHost& FakeHost::marks(const std::string& path, FileMarks marks) {
    entries_.at(path).marks = std::move(marks);
    return *this;
}

FakeHost& FakeHost::link(std::string path, std::string text) {
    return entry(
        std::move(path), {.type = FileType::symlink, .permissions = 0777}, std::move(text)
    );
}

FakeHost& FakeHost::denied(std::string path) {
    CannotTell why{Kind::denied, "permission denied reading " + path, "try --sudo"};
    denied_.emplace(std::move(path), std::move(why));
    return *this;
}

FakeHost& FakeHost::command(std::string line, Output output) {
    commands_[std::move(line)] = std::move(output);
    return *this;
}

FakeHost& FakeHost::command(std::string line, std::string out, int exit_status) {
    return command(
        std::move(line),
        Output{.exit_status = exit_status, .signal = "", .out = std::move(out), .err = ""}
    );
}

FakeHost& FakeHost::command_fails(std::string line, CannotTell why) {
    commands_[std::move(line)] = std::move(why);
    return *this;
}

FakeHost& FakeHost::commands(std::function<Answer(const Command&)> answer) {
    other_commands_ = std::move(answer);
    return *this;
}

FakeHost& FakeHost::network(std::function<Answer(const Question&)> answer) {
    network_ = std::move(answer);
    return *this;
}

FakeHost& FakeHost::name_server(std::string address, std::function<Answer(const Dns&)> answer) {
    name_servers_[std::move(address)] = std::move(answer);
    return *this;
}

FakeHost& FakeHost::is_image() {
    return cannot(Ability::run, "Muster runs no code of an image")
        .cannot(Ability::network, "an image has no network")
        .cannot(Ability::live, "nothing runs in an image");
}

FakeHost& FakeHost::file_system(FileSystemStatus status) {
    file_system_ = std::move(status);
    return *this;
}

FakeHost& FakeHost::image(ImageDescription description) {
    image_ = std::move(description);
    return *this;
}

FakeHost& FakeHost::cannot(Ability ability, std::string why) {
    cannot_[ability] = std::move(why);
    return *this;
}

std::vector<Answer> FakeHost::exchange(std::span<const Question> batch, Deadline) {
    ++exchanges_;
    std::vector<Answer> answers;
    for (const auto& question : batch) {
        asked_.push_back(describe(question));
        answers.push_back(answer(question));
    }
    return answers;
}

const FakeHost::Entry* FakeHost::find(const std::string& path, Follow follow, int depth) const {
    const auto found = entries_.find(path);
    if (found == entries_.end() or depth > 20)
        return nullptr;
    const auto& entry = found->second;
    if (follow == Follow::no or entry.status.type != FileType::symlink)
        return &entry;
    const auto& text = entry.content;
    return find(text.starts_with('/') ? text : parent_of(path) + "/" + text, follow, depth + 1);
}

const CannotTell* FakeHost::denial(const std::string& path) const {
    for (const auto& [prefix, why] : denied_)
        if (path == prefix or path.starts_with(prefix + "/"))
            return &why;
    return nullptr;
}

Answer FakeHost::run(const Command& command) const {
    const auto line = join(command.words, " ");
    if (const auto found = commands_.find(line); found != commands_.end())
        return found->second;
    if (other_commands_)
        return other_commands_(command);
    return Output{
        .exit_status = 127, .signal = "", .out = "", .err = command.words.at(0) + ": not found"};
}

/// As lstat(2) has the entries; an owner whose name is his number has none.
Answer FakeHost::walk(const Walk& walk) const {
    const auto* top = find(walk.folder, Follow::yes);
    if (top == nullptr or top->status.type != FileType::directory)
        return std::optional<Names>();
    const WalkRule rule(walk);
    const auto is_closed = [&](const std::string& folder, const Entry& entry) {
        const bool is_elsewhere = entry.status.device != top->status.device;
        return not rule.enters(folder) or (is_elsewhere and not walk.other_file_systems);
    };
    const auto is_in_set = [&](const std::string& path, const FileStatus& status) {
        switch (walk.set) {
        case FileSet::unowned: return status.owner == std::to_string(status.uid);
        case FileSet::ungrouped: return status.group == std::to_string(status.gid);
        case FileSet::dangling_links: return find(path, Follow::yes) == nullptr;
        default: return true;
        }
    };
    Names names;
    std::vector<std::string> closed;
    for (const auto& [path, entry] : entries_) {
        const bool is_hidden =
            std::ranges::any_of(closed, [&path = path](const std::string& folder) {
                return path.starts_with(folder + "/");
            });
        if (is_hidden or not rule.is_of_folder(path))
            continue;
        const bool is_folder = path == walk.folder or entry.status.type == FileType::directory;
        if (is_folder and is_closed(path, entry))
            closed.push_back(path);
        else if (const auto* why = is_folder ? denial(path) : nullptr; why != nullptr)
            return *why;
        if (rule.is_within(path) and rule.fits(entry.status) and is_in_set(path, entry.status))
            names.names.push_back(path);
    }
    return std::optional(names);
}

Answer FakeHost::answer(const Question& question) const {
    const auto names_below = [&](const std::string& folder) {
        Names names;
        for (const auto& [path, entry] : entries_)
            if (path != "/" and parent_of(path) == folder)
                names.names.push_back(path.substr(path.rfind('/') + 1));
        return names;
    };
    const auto matching = [&](const std::string& pattern) {
        std::vector<std::string> paths;
        for (const auto& [path, entry] : entries_)
            if (::fnmatch(pattern.c_str(), path.c_str(), FNM_PATHNAME | FNM_PERIOD) == 0)
                paths.push_back(path);
        return paths;
    };
    const auto path_of = [](const auto& q) -> std::string {
        if constexpr (requires { q.path; })
            return q.path;
        else
            return "";
    };
    if (const auto* why = denial(std::visit(path_of, question)))
        return *why;
    if (const auto* q = std::get_if<Stat>(&question)) {
        const auto* found = find(q->path, q->follow);
        return found == nullptr ? std::optional<FileStatus>() : found->status;
    }
    if (const auto* q = std::get_if<Read>(&question)) {
        const auto* found = find(q->path, Follow::yes);
        if (found == nullptr)
            return std::optional<Content>();
        const bool regular = found->status.type == FileType::regular;
        return std::optional(Content{found->status.type, regular ? found->content : ""});
    }
    if (const auto* q = std::get_if<ReadMatching>(&question)) {
        std::vector<NamedContent> files;
        for (const auto& path : matching(q->pattern))
            if (const auto* found = find(path, Follow::yes);
                found and found->status.type == FileType::regular) {
                if (const auto* why = denial(path))
                    files.push_back({path, *why});
                else
                    files.push_back({path, found->content});
            }
        return files;
    }
    if (const auto* q = std::get_if<ListFolder>(&question)) {
        const auto* found = find(q->path, Follow::yes);
        return found == nullptr ? std::optional<Names>() : names_below(q->path);
    }
    if (const auto* q = std::get_if<Glob>(&question))
        return std::optional(Names{matching(q->pattern)});
    if (const auto* q = std::get_if<ReadLink>(&question)) {
        const auto* found = find(q->path, Follow::no);
        if (found == nullptr)
            return std::optional<LinkText>();
        const bool is_link = found->status.type == FileType::symlink;
        if (q->links == Links::all)
            return std::optional(LinkText{true, is_link ? found->content : q->path});
        return std::optional(LinkText{is_link, is_link ? found->content : ""});
    }
    if (const auto* q = std::get_if<Digest>(&question)) {
        const auto* found = find(q->path, Follow::yes);
        if (found == nullptr)
            return std::optional<DigestText>();
        const bool regular = found->status.type == FileType::regular;
        return std::optional(DigestText{
            found->status.type, regular ? hex_digest(q->algorithm, found->content) : ""});
    }
    if (std::holds_alternative<DescribeImage>(question))
        return image_;
    if (const auto* q = std::get_if<StatFileSystem>(&question))
        return not file_system_.type.empty() and find(q->path, Follow::yes) == nullptr
                   ? std::optional<FileSystemStatus>()
                   : std::optional(file_system_);
    if (const auto* q = std::get_if<ReadKey>(&question)) {
        const auto* found = find(q->path, Follow::yes);
        const bool regular = found != nullptr and found->status.type == FileType::regular;
        if (not regular)
            return found == nullptr ? std::optional<KeyInFile>()
                                    : std::optional(KeyInFile{found->status.type, {}});
        return std::optional(key_in(FileType::regular, Secret(std::string(found->content)), *q));
    }
    if (const auto* q = std::get_if<Marks>(&question)) {
        const auto* found = find(q->path, Follow::yes);
        return found == nullptr ? std::optional<FileMarks>() : std::optional(found->marks);
    }
    if (const auto* q = std::get_if<Run>(&question))
        return run(q->command);
    if (const auto* q = std::get_if<Dns>(&question)) {
        const auto server = name_servers_.find(q->server);
        if (server != name_servers_.end())
            return server->second(*q);
        return DnsReply{{Reached::How::timed_out, "silent"}, {}};
    }
    if (const auto* q = std::get_if<Walk>(&question))
        return walk(*q);
    if (network_)
        return network_(question);
    if (std::get_if<ProbeTcp>(&question) != nullptr)
        return Reached{Reached::How::refused, ""};
    if (std::get_if<Http>(&question) != nullptr)
        return HttpReply{.reached = {Reached::How::refused, ""}};
    return Reply{{Reached::How::refused, ""}, ""};
}

}  // namespace muster::tests
