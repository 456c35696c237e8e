// ICMP echoes, by ping(8) of the target: iputils or busybox.
#include "matchers/host/ping.hpp"

#include "framework/base/display.hpp"
#include "framework/base/regex/regex.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/host_names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

constexpr std::int64_t usual_count = 2;
constexpr std::int64_t most_echoes = 100;

std::int64_t count_of(const Subject& subject) {
    const auto text = subject.qualifier_text("count");
    return text ? whole_number(*text).value_or(usual_count) : usual_count;
}

/// ping counts whole seconds.
std::int64_t wait_seconds(const Limits& limits) {
    return std::max<std::int64_t>(
        1, std::chrono::ceil<std::chrono::seconds>(limits.network).count()
    );
}

Command ping(const Subject& subject, const Limits& limits) {
    const auto count = count_of(subject);
    // With -q no names of addresses are looked up, and busybox knows no -n.
    Command command{
        {"ping",
         "-q",
         "-c",
         std::to_string(count),
         "-W",
         std::to_string(wait_seconds(limits)),
         "--",
         subject.name()}};
    // An echo a second; a name that has to be looked up takes its time, too.
    constexpr std::int64_t for_the_name = 15;
    command.deadline = std::chrono::seconds(count + wait_seconds(limits) + for_the_name);
    return command;
}

struct Echoes {
    std::int64_t sent = 0;
    std::int64_t received = 0;
    std::optional<double> milliseconds;  ///< on average
};

/// "2 packets transmitted, 2 received, 0% packet loss, time 1001ms" and
/// "rtt min/avg/max/mdev = 0.049/0.098/0.147/0.049 ms"; busybox: "2 packets received", "round-trip".
std::optional<Echoes> echoes_from(const std::string& output) {
    constexpr std::int64_t most = 1'000'000;
    const auto said = [&](const char* pattern) {
        return Regex(pattern).captured_from(output).value_or("");
    };
    const auto sent = whole_number(said(R"((\d+) packets transmitted)"));
    const auto received = whole_number(said(R"(packets transmitted, (\d+) (?:packets )?received)"));
    if (not sent or not received or *sent > most or *received > *sent)
        return std::nullopt;
    Echoes echoes{*sent, *received, {}};
    if (const auto average = number_from(said(R"(min/avg/max\S* = [\d.]+/([\d.]+)/)")))
        echoes.milliseconds =
            std::visit([](auto amount) { return static_cast<double>(amount); }, average->amount);
    return echoes;
}

CannotTell why_no_echoes(const Output& output) {
    const auto said = trimmed(output.err.empty() ? output.out : output.err);
    if (output.exit_status == 127)
        return {Kind::missing_tool, "ping is not installed on the target", "install iputils-ping"};
    const bool is_denied = said.find("not permitted") != std::string_view::npos
                           or said.find("ermission denied") != std::string_view::npos;
    return {
        is_denied ? Kind::denied : Kind::failed,
        fmt::format("ping ended with {}: {}", output.exit_status, escaped(said, 200)),
        is_denied ? "ping needs CAP_NET_RAW: try --sudo" : ""};
}

/// What came of the echoes, or why there is no value: a name that does not resolve has none at all, so that a
/// misspelt one makes no `not` true.
using Pinged = std::variant<Echoes, Value>;

Task<Pinged> pinged(Host& host, Subject subject) {
    host.require(Ability::network);
    auto& resolving = host.once(host_addresses, subject.name());
    if (subject.name().empty() or subject.name()[0] == '-')
        co_return Pinged(no_answer(quoted(subject.name()) + " is no name of a host"));
    auto running = host.run(ping(subject, host.limits()));
    const auto& addresses = co_await resolving;
    if (not addresses)
        co_return Pinged(no_answer("the name " + quoted(subject.name()) + " does not resolve"));
    const auto& output = co_await running;
    if (const auto echoes = echoes_from(output.out); echoes and echoes->sent > 0)
        co_return Pinged(*echoes);
    // No route is an answer about the way there; nothing was sent then.
    if (output.err.find("unreachable") != std::string::npos)
        co_return Pinged(Echoes{count_of(subject), 0, {}});
    throw why_no_echoes(output);
}

Value silence(const Subject& subject, const Echoes& echoes) {
    return no_answer(
        fmt::format("no answer from {} to {} echoes", escaped(subject.name()), echoes.sent)
    );
}

Task<Value> reachable(Host& host, Fact fact) {
    auto asking = pinged(host, fact.subject);
    const auto found = co_await asking;
    if (const auto* instead = std::get_if<Value>(&found))
        co_return *instead;
    const auto& echoes = std::get<Echoes>(found);
    Value value = echoes.received > 0;
    value.remark = fmt::format("{} of {} echoes answered", echoes.received, echoes.sent);
    co_return value;
}

Task<Value> loss_percent(Host& host, Fact fact) {
    auto asking = pinged(host, fact.subject);
    const auto found = co_await asking;
    if (const auto* instead = std::get_if<Value>(&found))
        co_return *instead;
    const auto& echoes = std::get<Echoes>(found);
    if (echoes.received == 0)
        co_return silence(fact.subject, echoes);
    const auto lost = 100 * (echoes.sent - echoes.received);
    co_return lost % echoes.sent == 0
        ? Value(lost / echoes.sent)
        : Value(static_cast<double>(lost) / static_cast<double>(echoes.sent));
}

Task<Value> time(Host& host, Fact fact) {
    auto asking = pinged(host, fact.subject);
    const auto found = co_await asking;
    if (const auto* instead = std::get_if<Value>(&found))
        co_return *instead;
    const auto& echoes = std::get<Echoes>(found);
    if (echoes.received == 0)
        co_return silence(fact.subject, echoes);
    constexpr double in_a_second = 1000;
    co_return echoes.milliseconds ? Value(*echoes.milliseconds / in_a_second) : not_set;
}

}  // namespace

ViewEntry ping_view() {
    return {
        .name = "ping",
        .meaning = "ICMP echoes, by ping of the target",
        .attributes = {
            {.name = "reachable",
             .type = Type::flag,
             .meaning = "at least one echo is answered; a name that does not resolve has no value",
             .when_absent = Value(false)},
            {.name = "loss_percent",
             .type = Type::number,
             .meaning = "echoes without an answer, of a host that answers at all",
             .unit = "percent"},
            {.name = "time",
             .type = Type::number,
             .meaning = "until an answer came, on average",
             .unit = "seconds"},
        }};
}

QualifierEntry ping_qualifier() {
    return {
        .name = "count",
        .parameters = {{.name = "number", .type = Type::number, .meaning = "1 to 100"}},
        .meaning = "of `ping`: so many echoes, one a second; otherwise 2"};
}

std::vector<ReaderEntry> ping_readers() {
    return {
        {"reachable", reachable, "ping"},
        {"loss_percent", loss_percent, "ping"},
        {"time", time, "ping"},
    };
}

std::string why_broken_count(const Subject& subject) {
    const auto text = subject.qualifier_text("count");
    const auto count = text ? whole_number(*text) : std::nullopt;
    if (text and (not count or *count < 1 or *count > most_echoes))
        return quoted(*text) + " is no count of echoes: 1 to 100";
    return "";
}

}  // namespace muster
