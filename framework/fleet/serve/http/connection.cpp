#include "framework/fleet/serve/http/connection.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

namespace muster {

namespace {

using After = AnswerForm::After;
using Body = AnswerForm::Body;

HttpAnswer too_many(std::string_view text) {
    auto answer = plain_answer(503, text);
    answer.headers.emplace_back("Retry-After", "5");
    return answer;
}

HttpAnswer broken_handler() {
    return plain_answer(500, "something went wrong here; the log of the server tells what");
}

/// Runs on a thread of the handlers. Nothing of what went wrong is for strangers.
asio::awaitable<HttpAnswer> handled(const HttpSite& site, HttpRequest request) {
    std::exception_ptr unexpected;
    try {
        auto answer = site.handler(request);
        (void)answer_text(answer, {}, system_now());  // throws for headers that cannot be sent
        co_return answer;
    } catch (...) {
        unexpected = std::current_exception();
    }
    tell_of(site, unexpected);
    co_return broken_handler();
}

}  // namespace

HttpConnection::HttpConnection(HttpSite& site, std::unique_ptr<HttpWire> wire, std::string peer)
    : site_(site),
      wire_(std::move(wire)),
      peer_(std::move(peer)),
      reader_(site.limits),
      delay_(site.sockets) {}

asio::awaitable<void> HttpConnection::serve() {
    wire_->allow(site_.limits.request);
    auto opening = wire_->open();
    const bool is_open = co_await std::move(opening);
    if (not is_open)
        co_return;
    while (form_.after == After::next_request) {
        auto receiving = receive();
        const bool has_request = co_await std::move(receiving);
        if (not has_request)
            co_return;
        is_answering_ = true;
        auto answering = answer();
        co_await std::move(answering);
        is_answering_ = false;
        const bool has_begun = reader_.state() == RequestReader::State::begun;
        wire_->allow(has_begun ? site_.limits.request : site_.limits.idle);
    }
    auto parting = wire_->part();
    co_await std::move(parting);
}

asio::awaitable<void> HttpConnection::turn_away() {
    // By TLS it would cost more than to serve it.
    if (wire_->is_secure())
        co_return;
    form_.after = After::end;
    auto sending = send(too_many("there are too many connections"));
    co_await std::move(sending);
    auto parting = wire_->part();
    co_await std::move(parting);
}

void HttpConnection::finish() {
    form_.after = After::end;
    if (not is_answering_)
        close();
}

void HttpConnection::close() {
    form_.after = After::end;
    delay_.cancel();
    wire_->close();
}

/// Whether there is a request to be answered, if only by a refusal. The limit of time that holds when it begins is for
/// the first byte; with that the limit of a request begins.
asio::awaitable<bool> HttpConnection::receive() {
    using State = RequestReader::State;
    while (reader_.state() == State::empty or reader_.state() == State::begun) {
        const bool is_first = reader_.state() == State::empty;
        auto reading = wire_->read();
        const auto bytes = co_await std::move(reading);
        if (bytes.empty())
            co_return false;
        reader_.feed(bytes);
        if (is_first and reader_.state() == State::begun)
            wire_->allow(site_.limits.request);
        if (reader_.wants_to_continue()) {
            auto writing = wire_->write("HTTP/1.1 100 Continue\r\n\r\n");
            (void)co_await std::move(writing);
        }
    }
    co_return true;
}

asio::awaitable<void> HttpConnection::answer() {
    if (reader_.state() == RequestReader::State::refused) {
        form_.after = After::end;
        auto sending = send(reader_.refusal());
        co_return co_await std::move(sending);
    }
    auto received = reader_.take();
    form_.body = received.method == "HEAD" ? Body::left_out : Body::sent;
    if (not received.keeps_alive)
        form_.after = After::end;
    auto admitted = site_.door.admit(std::move(received), peer_);
    if (auto* refused = std::get_if<Refused>(&admitted)) {
        if (refused->is_wrong_guess) {
            auto waiting = wait_before_refusing();
            co_await std::move(waiting);
        }
        auto sending = send(std::move(refused->answer));
        co_return co_await std::move(sending);
    }
    auto answering = answer(std::move(std::get<HttpRequest>(admitted)));
    co_await std::move(answering);
}

asio::awaitable<void> HttpConnection::answer(HttpRequest request) {
    request.stopping = site_.stopping.get_token();
    const bool may_stream = request.method == "GET";
    auto handling =
        asio::co_spawn(site_.handlers, handled(site_, std::move(request)), asio::use_awaitable);
    auto answer = co_await std::move(handling);
    const bool is_stream = answer.stream and may_stream and not site_.stopping.stop_requested();
    auto sending = is_stream ? stream(std::move(answer)) : send(std::move(answer));
    co_await std::move(sending);
}

asio::awaitable<void> HttpConnection::send(HttpAnswer answer) {
    if (answer.stream)
        form_.after = After::end;
    wire_->allow(site_.limits.answer);
    auto writing = wire_->write(answer_text(answer, form_, system_now()));
    const bool was_taken = co_await std::move(writing);
    if (not was_taken)
        close();
}

asio::awaitable<void> HttpConnection::wait_before_refusing() {
    delay_.expires_after(site_.limits.wrong_credentials);
    auto waiting = delay_.async_wait(told);
    (void)co_await std::move(waiting);
}

asio::awaitable<void> HttpConnection::stream(HttpAnswer answer) {
    using boost::asio::experimental::awaitable_operators::operator&&;
    if (site_.streams.count() >= site_.limits.streams) {
        auto refusing = send(too_many("there are too many readers of events"));
        co_return co_await std::move(refusing);
    }
    form_.after = After::end;
    events_.emplace(*wire_, site_.streams, site_.limits.stream_bytes);
    wire_->keep_few_bytes();
    auto sending = send(std::move(answer));
    co_await std::move(sending);
    auto both = send_events() && read_to_end();
    co_await std::move(both);
    events_.reset();
}

asio::awaitable<void> HttpConnection::send_events() {
    while (true) {
        auto waiting = events_->next(site_.limits.heartbeat);
        auto text = co_await std::move(waiting);
        if (text.empty())
            break;
        wire_->allow(site_.limits.answer);
        auto writing = wire_->write(std::move(text));
        const bool was_taken = co_await std::move(writing);
        if (not was_taken)
            break;
    }
    events_->end();
}

/// A reader says nothing more, but it may go.
asio::awaitable<void> HttpConnection::read_to_end() {
    while (true) {
        wire_->allow_for_ever();
        auto reading = wire_->read();
        const auto bytes = co_await std::move(reading);
        if (bytes.empty())
            break;
    }
    events_->end();
}

}  // namespace muster
