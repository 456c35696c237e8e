#include "framework/platform/rpm_ndb.hpp"

#include "framework/base/bytes.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace muster {

namespace {

constexpr std::size_t word = 4;
constexpr std::size_t page_size = 4096;
constexpr std::size_t slot_size = 4 * word;
constexpr std::size_t block_size = 16;
constexpr std::size_t file_front = 2 * slot_size;  ///< where the first slots would be
constexpr std::size_t blob_front = 4 * word;
constexpr std::size_t blob_end = 3 * word;

CannotTell damaged(std::string_view what) {
    return {Kind::failed, fmt::format("Packages.db is damaged: {}", what)};
}

/// Throws where there are too few bytes.
std::string_view part(std::string_view bytes, std::uint64_t at, std::uint64_t size) {
    if (at > bytes.size() or bytes.size() - at < size)
        throw damaged("it is cut short");
    return bytes.substr(at, size);
}

std::uint32_t number_at(std::string_view bytes, std::uint64_t at) {
    return static_cast<std::uint32_t>(little_endian(part(bytes, at, word)));
}

void require_mark(std::string_view bytes, std::uint64_t at, std::string_view mark) {
    if (part(bytes, at, word) != mark)
        throw damaged(fmt::format("there is no {} where one has to be", mark));
}

/// Which package lies where.
struct Slot {
    std::uint32_t package = 0;  ///< 0: none
    std::uint64_t start = 0;    ///< bytes from the beginning of the file
    std::uint64_t size = 0;     ///< bytes
};

Slot slot_at(std::string_view database, std::uint64_t at) {
    require_mark(database, at, "Slot");
    return {
        number_at(database, at + word),
        std::uint64_t{number_at(database, at + 2 * word)} * block_size,
        std::uint64_t{number_at(database, at + 3 * word)} * block_size};
}

/// The bytes of a package, which are between a front and an end that both tell how many they are.
std::string blob_in(std::string_view database, const Slot& slot) {
    const auto blob = part(database, slot.start, slot.size);
    require_mark(blob, 0, "BlbS");
    const auto size = number_at(blob, 3 * word);
    if (number_at(blob, word) != slot.package or blob.size() < blob_front + blob_end + size)
        throw damaged("a package is not where its slot leads");
    require_mark(blob, blob.size() - word, "BlbE");
    if (number_at(blob, blob.size() - 2 * word) != size)
        throw damaged("a package has two sizes");
    return std::string(blob.substr(blob_front, size));
}

}  // namespace

std::vector<std::string> ndb_headers(std::string_view database) {
    constexpr std::uint32_t most_pages = 2048;  // half a million packages
    require_mark(database, 0, "RpmP");
    if (const auto version = number_at(database, word); version != 0)
        throw CannotTell{
            Kind::unsupported,
            fmt::format("Packages.db is of version {}, and 0 is known here", version)};
    const auto pages = number_at(database, 3 * word);
    if (pages == 0 or pages > most_pages)
        throw damaged(fmt::format("it has {} pages of slots", pages));
    std::vector<std::string> headers;
    std::uint64_t bytes = 0;
    for (std::uint64_t at = file_front; at < pages * page_size; at += slot_size) {
        const auto slot = slot_at(database, at);
        if (slot.package == 0)
            continue;
        headers.push_back(blob_in(database, slot));
        bytes += headers.back().size();
        if (bytes > database.size())
            throw damaged("packages lie over one another");
    }
    return headers;
}

}  // namespace muster
