#pragma once

// One connection of a browser or a program; for the sources of this folder alone.

#include "framework/fleet/serve/http/answer_text.hpp"
#include "framework/fleet/serve/http/request_reader.hpp"
#include "framework/fleet/serve/http/site.hpp"

#include <memory>
#include <optional>
#include <string>

namespace muster {

class HttpConnection {
public:
    /// `site` outlives it.
    HttpConnection(HttpSite& site, std::unique_ptr<HttpWire> wire, std::string peer);

    /// Answers one request after the other until one side has enough.
    asio::awaitable<void> serve();
    /// Says that there are too many.
    asio::awaitable<void> turn_away();

    /// Ends at once when nothing is being answered, else after the answer.
    void finish();
    void close();

private:
    asio::awaitable<bool> receive();
    asio::awaitable<void> answer();
    asio::awaitable<void> answer(HttpRequest request);
    asio::awaitable<void> send(HttpAnswer answer);
    asio::awaitable<void> wait_before_refusing();
    asio::awaitable<void> stream(HttpAnswer answer);
    asio::awaitable<void> send_events();
    asio::awaitable<void> read_to_end();

    HttpSite& site_;
    std::unique_ptr<HttpWire> wire_;
    const std::string peer_;
    RequestReader reader_;
    std::optional<EventStream> events_;
    asio::steady_timer delay_;
    AnswerForm form_{.after = AnswerForm::After::next_request};
    bool is_answering_ = false;
};

}  // namespace muster
