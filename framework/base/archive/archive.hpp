#pragma once

// Tar archives, plain or compressed (gzip, zstd), read once from the beginning to the end. The only folder that knows
// libarchive.

#include "framework/base/clock.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace muster {

/// It is no archive, is cut short, or is one that nobody reads.
struct BadArchive : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct ArchiveEntry {
    enum class Type {
        regular,
        directory,
        symlink,
        hard_link,
        pipe,
        block_device,
        character_device,
        other
    };
    Type type = Type::regular;
    std::string path;  ///< as the archive has it
    std::string link;  ///< the text of a symlink; of a hard link the path of the other entry
    std::uint16_t permissions = 0;
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::uint64_t size = 0;
    Instant modified{};
    std::map<std::string, std::string> attributes = {};  ///< extended ones, by their whole names
};

/// Whether bytes begin as those of a tar archive, or of one that is compressed, do.
bool begins_like_archive(std::string_view bytes);

class ArchiveReader {
public:
    /// Gives the next bytes, which stay until the next call; none at the end. What it throws ends the reading. It is told
    /// how many bytes those before were when unpacked.
    using Supply = std::function<std::string_view(std::uint64_t unpacked)>;

    /// What there is when it is unpacked: an archive, or bytes of whatever kind, which are one entry of unknown size.
    enum class Form { tar, bare };

    /// Is told how many bytes there were when unpacked, holes of sparse files among them, before each piece of a hole is given,
    /// for which nothing is supplied. What it throws ends the reading.
    using Check = std::function<void(std::uint64_t unpacked)>;

    /// Throws BadArchive.
    explicit ArchiveReader(Supply supply, Check check, Form form = Form::tar);
    ArchiveReader(const ArchiveReader&) = delete;
    ArchiveReader& operator=(const ArchiveReader&) = delete;
    ~ArchiveReader();

    /// The next entry; nothing at the end. What was not read of the one before is passed over. Throws BadArchive.
    std::optional<ArchiveEntry> next();
    /// The next piece of the entry's content; empty at its end. Throws BadArchive, also where there is more than the
    /// entry's size.
    std::string_view piece();
    /// Bytes so far, when unpacked.
    std::uint64_t unpacked() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace muster
