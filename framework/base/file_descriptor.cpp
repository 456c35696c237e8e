#include "framework/base/file_descriptor.hpp"

#include "framework/base/error.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>

namespace muster {

namespace {

std::string reason() {
    return std::generic_category().message(errno);
}

bool write_all(int descriptor, std::string_view content) {
    while (not content.empty()) {
        const auto written = ::write(descriptor, content.data(), content.size());
        if (written < 0 and errno == EINTR)
            continue;
        if (written < 0)
            return false;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
    if (this != &other) {
        close();
        number_ = other.release();
    }
    return *this;
}

void FileDescriptor::close() {
    if (number_ >= 0)
        (void)::close(release());  // nothing can be done about it, and nothing unwritten is in it
}

Pipe Pipe::make() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        throw Broken("cannot make a pipe: " + reason());
    return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

std::optional<std::string> read_file(const std::string& path, std::size_t limit) {
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (not file and (errno == ENOENT or errno == ENOTDIR))
        return std::nullopt;
    if (not file)
        throw Broken("cannot be read: " + reason(), {path, 0, 0});
    std::string content;
    std::array<char, 65536> piece{};
    while (true) {
        const auto got = ::read(file.number(), piece.data(), piece.size());
        if (got < 0 and errno == EINTR)
            continue;
        if (got < 0)
            throw Broken("cannot be read: " + reason(), {path, 0, 0});
        if (got == 0)
            return content;
        content.append(piece.data(), static_cast<std::size_t>(got));
        if (content.size() > limit)
            throw Broken(fmt::format("is larger than {} bytes", limit), {path, 0, 0});
    }
}

void write_file(const std::string& path, std::string_view content, unsigned mode) {
    auto aside = path + ".XXXXXX";
    FileDescriptor file(::mkostemp(aside.data(), O_CLOEXEC));
    if (not file)
        throw Broken("cannot be written: " + reason(), {path, 0, 0});
    const bool written = write_all(file.number(), content) and ::fchmod(file.number(), mode) == 0;
    if (not written or ::rename(aside.c_str(), path.c_str()) != 0) {
        const auto why = reason();
        (void)::unlink(aside.c_str());  // the first failure is the one to tell
        throw Broken("cannot be written: " + why, {path, 0, 0});
    }
}

}  // namespace muster
