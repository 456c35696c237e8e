#include "framework/backend/shell/far_streams.hpp"

#include "framework/backend/shell/far_stream.hpp"
#include "framework/base/text.hpp"
#include "framework/model/term.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

using namespace std::chrono_literals;

/// Sessions that dial one at a time; how long a dial holds one up before the next is opened.
constexpr std::ptrdiff_t most_lines = 4;
constexpr auto patience = 300ms;
/// Streams by tools take channels away from lanes (MaxSessions is 10 by default); others are cheap.
constexpr std::size_t most_tools = 3;
constexpr std::size_t most_streams = 16;

/// libssh2 may hold what another channel's read took in, and a second connection is not looked at while we
/// wait for the first: short turns.
constexpr auto short_turn = 10ms;

constexpr int found = 0;

}  // namespace

std::vector<std::string> addresses_from_getent(const Answer& answer) {
    const auto* output = std::get_if<Output>(&answer);
    std::vector<std::string> addresses;
    if (output == nullptr or output->exit_status != found)
        return addresses;
    for (const auto line : lines_of(output->out)) {
        const auto words = words_of(line);
        if (words.empty() or not address_from(words.front()))
            continue;
        if (std::ranges::find(addresses, words.front()) == addresses.end())
            addresses.emplace_back(words.front());
    }
    return addresses;
}

FarStreams::FarStreams(std::function<std::unique_ptr<Connection>()> separate)
    : separate_(std::move(separate)) {}

FarStreams::~FarStreams() = default;

Question FarStreams::resolving(const std::string& host) {
    return Run{Command{{"getent", "ahosts", host}}};
}

void FarStreams::learn(const std::string& host, const Answer& answer) {
    addresses_[host] = addresses_from_getent(answer);
}

const std::vector<std::string>& FarStreams::addresses_of(const std::string& host) {
    if (address_from(host))
        return addresses_[host] = {host};
    if (not addresses_.contains(host))
        learn(host, (*ask_)(resolving(host)));
    return addresses_[host];
}

std::unique_ptr<FarStreams::Line> FarStreams::new_line() {
    auto line = std::make_unique<Line>();
    if (shells_->dials() != Dials::side_by_side)
        line->own = separate_();
    line->connection = line->own ? line->own.get() : shells_;
    return line;
}

/// Whether one more session may dial: none is free, and those that there are wait for silent peers.
bool FarStreams::may_add_line() const {
    const auto now = std::chrono::steady_clock::now();
    const auto in_use =
        std::ranges::count(lines_, false, [](const auto& line) { return line->is_retired; });
    return in_use < most_lines and std::ranges::all_of(lines_, [&](const auto& line) {
               return line->is_retired or now - line->since > patience;
           });
}

/// Null when streams have to wait for one another. Throws CannotTell when no session can be had.
FarStreams::Line* FarStreams::free_line() {
    for (const auto& line : lines_)
        if (line->is_free())
            return line.get();
    if (not may_add_line())
        return nullptr;
    lines_.push_back(new_line());
    return lines_.back().get();
}

/// Whether one more conversation may begin: its time begins with it, and must not be spent on waiting.
bool FarStreams::has_room(std::size_t active) const {
    if (not can_dial(*shells_))
        return active < most_tools;
    const bool is_line_free =
        std::ranges::any_of(lines_, [](const auto& line) { return line->is_free(); });
    return active < most_streams and (is_line_free or may_add_line());
}

void FarStreams::wait(Deadline until) {
    const bool is_simple = lines_.empty();
    if (not is_simple)
        until = earlier(until, Deadline(short_turn));
    shells_->wait(until);
    for (auto& line : lines_) {
        if (not line->own)
            continue;
        try {
            line->own->wait(Deadline(Nanoseconds::zero()));
        } catch (const CannotTell&) {
            line->is_retired = true;  // its streams find out for themselves
        }
    }
}

std::vector<Answer> FarStreams::converse(
    std::span<const Start> starts, Connection& shells, const Ask& ask, Deadline deadline
) {
    shells_ = &shells;
    ask_ = &ask;
    // Finds out which sessions of earlier exchanges have ended.
    wait(Deadline(Nanoseconds::zero()));
    const Dial dial = [this](const Peer& peer, Deadline end) {
        return std::make_unique<FarStream>(*this, peer, end);
    };
    std::vector<Answer> answers(
        starts.size(), CannotTell{Kind::timed_out, "not answered before the deadline of the run"}
    );
    std::map<std::size_t, std::unique_ptr<Conversation>> active;
    std::size_t next = 0;
    while ((next < starts.size() or not active.empty()) and not deadline.passed()) {
        auto until = deadline;
        // The one place where ignorance about a stream becomes an answer, of the question it belongs to.
        const auto attempt = [&](std::size_t place, const auto& step) {
            try {
                step();
            } catch (const CannotTell& why) {
                answers[place] = why;
                active.erase(place);
            }
        };
        bool has_ended = false;
        if (next < starts.size() and has_room(active.size())) {
            attempt(next, [&] { active.emplace(next, starts[next](dial)); });
            ++next;
            has_ended = true;
        }
        std::vector<std::size_t> places;
        for (const auto& [place, conversation] : active)
            places.push_back(place);
        for (const auto place : places) {
            attempt(place, [&] {
                auto answer = active.at(place)->advance();
                until = earlier(until, active.at(place)->end());
                if (answer) {
                    answers[place] = std::move(*answer);
                    active.erase(place);
                }
            });
            has_ended = has_ended or not active.contains(place);
        }
        if (not has_ended and not active.empty())
            wait(until);
    }
    active.clear();
    addresses_.clear();  // the next exchange asks again
    std::erase_if(lines_, [](const auto& line) { return line->is_retired or not line->own; });
    return answers;
}

}  // namespace muster
