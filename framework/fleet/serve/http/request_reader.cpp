#include "framework/fleet/serve/http/request_reader.hpp"

#include "framework/base/error.hpp"
#include "framework/base/text.hpp"
#include "framework/fleet/serve/http/boost.hpp"

#include <fmt/format.h>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace muster {

namespace {

namespace http = boost::beast::http;

HttpAnswer refusal_of(const boost::system::error_code& trouble) {
    if (trouble == http::error::header_limit or trouble == http::error::buffer_overflow)
        return plain_answer(431, "the headers of the request are too large");
    if (trouble == http::error::body_limit)
        return plain_answer(413, "the body of the request is too large");
    if (trouble == http::error::bad_version)
        return plain_answer(505, "HTTP/1.1 is spoken here");
    return plain_answer(400, fmt::format("that is no HTTP request: {}", trouble.message()));
}

}  // namespace

struct RequestReader::Parser : http::request_parser<http::string_body> {};

RequestReader::RequestReader(const ServeLimits& limits) : limits_(limits) {
    begin();
}

RequestReader::~RequestReader() = default;

void RequestReader::begin() {
    parser_ = std::make_unique<Parser>();
    parser_->header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
    parser_->body_limit(limits_.body_bytes);
    parser_->eager(true);
    state_ = State::empty;
    has_continued_ = false;
}

void RequestReader::feed(std::string_view bytes) {
    rest_ += bytes;
    read();
}

void RequestReader::read() {
    // Line ends before a request are passed over (RFC 9112 2.2).
    if (state_ == State::empty)
        rest_.erase(0, std::min(rest_.find_first_not_of("\r\n"), rest_.size()));
    while ((state_ == State::empty or state_ == State::begun) and not rest_.empty())
        if (not read_once())
            break;
}

/// Whether the parser took something and may take more.
bool RequestReader::read_once() {
    state_ = State::begun;
    boost::system::error_code trouble;
    const auto used = parser_->put(boost::asio::buffer(rest_), trouble);
    rest_.erase(0, used);
    const bool needs_more = trouble == http::error::need_more;
    if (trouble and not needs_more)
        refusal_ = refusal_of(trouble);
    else if (needs_more and rest_.size() > limits_.header_bytes)
        refusal_ = refusal_of(make_error_code(http::error::header_limit));
    else if (parser_->is_done())
        state_ = State::whole;
    if (refusal_.status != 200)
        state_ = State::refused;
    return not needs_more and used > 0;
}

bool RequestReader::wants_to_continue() {
    if (state_ != State::begun or has_continued_ or not parser_->is_header_done())
        return false;
    const auto& head = parser_->get();
    has_continued_ = head.version() == 11
                     and lower_case(std::string(head[http::field::expect])) == "100-continue";
    return has_continued_;
}

ReceivedRequest RequestReader::take() {
    MUSTER_ASSERT(state_ == State::whole);
    auto message = parser_->release();
    ReceivedRequest request{
        .method = std::string(message.method_string()),
        .target = std::string(message.target()),
        .is_old = message.version() == 10,
        .keeps_alive = message.keep_alive()};
    for (const auto& field : message)
        request.headers.emplace_back(field.name_string(), field.value());
    request.body = std::move(message.body());
    begin();
    read();
    return request;
}

}  // namespace muster
