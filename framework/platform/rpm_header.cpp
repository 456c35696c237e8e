#include "framework/platform/rpm_header.hpp"

#include "framework/base/bytes.hpp"
#include "framework/model/cannot_tell.hpp"

namespace muster {

namespace {

/// Types of tags (rpmtag.h).
enum TagType : std::uint32_t {
    characters = 1,
    int8 = 2,
    int16 = 3,
    int32 = 4,
    text_type = 6,
    texts_type = 8,
    translated = 9
};

constexpr std::size_t word_size = 4;
constexpr std::size_t entry_size = 4 * word_size;

CannotTell cut_short() {
    return {Kind::unparsable, "rpm's database holds an entry that is no package, or a part of one"};
}

std::uint32_t number_at(std::string_view bytes, std::size_t place, std::size_t size = word_size) {
    if (place > bytes.size() or bytes.size() - place < size)
        throw cut_short();
    return static_cast<std::uint32_t>(big_endian(bytes.substr(place, size)));
}

std::size_t width_of(std::uint32_t type) {
    switch (type) {
    case TagType::characters:
    case TagType::int8: return 1;
    case TagType::int16: return 2;
    case TagType::int32: return 4;
    default: throw cut_short();
    }
}

}  // namespace

RpmHeader::RpmHeader(std::string_view bytes) {
    constexpr std::size_t front = 2 * word_size;
    constexpr std::uint64_t most = 1U << 20U;
    const auto entries = std::uint64_t{number_at(bytes, 0)};
    const auto size = number_at(bytes, word_size);
    if (entries > most or front + entries * entry_size + size > bytes.size())
        throw cut_short();
    index_ = bytes.substr(front, entries * entry_size);
    store_ = bytes.substr(front + index_.size(), size);
}

std::optional<RpmHeader::Entry> RpmHeader::find(RpmTag tag) const {
    for (std::size_t place = 0; place < index_.size(); place += entry_size)
        if (number_at(index_, place) == static_cast<std::uint32_t>(tag))
            return Entry{
                number_at(index_, place + word_size),
                number_at(index_, place + 2 * word_size),
                number_at(index_, place + 3 * word_size)};
    return std::nullopt;
}

std::vector<std::string> RpmHeader::texts(RpmTag tag) const {
    std::vector<std::string> found;
    const auto entry = find(tag);
    if (not entry)
        return found;
    const bool is_text = entry->type == TagType::text_type or entry->type == TagType::texts_type
                         or entry->type == TagType::translated;
    if (not is_text or entry->offset > store_.size())
        throw cut_short();
    auto rest = store_.substr(entry->offset);
    for (std::uint32_t i = 0; i < entry->count; ++i) {
        const auto end = rest.find('\0');
        if (end == std::string_view::npos)
            throw cut_short();
        found.emplace_back(rest.substr(0, end));
        rest.remove_prefix(end + 1);
    }
    return found;
}

std::string RpmHeader::text(RpmTag tag) const {
    const auto all = texts(tag);
    return all.empty() ? "" : all.front();
}

std::vector<std::uint32_t> RpmHeader::numbers(RpmTag tag) const {
    std::vector<std::uint32_t> found;
    const auto entry = find(tag);
    if (not entry)
        return found;
    const auto width = width_of(entry->type);
    for (std::uint32_t i = 0; i < entry->count; ++i)
        found.push_back(number_at(store_, entry->offset + std::size_t{i} * width, width));
    return found;
}

}  // namespace muster
