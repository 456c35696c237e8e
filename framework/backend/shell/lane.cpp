#include "framework/backend/shell/lane.hpp"

#include "framework/backend/shell/name_server_text.hpp"
#include "framework/backend/shell/prelude.hpp"
#include "framework/base/crypto/digest.hpp"
#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

constexpr std::size_t mark_bytes = 16;

/// From the moment that a step is sent until its first sign of life: the way there.
constexpr auto way = std::chrono::seconds(1);

/// For a dialogue that was told to stop.
constexpr auto farewell = std::chrono::seconds(2);

/// So much a turn, so that one lane that floods does not keep the others waiting.
constexpr std::size_t most_reads = 16;

std::string random_mark() {
    return to_hex(random_bytes(mark_bytes));
}

}  // namespace

Lane::Lane(Connection& connection, const LaneOptions& options, Use use, Deadline deadline)
    : options_(options),
      use_(use),
      mark_(random_mark()),
      login_(random_mark(), random_mark(), connection.peer()),
      peer_(connection.peer()),
      out_(mark_),
      err_(mark_),
      end_(earlier(deadline, Deadline(options.login_time))),
      login_allowed_(std::chrono::round<std::chrono::milliseconds>(end_.left())) {
    channel_ = connection.start(
        login_.line(options.shell, options.rights ? &*options.rights : nullptr), end_
    );
}

bool Lane::advance() {
    if (loss_)
        return false;
    bool moved = receive();
    if (state_ == State::logging_in)
        look_at_login();
    if (state_ != State::logging_in)
        take_sections();
    tend_dialogue();
    look_at_size();
    if (not out_open_ and not loss_)
        lose(Kind::lost, "the shell on " + peer_ + " ended");
    look_at_clock();
    moved = send() or moved;
    return moved;
}

bool Lane::send() {
    if (unsent_.empty())
        return false;
    const auto sent = channel_->write(unsent_);
    unsent_.erase(0, sent);
    if (unsent_.empty())
        Secret::wipe(unsent_);  // it may have been a password
    return sent > 0;
}

/// Once the shell listens, what comes goes to the decoders.
bool Lane::receive() {
    bool moved = false;
    std::string piece;
    for (std::size_t i = 0; i < most_reads and (out_open_ or err_open_); ++i) {
        piece.clear();
        out_open_ = out_open_ and channel_->read_out(piece);
        state_ == State::logging_in ? void(login_out_ += piece) : out_.feed(piece);
        const bool out_moved = not piece.empty();
        piece.clear();
        err_open_ = err_open_ and channel_->read_err(piece);
        state_ == State::logging_in ? void(login_err_ += piece) : err_.feed(piece);
        if (not out_moved and piece.empty())
            break;
        moved = true;
    }
    return moved;
}

void Lane::look_at_login() {
    switch (login_.look(login_out_, login_err_)) {
    case Login::Next::listen:
        out_.feed(std::string_view(login_out_).substr(login_.heard()));
        send_prelude();
        return;
    case Login::Next::send_password: {
        auto password = options_.rights->password ? options_.rights->password() : std::nullopt;
        if (not password)
            throw login_.no_password();
        unsent_ += password->revealed();
        unsent_ += '\n';
        return;
    }
    case Login::Next::wait: break;
    }
    if (not out_open_)
        throw login_.ended(login_out_, login_err_);
    if (end_.passed())
        throw login_.timed_out(login_allowed_, login_out_, login_err_);
}

/// bash, mksh and zsh read a script from a pipe byte by byte, but not what head(1) gives them; where
/// there is no such head they go on reading as the others do, and nothing is lost.
void Lane::send_prelude() {
    state_ = State::settling;
    login_out_.clear();
    login_err_.clear();
    unsent_ += fmt::format(
        "m_mark={}\n"
        "if [ -n \"${{BASH_VERSION-}}${{KSH_VERSION-}}${{ZSH_VERSION-}}\" ] && command -v head "
        ">/dev/null 2>&1; "
        "then eval \"$(head -c {} 2>/dev/null)\"; fi\n{}",
        mark_,
        prelude().size(),
        prelude()
    );
}

void Lane::take_sections() {
    while (not loss_) {
        auto out = out_ended_ ? std::nullopt : out_.take();
        auto err = err_ended_ ? std::nullopt : err_.take();
        if (not out and not err)
            break;
        if (out)
            take_out(std::move(*out));
        if (err)
            take_err(std::move(*err));
        if (out_ended_ and err_ended_)
            finish_front();
    }
    if (not loss_ and (out_.is_garbled() or err_.is_garbled()))
        lose(Kind::unparsable, "the shell on " + peer_ + " wrote what makes no sense");
}

/// Takes the number of the front step off the words; anything else is a loss.
bool Lane::is_of_front(std::string& words) {
    const auto number = state_ == State::settling ? std::string("0") : std::to_string(number_);
    const bool is_expected =
        words.starts_with(number + ' ') and (state_ == State::settling or not steps_.empty());
    if (is_expected)
        words.erase(0, number.size() + 1);
    else
        lose(Kind::unparsable, "the shell on " + peer_ + " answered what was not asked");
    return is_expected;
}

void Lane::take_out(Section section) {
    if (not is_of_front(section.words))
        return;
    if (state_ == State::settling) {
        settle(section.words);
        return;
    }
    if (result_.out.empty()) {
        began_ = std::chrono::steady_clock::now();
        end_ = Deadline(steps_.front().allowed);
    }
    section.too_large = section.too_large or section.bytes.size() > steps_.front().out_limit;
    out_ended_ = section.words.starts_with("end ");
    result_.out.push_back(std::move(section));
}

void Lane::take_err(Section section) {
    if (not is_of_front(section.words))
        return;
    if (state_ == State::ready)
        section.too_large = section.too_large or section.bytes.size() > steps_.front().err_limit;
    err_ended_ = section.words == "end";
    result_.err.push_back(std::move(section));
}

/// The prelude's own report: its process, when that was started, and how it reads.
void Lane::settle(std::string_view words) {
    const auto fields = words_of(words);
    if (fields.size() != 4 or fields[0] != "end" or not whole_number(fields[1])
        or not whole_number(fields[2])) {
        lose(Kind::unparsable, "the shell on " + peer_ + " does not understand our prelude");
        return;
    }
    process_ = {std::string(fields[1]), std::string(fields[2])};
    is_bytewise_ = fields[3] == "yes";
    out_ended_ = true;
}

void Lane::finish_front() {
    out_ended_ = err_ended_ = false;
    auto result = std::exchange(result_, {});
    if (state_ == State::settling) {
        state_ = State::ready;
        start_front();
        return;
    }
    result.duration = std::chrono::steady_clock::now() - began_;
    is_spoilt_ = is_spoilt_ or result.out.back().words.ends_with(" left");
    done_.push_back({std::move(steps_.front()), std::move(result)});
    steps_.pop_front();
    ++number_;
    start_front();
}

void Lane::start_front() {
    was_told_to_stop_ = false;
    end_ = steps_.empty() ? Deadline::never() : Deadline(steps_.front().allowed + way);
}

void Lane::give(std::vector<Step> steps) {
    MUSTER_ASSERT(takes_work() and not steps.empty());
    const auto script = script_of(steps, number_);
    std::uint64_t out_limit = 0;
    std::uint64_t err_limit = 0;
    for (const auto& step : steps) {
        out_limit = std::max(out_limit, step.out_limit);
        err_limit = std::max(err_limit, step.err_limit);
    }
    steps_.assign(std::move_iterator(steps.begin()), std::move_iterator(steps.end()));
    out_.allow(out_limit);
    err_.allow(err_limit);
    if (is_bytewise_)
        unsent_ += fmt::format("eval \"$(head -c {})\"\n", script.size());
    unsent_ += script;
    if (is_ready())
        start_front();
}

/// Tells a dialogue to stop once it has ended by itself, enough has come, or its time is over.
void Lane::tend_dialogue() {
    if (loss_ or steps_.empty() or not steps_.front().is_dialogue or result_.out.empty()
        or was_told_to_stop_)
        return;
    const auto& step = steps_.front();
    const auto open = out_.open_section();
    const bool has_mark = not step.mark.empty() and open.find(step.mark) != std::string_view::npos;
    const bool is_enough = has_mark or (not step.query.empty() and has_reply(open, step.query));
    const bool is_connected = step.function == "m_probe" and open.starts_with('+');
    const bool is_over = out_ended_ or result_.out.back().words == "closed";
    if (not is_enough and not is_connected and not is_over and not out_.is_too_large()
        and not end_.passed())
        return;
    was_told_to_stop_ = true;
    unsent_ += "\n";
    end_ = Deadline(farewell);
}

/// More than a step may write, and it goes on: what floods is not waited for.
void Lane::look_at_size() {
    if (loss_ or state_ != State::ready or steps_.empty() or steps_.front().is_dialogue)
        return;
    const bool out_floods = out_.is_too_large() and not out_ended_;
    const bool err_floods = err_.is_too_large() and not err_ended_;
    if (out_floods or err_floods)
        lose(
            Kind::too_large,
            fmt::format(
                "wrote more than {} bytes",
                out_floods ? steps_.front().out_limit : steps_.front().err_limit
            )
        );
}

void Lane::look_at_clock() {
    if (loss_ or not end_.passed())
        return;
    if (state_ == State::settling)
        throw login_.timed_out(login_allowed_, "", "");
    if (not steps_.empty())
        lose(Kind::timed_out, "did not end within " + to_words(steps_.front().allowed));
}

void Lane::lose(Kind kind, std::string message) {
    if (state_ != State::ready)  // no step to answer for: the login has failed
        throw CannotTell{kind == Kind::lost ? Kind::failed : kind, std::move(message)};
    loss_ = Loss{kind, std::move(message)};
}

}  // namespace muster
