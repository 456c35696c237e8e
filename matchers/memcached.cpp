// memcached(port): what a memcached says of itself: the words `stats` and its answer (protocol.txt of memcached).

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/host/resource.hpp"
#include "framework/model/remark.hpp"
#include "matchers/peer/words.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

constexpr std::string_view end_mark = "END\r\n";

Talk talk_of(const Subject& subject, const Limits& limits) {
    Talk talk;
    talk.host = subject.qualifier_text("host").value_or("127.0.0.1");
    talk.port = static_cast<std::uint16_t>(whole_number(subject.name()).value_or(0));
    talk.send = "stats\r\n";
    talk.mark = end_mark;
    talk.timeout = limits.network;
    return talk;
}

/// What came, or why nothing did.
struct Stats {
    std::string bytes;
    std::string story;

    bool are_whole() const { return bytes.ends_with(end_mark); }
};

Task<Stats> stats_of(Host& host, Subject subject) {
    const auto talk = talk_of(subject, host.limits());
    auto asking = host.talk(talk);
    const auto& reply = co_await asking;
    const auto peer = fmt::format("{}:{}", escaped(talk.host), talk.port);
    Stats stats;
    stats.bytes = reply.bytes;
    if (not stats.bytes.empty())
        co_return stats;  // somebody is there, however the conversation ended
    if (reply.reached.how != Reached::How::open)
        stats.story = story_of(peer, reply.reached, talk.timeout);
    else
        stats.story = peer + " says nothing";
    co_return stats;
}

Task<Value> answers(Host& host, Fact fact) {
    auto asking = stats_of(host, fact.subject);
    const auto& stats = co_await asking;
    co_return with_remark(stats.story.empty(), stats.story);
}

/// The value of one line `STAT name value`. Throws CannotTell where what came are no statistics.
Task<Value> stat_named(Host& host, Subject subject, std::string name) {
    auto asking = stats_of(host, subject);
    const auto& stats = co_await asking;
    if (not stats.story.empty())
        co_return no_answer(stats.story);
    if (not stats.are_whole())
        throw CannotTell{
            Kind::unparsable, "it does not speak as memcached does: " + quoted(stats.bytes, 100)};
    const auto begin = "STAT " + name + " ";
    for (const auto line : lines_of(stats.bytes))
        if (line.starts_with(begin))
            co_return Scalar{std::string(trimmed(line.substr(begin.size())))};
    co_return not_set;
}

Task<Value> stat(Host& host, Fact fact) {
    auto asking = stat_named(host, fact.subject, fact.parameter());
    const auto& value = co_await asking;
    co_return value;
}

Task<Value> version(Host& host, Fact fact) {
    auto asking = stat_named(host, fact.subject, "version");
    const auto& value = co_await asking;
    const auto* text = value.as<Scalar>();
    if (text == nullptr)
        co_return value;
    co_return Version{text->text, VersionOrder::dotted};
}

std::string broken_port(const Subject& subject) {
    const auto number = whole_number(subject.name());
    return number and *number >= 1 and *number <= 0xFFFF ? "" : "a port is 1 to 65535";
}

}  // namespace

std::span<const Resource> memcached_resources() {
    static const Resource resource = {
        .entry =
            {
                .name = "memcached",
                .summary = "A memcached server.",
                .in_image = InImage::no_network,
                .absence = "does not answer",
                .subject = {{.name = "port", .type = Type::number, .meaning = "usually 11211"}},
                .qualifiers =
                    {{.name = "host",
                      .parameters = {{.name = "name"}},
                      .meaning = "on this host, as the target reaches it; otherwise 127.0.0.1"}},
                .attributes =
                    {
                        {.name = "answers",
                         .type = Type::flag,
                         .meaning = "somebody says something there",
                         .when_absent = Value(false)},
                        {.name = "version", .type = Type::version, .meaning = "`1.6.18`"},
                        {.name = "stat",
                         .type = Type::scalar,
                         .meaning = "of `stats`; one that it does not have is not set",
                         .parameters = {{.name = "name"}}},
                    },
                .example = R"(expect(memcached(11211).answers);
expect(memcached(11211).stat("evictions") == 0);
expect(memcached(11211).host("cache1").stat("curr_items") > 0);)",
                .yaml_example = R"(- {memcached: 11211, answers: true}
- {memcached: 11211, stat: {evictions: 0}}
- {memcached: 11211, host: cache1, stat: {curr_items: {">": 0}}})",
                .details =
                    R"(One conversation for all: `stats` over TCP from the target's place. A server that refuses or is silent does not
answer, and nothing else has a value.)",
                .broken_subject = broken_port,
            },
        .readers = {{"answers", answers}, {"version", version}, {"stat", stat}},
    };
    return {&resource, 1};
}

}  // namespace muster
