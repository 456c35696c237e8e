#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace muster {

/// Owns an open file descriptor and closes it.
class FileDescriptor {
public:
    FileDescriptor() = default;
    explicit FileDescriptor(int number) : number_(number) {}
    FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept;
    ~FileDescriptor() { close(); }

    int number() const { return number_; }
    explicit operator bool() const { return number_ >= 0; }
    void close();
    int release() { return std::exchange(number_, -1); }

private:
    int number_ = -1;
};

/// A pipe whose ends do not survive an exec.
struct Pipe {
    FileDescriptor reading;
    FileDescriptor writing;

    static Pipe make();
};

/// The whole of a small file of the controller; nothing when it does not exist. Throws Broken when it
/// cannot be read or is larger than `limit` bytes.
std::optional<std::string> read_file(const std::string& path, std::size_t limit = 64UL << 20);

/// Writes aside and renames, so that a reader never sees half a file. Throws Broken on failure.
void write_file(const std::string& path, std::string_view content, unsigned mode = 0644);

}  // namespace muster
