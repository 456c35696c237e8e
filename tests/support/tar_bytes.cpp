#include "tests/support/tar_bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace muster::tests {

namespace {

constexpr std::size_t record = 512;

void put(std::string& header, std::size_t at, std::string_view text) {
    std::ranges::copy(text, header.begin() + static_cast<std::ptrdiff_t>(at));
}

/// A record begins with its own length (POSIX.1, "pax Extended Header").
std::string pax_record(const std::string& key, std::string_view value) {
    const auto rest = " " + key + "=" + std::string(value) + "\n";
    auto length = rest.size();
    while (std::to_string(length).size() + rest.size() != length)
        length = std::to_string(length).size() + rest.size();
    return std::to_string(length) + rest;
}

}  // namespace

TarBytes& TarBytes::entry(
    char type,
    const std::string& path,
    unsigned mode,
    const std::string& link,
    std::string_view content
) {
    std::string header(record, '\0');
    put(header, 0, std::string_view(path).substr(0, 100));
    put(header, 100, fmt::format("{:07o}", mode));
    put(header, 108, fmt::format("{:07o}", uid_));
    put(header, 116, fmt::format("{:07o}", gid_));
    put(header, 124, fmt::format("{:011o}", content.size()));
    put(header, 136, fmt::format("{:011o}", 1'700'000'000));
    put(header, 148, "        ");
    header[156] = type;
    put(header, 157, std::string_view(link).substr(0, 100));
    put(header,
        257,
        std::string_view(
            "ustar\0"
            "00",
            8
        ));
    const auto sum =
        std::accumulate(header.begin(), header.end(), 0U, [](unsigned total, char byte) {
            return total + static_cast<unsigned char>(byte);
        });
    put(header, 148, fmt::format("{:06o}", sum));
    header[154] = '\0';
    entries_ += header;
    entries_ += content;
    entries_.resize((entries_.size() + record - 1) / record * record, '\0');
    return *this;
}

TarBytes& TarBytes::file(const std::string& path, std::string_view content, unsigned mode) {
    return entry('0', path, mode, "", content);
}

TarBytes& TarBytes::folder(const std::string& path, unsigned mode) {
    return entry('5', path, mode, "", "");
}

TarBytes& TarBytes::link(const std::string& path, const std::string& text) {
    return entry('2', path, 0777, text, "");
}

TarBytes& TarBytes::hard_link(const std::string& path, const std::string& other) {
    return entry('1', path, 0644, other, "");
}

TarBytes& TarBytes::fifo(const std::string& path) {
    return entry('6', path, 0644, "", "");
}

TarBytes& TarBytes::attribute(const std::string& name, std::string_view value) {
    return entry('x', "PaxHeaders/x", 0644, "", pax_record("SCHILY.xattr." + name, value));
}

TarBytes& TarBytes::sparse(const std::string& path, std::string_view content, std::uint64_t size) {
    entry(
        'x',
        "PaxHeaders/x",
        0644,
        "",
        pax_record("GNU.sparse.major", "1") + pax_record("GNU.sparse.minor", "0")
            + pax_record("GNU.sparse.name", path)
            + pax_record("GNU.sparse.realsize", std::to_string(size))
    );
    auto map = fmt::format("1\n0\n{}\n", content.size());
    map.resize(record, '\0');
    return entry('0', "GNUSparseFile.0/x", 0644, "", map + std::string(content));
}

TarBytes& TarBytes::owned_by(unsigned uid, unsigned gid) {
    uid_ = uid;
    gid_ = gid;
    return *this;
}

std::string TarBytes::bytes() const {
    return entries_ + std::string(2 * record, '\0');
}

}  // namespace muster::tests
