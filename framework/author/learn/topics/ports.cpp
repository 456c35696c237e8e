#include "framework/author/learn/ask.hpp"
#include "framework/author/learn/topics.hpp"

#include <array>

namespace muster {

namespace {

constexpr std::array<std::string_view, 2> of_all = {"exposed_tcp", "exposed_udp"};
constexpr std::array<std::string_view, 4> of_each = {"addresses", "process", "user", "service"};

}  // namespace

Task<std::vector<WrittenPart>> learn_ports(Host& host) {
    auto open = ask_all(host, facts_of(about("listening_ports"), of_all));
    const auto& exposed = co_await host.once(exposed_services);
    auto details = ask_all(host, facts_of_ports(exposed.ports, of_each));
    auto rows = expected_as_are(co_await open);
    append(rows, expected_as_are(co_await details));
    co_return one_part(
        "listens on nothing else",
        "What the network can reach. A new port, or one with another owner, is the first thing to "
        "know.",
        std::move(rows)
    );
}

}  // namespace muster
