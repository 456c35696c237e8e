#pragma once

// Packages.db as SUSE's rpm keeps it (framework/platform/rpm_ndb.hpp): Debian's rpm writes none.

#include <cstddef>
#include <string>
#include <vector>

namespace muster::tests {

inline std::string little_endian(std::size_t number) {
    std::string bytes;
    for (unsigned shift = 0; shift < 32; shift += 8)
        bytes += static_cast<char>(number >> shift & 0xffU);
    return bytes;
}

/// Packages.db with these headers, one page of slots.
inline std::string ndb_of(const std::vector<std::string>& headers) {
    constexpr std::size_t page = 4096;
    constexpr std::size_t block = 16;
    std::string slots = "RpmP" + little_endian(0) + little_endian(7) + little_endian(1)
                        + little_endian(headers.size() + 1) + std::string(12, '\0');
    std::string blobs;
    for (std::size_t i = 0; i < headers.size(); ++i) {
        const auto size = headers[i].size();
        auto blob =
            "BlbS" + little_endian(i + 1) + little_endian(7) + little_endian(size) + headers[i];
        blob.resize((blob.size() + 12 + block - 1) / block * block - 12);
        blob += little_endian(0) + little_endian(size) + "BlbE";
        slots += "Slot" + little_endian(i + 1) + little_endian((page + blobs.size()) / block)
                 + little_endian(blob.size() / block);
        blobs += blob;
    }
    while (slots.size() < page)
        slots += "Slot" + std::string(12, '\0');
    return slots + blobs;
}

}  // namespace muster::tests
