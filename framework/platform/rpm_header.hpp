#pragma once

// A header of rpm's database (rpm's "Package format", header structure): index and store, without the eight bytes in front
// that a package file has.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// Numbers of rpm's tags (rpmtag.h).
enum class RpmTag : std::uint32_t {
    name = 1000,
    version = 1001,
    release = 1002,
    epoch = 1003,
    architecture = 1022,
    file_states = 1029,
    file_modes = 1030,
    file_digests = 1035,
    file_links = 1036,
    file_flags = 1037,
    file_users = 1039,
    file_groups = 1040,
    file_verify_flags = 1045,
    provides = 1047,
    folder_indexes = 1116,
    base_names = 1117,
    folder_names = 1118,
    file_digest_algorithm = 5011,
};

/// Looks at bytes of another. All of it throws CannotTell where they are cut short, or of another type than asked for.
class RpmHeader {
public:
    explicit RpmHeader(std::string_view bytes);

    /// The texts of a tag; none where it is not there.
    std::vector<std::string> texts(RpmTag tag) const;
    /// The first of them, or an empty one.
    std::string text(RpmTag tag) const;
    /// The numbers of a tag, whatever their width; none where it is not there.
    std::vector<std::uint32_t> numbers(RpmTag tag) const;

private:
    struct Entry {
        std::uint32_t type = 0;
        std::uint32_t offset = 0;
        std::uint32_t count = 0;
    };
    std::optional<Entry> find(RpmTag tag) const;

    std::string_view index_;
    std::string_view store_;
};

}  // namespace muster
