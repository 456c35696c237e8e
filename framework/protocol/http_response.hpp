#pragma once

#include "framework/model/http.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// Reads a response (RFC 9112) from bytes as they come. It is strict: what servers and proxies could read
/// in two ways (folded headers, two lengths, a blank before the colon) is no response.
class ResponseReader {
public:
    /// `no_body`: the answer to HEAD or CONNECT, whatever its headers promise.
    enum class Expect { body, no_body };
    /// At most `limit` bytes of body.
    ResponseReader(Expect expect, std::uint64_t limit) : expect_(expect), limit_(limit) {}

    /// Throws CannotTell{too_large}.
    void feed(std::string_view bytes);
    /// No more will come; `orderly`: the peer said so. A body without a length ends here.
    enum class End { orderly, broken_off };
    void end(End how);

    bool is_done() const { return state_ == State::done; }
    /// Why this is no response, or only a part of one; empty while it may become one.
    const std::string& trouble() const { return trouble_; }
    const HttpResponse& response() const { return response_; }
    HttpResponse take() { return std::move(response_); }
    /// What came behind the end.
    std::string rest() { return std::move(buffer_); }

private:
    enum class State {
        status,
        headers,
        counted,
        chunk_size,
        chunk,
        chunk_end,
        trailers,
        to_end,
        done
    };

    bool advance();
    std::optional<std::string> take_line();
    void fail(std::string why);
    void read_status(const std::string& line);
    void read_header(const std::string& line);
    void headers_end();
    void read_chunk_size(const std::string& line);
    void add_to_body(std::size_t size);
    std::optional<std::uint64_t> content_length();
    void bound(std::uint64_t size) const;

    Expect expect_;
    std::uint64_t limit_;
    State state_ = State::status;
    std::string buffer_;
    std::size_t head_size_ = 0;
    unsigned interim_ = 0;
    std::uint64_t left_ = 0;  ///< of a counted body or a chunk
    HttpResponse response_;
    std::string trouble_;
    bool has_begun_ = false;
};

}  // namespace muster
