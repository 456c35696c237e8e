#include "framework/protocol/http_response.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/cannot_tell.hpp"
#include "framework/model/http_headers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

constexpr std::size_t largest_head = 256UL << 10;
constexpr unsigned most_interim = 16;

bool is_digit(char sign) {
    return sign >= '0' and sign <= '9';
}

/// Digits and nothing else, at most so many that nothing overflows.
std::optional<std::uint64_t> count_from(std::string_view text, std::string_view digits) {
    constexpr std::size_t longest = 15;
    const auto base = digits.size();
    if (text.empty() or text.size() > longest)
        return std::nullopt;
    std::uint64_t count = 0;
    for (const char sign : text) {
        const auto digit = digits.find(lower_case(std::string_view(&sign, 1)));
        if (digit == std::string_view::npos)
            return std::nullopt;
        count = count * base + digit;
    }
    return count;
}

std::string_view without_blanks(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return "";
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

void ResponseReader::fail(std::string why) {
    trouble_ = std::move(why);
}

void ResponseReader::bound(std::uint64_t size) const {
    if (size > limit_)
        throw CannotTell{
            Kind::too_large,
            fmt::format("the response has more than {} bytes, the limit of content", limit_)};
}

void ResponseReader::feed(std::string_view bytes) {
    has_begun_ = has_begun_ or not bytes.empty();
    buffer_ += bytes;
    while (trouble_.empty() and not is_done() and advance())
        continue;
}

/// False when more bytes are needed.
bool ResponseReader::advance() {
    switch (state_) {
    case State::counted:
    case State::chunk: {
        const auto size = std::min<std::uint64_t>(left_, buffer_.size());
        add_to_body(static_cast<std::size_t>(size));
        left_ -= size;
        if (left_ > 0)
            return false;
        state_ = state_ == State::counted ? State::done : State::chunk_end;
        return true;
    }
    case State::to_end: add_to_body(buffer_.size()); return false;
    case State::done: return false;
    default: break;
    }
    const auto line = take_line();
    if (not line)
        return false;
    switch (state_) {
    case State::status: read_status(*line); break;
    case State::headers: line->empty() ? headers_end() : read_header(*line); break;
    case State::chunk_size: read_chunk_size(*line); break;
    case State::chunk_end:
        if (not line->empty())
            fail("a chunk is longer than it says");
        state_ = State::chunk_size;
        break;
    default:  // trailers tell nothing that anybody asks for
        if (line->empty())
            state_ = State::done;
    }
    return true;
}

std::optional<std::string> ResponseReader::take_line() {
    const auto end = buffer_.find('\n');
    const auto size = end == std::string::npos ? buffer_.size() : end + 1;
    if (head_size_ + size > largest_head) {
        fail(fmt::format("its headers have more than {} bytes", largest_head));
        return std::nullopt;
    }
    // What is surely no status line need not end before it is told so.
    constexpr std::string_view begin = "HTTP/";
    const auto compared = std::min(begin.size(), buffer_.size());
    if (state_ == State::status and buffer_.compare(0, compared, begin, 0, compared) != 0) {
        fail("it does not speak HTTP: " + quoted(buffer_.substr(0, end), 60));
        return std::nullopt;
    }
    if (end == std::string::npos)
        return std::nullopt;
    head_size_ += size;
    auto line = buffer_.substr(0, end);
    buffer_.erase(0, end + 1);
    if (line.ends_with('\r'))
        line.pop_back();
    return line;
}

void ResponseReader::read_status(const std::string& line) {
    const auto text = std::string_view(line);
    constexpr std::size_t shape = std::string_view("HTTP/1.1 200").size();
    const bool well_formed = text.size() >= shape and text.starts_with("HTTP/1.")
                             and is_digit(text[7]) and text[8] == ' '
                             and std::ranges::all_of(text.substr(9, 3), is_digit) and text[9] >= '1'
                             and text[9] <= '5' and (text.size() == shape or text[shape] == ' ');
    if (not well_formed) {
        fail("it does not speak HTTP/1.1: " + quoted(line, 60));
        return;
    }
    response_ = {};
    response_.protocol = text.substr(0, 8);
    response_.status = static_cast<int>(*whole_number(text.substr(9, 3)));
    state_ = State::headers;
}

void ResponseReader::read_header(const std::string& line) {
    if (line.front() == ' ' or line.front() == '\t') {
        fail("it sends a folded header");
        return;
    }
    const auto colon = line.find(':');
    const auto name = std::string_view(line).substr(0, colon);
    if (colon == std::string::npos or not is_token(name)
        or line.find_first_of(std::string_view("\r\0", 2)) != std::string::npos) {
        fail("it sends a header that is none: " + quoted(line, 60));
        return;
    }
    response_.headers.emplace_back(name, without_blanks(std::string_view(line).substr(colon + 1)));
}

/// All that are given say the same, else it is unknown where the body ends.
std::optional<std::uint64_t> ResponseReader::content_length() {
    std::optional<std::uint64_t> length;
    for (const auto& header : header_values(response_.headers, "content-length")) {
        for (const auto piece : split(header, ',')) {
            const auto one = count_from(without_blanks(piece), "0123456789");
            if (not one or (length and *one != *length)) {
                fail("it sends a Content-Length that is none: " + quoted(header, 60));
                return std::nullopt;
            }
            length = one;
        }
    }
    return length;
}

void ResponseReader::headers_end() {
    const auto status = response_.status;
    constexpr int switching_protocols = 101;
    if (status < 200 and status != switching_protocols) {
        state_ = State::status;
        if (++interim_ > most_interim)
            fail("it says \"wait\" again and again");
        return;
    }
    constexpr int no_content = 204;
    constexpr int not_modified = 304;
    if (expect_ == Expect::no_body or status < 200 or status == no_content
        or status == not_modified) {
        state_ = State::done;
        return;
    }
    const auto encodings = header_values(response_.headers, "transfer-encoding");
    if (not encodings.empty()) {
        if (encodings.size() > 1 or lower_case(encodings.front()) != "chunked")
            fail("it sends the transfer encoding " + quoted(join(encodings, ", "), 60));
        else if (not header_values(response_.headers, "content-length").empty())
            fail("it sends both a Content-Length and chunks");
        state_ = State::chunk_size;
        return;
    }
    const auto length = content_length();
    if (not trouble_.empty())
        return;
    left_ = length.value_or(0);
    bound(left_);
    state_ = length ? State::counted : State::to_end;
}

void ResponseReader::read_chunk_size(const std::string& line) {
    const auto size = count_from(
        without_blanks(std::string_view(line).substr(0, line.find(';'))), "0123456789abcdef"
    );
    if (not size) {
        fail("it sends a chunk without a size: " + quoted(line, 60));
        return;
    }
    head_size_ = 0;
    left_ = *size;
    bound(response_.body.size() + left_);
    state_ = left_ == 0 ? State::trailers : State::chunk;
}

void ResponseReader::add_to_body(std::size_t size) {
    bound(response_.body.size() + size);
    response_.body.append(buffer_, 0, size);
    buffer_.erase(0, size);
}

void ResponseReader::end(End how) {
    if (is_done() or not trouble_.empty())
        return;
    if (state_ == State::to_end and how == End::orderly) {
        state_ = State::done;
        return;
    }
    const auto* ending = how == End::orderly ? "closed the connection" : "broke the connection off";
    if (not has_begun_)
        fail(fmt::format("it {} without a word", ending));
    else if (state_ == State::counted)
        fail(fmt::format(
            "it {} after {} of {} bytes of the body",
            ending,
            response_.body.size(),
            response_.body.size() + left_
        ));
    else
        fail(fmt::format("it {} in the middle of its answer", ending));
}

}  // namespace muster
