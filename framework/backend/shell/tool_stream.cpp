#include "framework/backend/shell/tool_stream.hpp"

#include "framework/backend/shell/dialogue_text.hpp"
#include "framework/base/display.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

using How = Reached::How;

/// Whatever the login shell is, it understands this; the script itself comes as the first line of input.
constexpr std::string_view start_line = "sh -c 'IFS= read -r script; eval \"$script\"'";

// Signs on standard output: "+" it stands, "none" there is no tool. nc is none: it does not end when the peer
// does. What ends first ends the rest: the peer's end ends the tool, our own end kills it, and the clock does when
// neither comes. One line, since `read` takes one.
constexpr std::string_view script =
    R"(LC_ALL=C; PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export LC_ALL PATH; )"
    R"(has() {{ command -v "$1" >/dev/null 2>&1; }}; exec 4<&0; child=; set -- {} {} {}; )"
    R"(if has bash; then bash -c 'exec 3<>"/dev/tcp/$1/$2" || exit 1; exec 4<&0; printf +; )"
    R"({{ cat; kill $$; }} <&4 >&3 2>/dev/null & exec cat <&3' bash "$1" "$2" <&4 & child=$!; )"
    R"(elif has perl; then perl -e 'use Socket qw(:DEFAULT getaddrinfo); $| = 1; )"
    R"(my ($host, $port) = @ARGV; my ($up, $b); )"
    R"(my ($bad, @found) = getaddrinfo($host, $port, {{socktype => SOCK_STREAM}}); )"
    R"(die "resolve: $bad\n" if $bad; )"
    R"(for my $to (@found) {{ socket(S, $to->{{family}}, SOCK_STREAM, 0) or next; )"
    R"(if (connect(S, $to->{{addr}})) {{ $up = 1; last; }} }} die "connect: $!\n" unless $up; )"
    R"(syswrite(STDOUT, "+"); my $me = $$; my $child = fork; )"
    R"(if (!$child) {{ while (sysread(STDIN, $b, 65536)) {{ syswrite(S, $b); }} kill 9, $me; exit; }} )"
    R"(my $n; while ($n = sysread(S, $b, 65536)) {{ syswrite(STDOUT, $b); }} )"
    R"(warn "$!\n" unless defined $n; )"
    R"(kill 9, $child;' -- "$1" "$2" <&4 & child=$!; )"
    R"(elif has python3; then python3 -c 'import os, socket, sys, threading; )"
    R"(s = socket.create_connection((sys.argv[1], int(sys.argv[2]))); os.write(1, b"+"); )"
    R"(threading.Thread(target=lambda: ([s.sendall(b) for b in iter(lambda: os.read(0, 65536), b"")], )"
    R"(os._exit(0)), daemon=True).start(); )"
    R"([os.write(1, b) for b in iter(lambda: s.recv(65536), b"")]' "$1" "$2" <&4 & child=$!; )"
    R"(else echo none; fi; exec 4<&-; )"
    R"(if [ -n "$child" ]; then (exec >/dev/null 2>&1 </dev/null; sleep "$3"; kill -9 "$child") & )"
    R"(clock=$!; wait "$child"; kill "$clock" 2>/dev/null; fi)";

/// One second more than we wait, so that it is not the tool that decides.
std::int64_t seconds_of(Deadline end) {
    return std::chrono::ceil<std::chrono::seconds>(end.left()).count() + 1;
}

constexpr std::size_t most_words = 4096;

}  // namespace

ToolStream::ToolStream(Connection& connection, const Peer& peer, Deadline end)
    : end_(end),
      channel_(connection.start(start_line, end)),
      script_(
          fmt::format(fmt::runtime(script), shell_quoted(peer.host), peer.port, seconds_of(end))
          + "\n"
      ) {}

void ToolStream::exchange_bytes() {
    script_.erase(0, channel_->write(script_));
    std::string words;
    out_open_ = out_open_ and channel_->read_out(out_);
    err_open_ = err_open_ and channel_->read_err(words);
    err_ += words.substr(0, most_words - std::min(most_words, err_.size()));
}

/// True once the tool says that the connection stands.
bool ToolStream::look_at_sign() {
    if (out_.starts_with("none\n"))
        throw CannotTell{
            Kind::missing_tool,
            "connecting from the target needs bash, perl or python3, which it lacks"};
    if (not out_.starts_with('+'))
        return false;
    out_.erase(0, 1);
    return true;
}

Reached ToolStream::why_not() const {
    if (end_.passed())
        return {How::timed_out, "no answer"};
    return reached_from(err_);
}

std::optional<Reached> ToolStream::reached() {
    if (reached_)
        return reached_;
    exchange_bytes();
    if (look_at_sign())
        reached_ = Reached{How::open, ""};
    else if (end_.passed() or (not out_open_ and not err_open_))
        reached_ = why_not();
    else
        return std::nullopt;
    reached_->time = std::chrono::steady_clock::now() - begun_;
    return reached_;
}

std::size_t ToolStream::write(std::string_view bytes) {
    return channel_->write(bytes);
}

Stream::State ToolStream::read(std::string& to) {
    exchange_bytes();
    to += std::exchange(out_, {});
    if (out_open_ or err_open_)
        return State::goes_on;
    return err_.find("reset by peer") == std::string::npos ? State::ended : State::reset;
}

}  // namespace muster
