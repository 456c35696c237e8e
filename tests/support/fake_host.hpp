#pragma once

// A host made of data: files, folders and command answers, and a count of exchanges.

#include "framework/host/backend.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace muster::tests {

class FakeHost : public Backend {
public:
    /// A regular file, 0644 root root unless told otherwise; folders above it are made.
    FakeHost& file(std::string path, std::string content, std::uint16_t permissions = 0644);
    /// What a file or folder that is there carries.
    FakeHost& marks(const std::string& path, FileMarks marks);
    FakeHost& folder(std::string path, std::uint16_t permissions = 0755);
    FakeHost& link(std::string path, std::string text);
    /// Any entry, with all its fields; a folder with another `device` than the one above is a mount point.
    FakeHost& entry(std::string path, FileStatus status, std::string content = "");
    /// Every question about this path, or below it, cannot be told.
    FakeHost& denied(std::string path);
    /// What a command line (words joined by one blank) answers.
    FakeHost& command(std::string line, Output output);
    FakeHost& command(std::string line, std::string out, int exit_status = 0);
    FakeHost& command_fails(std::string line, CannotTell why);
    /// What every other command answers; without it an unknown line is "not found" (127).
    FakeHost& commands(std::function<Answer(const Command&)> answer);
    /// What every connection and request brings; without it all are refused.
    FakeHost& network(std::function<Answer(const Question&)> answer);
    /// What a name server answers; without it every one is silent.
    FakeHost& name_server(std::string address, std::function<Answer(const Dns&)> answer);
    FakeHost& cannot(Ability ability, std::string why);
    /// It cannot do what no image can, for the reasons that an image gives.
    FakeHost& is_image();
    /// What all of it lies on; without it nothing is told.
    FakeHost& file_system(FileSystemStatus status);
    /// What describes its image; without it nothing does.
    FakeHost& image(ImageDescription description);

    std::vector<Answer> exchange(std::span<const Question> batch, Deadline deadline) override;
    bool can(Ability ability) const override { return not cannot_.contains(ability); }
    std::string why_not(Ability ability) const override { return cannot_.at(ability); }
    bool reads_are_free() const override { return reads_are_free_; }
    Limits limits() const override { return limits_; }
    std::vector<OwnProcess> own_processes() const override { return own_processes_; }
    Instant now() const override { return now_; }

    std::size_t exchanges() const { return exchanges_; }
    /// All questions, in order, as evidence shows them.
    const std::vector<std::string>& asked() const { return asked_; }

    bool reads_are_free_ = false;
    Limits limits_;
    std::vector<OwnProcess> own_processes_;
    Instant now_ = *from_iso8601("2026-07-01T12:00:00Z");

private:
    struct Entry {
        FileStatus status;
        std::string content;
        FileMarks marks = {};
    };

    Answer answer(const Question& question) const;
    Answer run(const Command& command) const;
    Answer walk(const Walk& walk) const;
    const Entry* find(const std::string& path, Follow follow, int depth = 0) const;
    const CannotTell* denial(const std::string& path) const;

    std::map<std::string, Entry> entries_;
    std::map<std::string, CannotTell> denied_;
    std::map<std::string, Answer> commands_;
    std::function<Answer(const Command&)> other_commands_;
    std::function<Answer(const Question&)> network_;
    std::map<std::string, std::function<Answer(const Dns&)>> name_servers_;
    std::map<Ability, std::string> cannot_;
    std::optional<ImageDescription> image_;
    FileSystemStatus file_system_;
    std::size_t exchanges_ = 0;
    std::vector<std::string> asked_;
};

}  // namespace muster::tests
