#include "framework/protocol/wire_reader.hpp"

#include "framework/model/dns.hpp"

namespace muster {

void WireReader::fail() {
    is_sound_ = false;
    at_ = end_;
}

std::uint8_t WireReader::number8() {
    if (at_ >= end_) {
        fail();
        return 0;
    }
    return static_cast<std::uint8_t>(message_[at_++]);
}

std::uint16_t WireReader::number16() {
    const unsigned high = number8();
    return static_cast<std::uint16_t>(high << 8U | number8());
}

std::uint32_t WireReader::number32() {
    const std::uint32_t high = number16();
    return high << 16U | number16();
}

std::string WireReader::bytes(std::size_t count) {
    if (count > end_ - at_) {
        fail();
        return "";
    }
    const auto from = at_;
    at_ += count;
    return std::string(message_.substr(from, count));
}

std::string WireReader::name() {
    constexpr std::size_t longest_label = 63;
    constexpr std::size_t longest_name = 255;
    constexpr unsigned pointer = 0xC0;  // the two highest bits of a length (RFC 1035, 4.1.4)
    std::vector<std::string> labels;
    std::size_t size = 0;
    auto lowest = at_;  // each pointer leads further to the front
    bool is_here = true;
    WireReader reader = *this;
    while (true) {
        const unsigned length = reader.number8();
        if (length >= pointer) {
            const std::size_t target = (length & ~pointer) << 8U | reader.number8();
            if (is_here)
                at_ = reader.at_;
            is_here = false;
            if (not reader.is_sound_ or target >= lowest)
                break;
            lowest = target;
            reader.at_ = target;
            reader.end_ = message_.size();
            continue;
        }
        size += length + 1;
        labels.push_back(reader.bytes(length));
        if (not reader.is_sound_ or length > longest_label or size > longest_name)
            break;
        if (length > 0)
            continue;
        if (is_here)
            at_ = reader.at_;
        labels.pop_back();
        return domain_name_of(labels);
    }
    fail();
    return "";
}

WireReader WireReader::part(std::size_t count) {
    WireReader reader = *this;
    if (count > end_ - at_)
        fail();
    else
        at_ += count;
    reader.end_ = at_;
    reader.is_sound_ = is_sound_;
    return reader;
}

}  // namespace muster
