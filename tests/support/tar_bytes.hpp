#pragma once

// Tar archives as a test wants them, hostile ones above all (POSIX.1 pax, "ustar Interchange Format").

#include <cstdint>
#include <string>
#include <string_view>

namespace muster::tests {

class TarBytes {
public:
    TarBytes& file(const std::string& path, std::string_view content, unsigned mode = 0644);
    TarBytes& folder(const std::string& path, unsigned mode = 0755);
    TarBytes& link(const std::string& path, const std::string& text);
    TarBytes& hard_link(const std::string& path, const std::string& other);
    TarBytes& fifo(const std::string& path);
    /// Owner of what is added from now on.
    TarBytes& owned_by(unsigned uid, unsigned gid);
    /// An extended attribute of the entry that is added next, as pax headers have it.
    TarBytes& attribute(const std::string& name, std::string_view value);
    /// A file that begins with these bytes and is a hole to its end (GNU tar, "PAX Format, Version 1.0").
    TarBytes& sparse(const std::string& path, std::string_view content, std::uint64_t size);

    /// The whole archive.
    std::string bytes() const;

private:
    TarBytes& entry(
        char type,
        const std::string& path,
        unsigned mode,
        const std::string& link,
        std::string_view content
    );

    std::string entries_;
    unsigned uid_ = 0;
    unsigned gid_ = 0;
};

}  // namespace muster::tests
