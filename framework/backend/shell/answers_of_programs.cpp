// Commands, and the connections that tools of the target make for us.
#include "framework/backend/exit_status.hpp"
#include "framework/backend/name_servers.hpp"
#include "framework/backend/shell/dialogue_text.hpp"
#include "framework/backend/shell/name_server_text.hpp"
#include "framework/backend/shell/reading.hpp"
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

void refuse_if_not_run(const Reading& reading, const Command& command) {
    if (reading.words(0) == "end nofolder")
        throw CannotTell{
            Kind::failed,
            "entering the folder " + escaped(command.folder) + ": there is no such folder"};
    if (reading.words(0) == "end closed")
        throw CannotTell{
            Kind::denied,
            "permission denied entering the folder " + escaped(command.folder),
            reading.denied_hint()};
    if (reading.words(0) == "end nouser")
        throw CannotTell{
            Kind::failed,
            "running a command as " + escaped(command.user) + ": there is no such user"};
    if (reading.words(0) == "end notroot")
        throw CannotTell{
            Kind::denied,
            "permission denied running a command as " + escaped(command.user),
            reading.denied_hint()};
    if (reading.words(0) == "end notool")
        throw CannotTell{
            Kind::missing_tool,
            "running a command as " + escaped(command.user)
                + " needs id and runuser, which the target lacks"};
}

/// What came over the connection, the "+" that says it stands in front.
std::string received(const Reading& reading) {
    if (reading.words(0) == "end notool")
        throw CannotTell{
            Kind::missing_tool,
            "connecting from the target needs bash, perl or OpenBSD's nc, which it lacks"};
    const bool has_begun = reading.words(0) == "data" or reading.words(0) == "dig";
    if (not has_begun or reading.result().out.size() < 2)
        throw reading.not_understood();
    std::string bytes;
    for (std::size_t at = 1; at < reading.result().out.size(); ++at) {
        if (reading.result().out[at].too_large)
            throw CannotTell{
                Kind::too_large,
                fmt::format(
                    "{} brought more than {} bytes, the limit of output",
                    describe(reading.question()),
                    reading.limits().output
                )};
        bytes += reading.result().out[at].bytes;
    }
    return bytes;
}

bool has_closed(const Reading& reading) {
    return std::ranges::any_of(reading.result().out, [](const Section& section) {
        return section.words == "closed";
    });
}

Reached reached(const Reading& reading, std::string_view received, Nanoseconds timeout) {
    if (received.starts_with('+'))
        return {Reached::How::open, ""};
    if (not has_closed(reading))
        return {Reached::How::timed_out, "no answer within " + to_words(timeout)};
    return reached_from(reading.errors());
}

/// How a dialogue with a name server went that brought no reply. Over UDP that it stands says nothing of the other
/// side, whose refusal comes later.
Reached without_reply(const Reading& reading, std::string_view received, const Dns& asked) {
    const bool is_udp = asked.over == Over::udp;
    if (is_udp and has_closed(reading) and not trimmed(reading.errors()).empty())
        return reached_from(reading.errors());
    auto how = reached(reading, received, asked.timeout);
    const bool is_silent = how.how == Reached::How::open and (is_udp or not has_closed(reading));
    return is_silent ? Reached{Reached::How::timed_out, "silent"} : how;
}

}  // namespace

Answer answer_from(const Reading& reading, const Run& asked) {
    refuse_if_not_run(reading, asked.command);
    if (reading.words(0) != "data" or not reading.words(1).starts_with("end ")
        or reading.result().err.size() != 1)
        throw reading.not_understood();
    for (const auto* section : {&reading.result().out[1], &reading.result().err[0]})
        if (section->too_large)
            throw CannotTell{
                Kind::too_large,
                fmt::format(
                    "{} wrote more than {} bytes, the limit of output",
                    describe(reading.question()),
                    reading.limits().output
                )};
    const auto words = words_of(reading.words(1));
    const auto status = words.size() > 1 ? whole_number(words[1]) : std::nullopt;
    if (not status or *status < 0 or *status > 255)
        throw reading.not_understood();
    Output output;
    output.exit_status = static_cast<int>(*status);
    output.signal = signal_of(output.exit_status);
    output.out = reading.result().out[1].bytes;
    output.err = reading.result().err[0].bytes;
    output.duration = reading.result().duration;
    return output;
}

Answer answer_from(const Reading& reading, const ProbeTcp& asked) {
    return reached(reading, received(reading), asked.timeout);
}

Answer answer_from(const Reading& reading, const Talk& asked) {
    auto bytes = received(reading);
    Reply reply{reached(reading, bytes, asked.timeout), ""};
    if (reply.reached.how != Reached::How::open)
        return reply;
    reply.bytes = bytes.substr(1);
    const auto mark = asked.mark.empty() ? std::string::npos : reply.bytes.find(asked.mark);
    if (mark != std::string::npos)
        reply.bytes.resize(mark + asked.mark.size());
    else if (not has_closed(reading))
        reply.reached = {
            Reached::How::timed_out,
            "connected, but not finished within " + to_words(asked.timeout)};
    return reply;
}

Answer answer_from(const Reading& reading, const Http& /*asked*/) {
    throw reading.not_understood();
}

Answer answer_from(const Reading& reading, const DescribeImage& /*asked*/) {
    throw reading.not_understood();
}

Answer answer_from(const Reading& reading, const Marks& /*asked*/) {
    throw reading.not_understood();
}

Answer answer_from(const Reading& reading, const StatFileSystem& /*asked*/) {
    throw reading.not_understood();
}

Answer answer_from(const Reading& reading, const Dns& asked) {
    const bool is_udp = asked.over == Over::udp;
    if (is_udp and reading.words(0) == "end notool")
        throw CannotTell{
            Kind::missing_tool,
            "asking a name server over UDP from the target needs perl, python3 or dig, which it "
            "lacks"};
    const auto bytes = received(reading);
    if (reading.words(0) == "dig")
        return has_closed(reading)
                   ? reply_from_dig(bytes)
                   : DnsReply{{Reached::How::timed_out, "dig over UDP: silent"}, {}};
    if (has_reply(bytes, reading.query()))
        return reply_from(frames_of(bytes), reading.query(), {});
    auto how = without_reply(reading, bytes, asked);
    how.remark =
        fmt::format("{}: {} over {}", escaped(asked.server), how.remark, is_udp ? "UDP" : "TCP");
    return reply_from("", reading.query(), std::move(how));
}

}  // namespace muster
