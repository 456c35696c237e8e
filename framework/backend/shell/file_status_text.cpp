#include "framework/backend/shell/file_status_text.hpp"

#include "framework/base/text.hpp"

#include <array>
#include <charconv>

namespace muster {

namespace {

std::optional<std::uint64_t> number_from(std::string_view text, int base = 10) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    if (error != std::errc() or end != text.data() + text.size())
        return std::nullopt;
    return number;
}

FileType type_from(std::uint64_t mode) {
    switch (mode >> 12) {  // inode(7)
    case 010: return FileType::regular;
    case 004: return FileType::directory;
    case 012: return FileType::symlink;
    case 014: return FileType::socket;
    case 001: return FileType::pipe;
    case 006: return FileType::block_device;
    case 002: return FileType::character_device;
    default: return FileType::unknown;
    }
}

/// %Y has the seconds, %y the fraction: "2026-11-22 09:59:47.948803169 +0000".
std::optional<Instant> instant_from(std::string_view seconds, std::string_view words) {
    const auto whole = whole_number(seconds);
    if (not whole)
        return std::nullopt;
    Nanoseconds fraction{0};
    if (const auto point = words.find('.'); point != std::string_view::npos) {
        auto digits = words.substr(point + 1, words.find(' ', point) - point - 1);
        const auto number = number_from(digits);
        if (not number or digits.size() > 9)
            return std::nullopt;
        fraction = Nanoseconds(*number);
        for (auto width = digits.size(); width < 9; ++width)
            fraction *= 10;
    }
    return instant_from_unix(*whole, fraction.count());
}

std::string name_or_digits(std::string_view name, std::uint32_t id) {
    return name.empty() or name == "UNKNOWN" ? std::to_string(id) : std::string(name);
}

std::optional<FileStatus> file_status_from(std::span<const std::string_view> lines) {
    const auto fields = words_of(lines[0]);
    if (fields.size() != 9)
        return std::nullopt;
    const auto mode = number_from(fields[0], 16);
    std::array<std::optional<std::uint64_t>, 6> numbers;
    for (std::size_t i = 0; i < numbers.size(); ++i)
        numbers.at(i) = number_from(fields[i + 1]);
    const auto modified = instant_from(fields[7], lines[1]);
    const auto changed = instant_from(fields[8], lines[2]);
    for (const auto& number : numbers)
        if (not number)
            return std::nullopt;
    if (not mode or not modified or not changed)
        return std::nullopt;
    FileStatus status;
    status.type = type_from(*mode);
    status.permissions = static_cast<std::uint16_t>(*mode & 07777U);
    status.uid = static_cast<std::uint32_t>(*numbers[0]);
    status.gid = static_cast<std::uint32_t>(*numbers[1]);
    status.owner = name_or_digits(lines[3], status.uid);
    status.group = name_or_digits(lines[4], status.gid);
    status.size = *numbers[2];
    status.links = *numbers[3];
    status.inode = *numbers[4];
    status.device = *numbers[5];
    status.modified = *modified;
    status.changed = *changed;
    return status;
}

}  // namespace

std::optional<std::vector<std::optional<FileStatus>>> file_statuses_from(
    std::string_view text, std::span<const std::string> paths
) {
    constexpr std::size_t lines_before_path = 5;
    std::vector<std::optional<FileStatus>> statuses(paths.size());
    for (std::size_t i = 0; i < paths.size() and not text.empty(); ++i) {
        std::array<std::string_view, lines_before_path> lines;
        auto rest = text;
        for (auto& line : lines) {
            const auto end = rest.find('\n');
            if (end == std::string_view::npos)
                return std::nullopt;
            line = rest.substr(0, end);
            rest.remove_prefix(end + 1);
        }
        if (not rest.starts_with(paths[i]) or not rest.substr(paths[i].size()).starts_with('\n'))
            continue;  // the entry of a later path
        statuses[i] = file_status_from(lines);
        if (not statuses[i])
            return std::nullopt;
        text = rest.substr(paths[i].size() + 1);
    }
    if (not text.empty())
        return std::nullopt;
    return statuses;
}

}  // namespace muster
