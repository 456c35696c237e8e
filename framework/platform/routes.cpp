#include "framework/platform/routes.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/ip_tool.hpp"
#include "framework/platform/route_files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

/// "10.8.0.0/16", "10.1.0.1" for that host alone, "default".
std::optional<Address> network_from(const std::string& text, bool v6) {
    if (text == "default")
        return address_from(v6 ? "::/0" : "0.0.0.0/0");
    auto network = address_from(text);
    if (network and not network->prefix)
        network->prefix = network->is_v6() ? 128 : 32;
    return network;
}

/// `{"gateway":"10.1.0.2","dev":"eth0"}`; an IPv4 route by way of an IPv6 gateway has `via` in its place.
NextHop hop_from(const Json& object) {
    NextHop hop;
    hop.gateway = text_in(object, "gateway");
    if (const auto* via = object.find("via"); via != nullptr)
        hop.gateway = text_in(*via, "host");
    hop.interface = text_in(object, "dev");
    return hop;
}

std::string number_of_table(const std::string& table, const TableNames& names) {
    const auto found = names.find(table);
    return found == names.end() ? table : found->second;
}

/// What the four files that give names to tables say.
Task<TableNames> table_names(Host& host) {
    auto own = host.read_matching("/etc/iproute2/rt_tables");
    auto more = host.read_matching("/etc/iproute2/rt_tables.d/*.conf");
    auto shared = host.read_matching("/usr/share/iproute2/rt_tables");
    auto library = host.read_matching("/usr/lib/iproute2/rt_tables");
    TableNames names = {{"local", "255"}, {"main", "254"}, {"default", "253"}};
    for (auto* asked : {&own, &more, &shared, &library}) {
        const auto& files = co_await *asked;
        for (const auto& file : files)
            if (const auto* text = std::get_if<std::string>(&file.bytes))
                names.merge(table_names_from(*text));
    }
    co_return names;
}

/// What the kernel says when no route leads there: ENETUNREACH, EHOSTUNREACH (unreachable), EINVAL (blackhole),
/// EACCES (prohibit).
std::optional<std::string> refusal_from(const Output& output) {
    constexpr std::string_view answers = "RTNETLINK answers: ";
    const auto line = trimmed(output.err);
    const auto at = line.find(answers);
    if (output.exit_status != 2 or at == std::string_view::npos)
        return std::nullopt;
    const auto reason = line.substr(at + answers.size());
    for (const auto* known :
         {"Network is unreachable", "No route to host", "Invalid argument", "Permission denied"})
        if (reason == known)
            return std::string(reason);
    return std::nullopt;
}

/// "1.2.3.4 via 10.1.0.254 dev eth0  src 10.1.0.1": what an `ip` says that knows no -j.
Route route_from_text(const std::string& text, const std::string& why_not) {
    const auto lines = lines_of(text);
    const auto words = lines.empty() ? std::vector<std::string_view>() : words_of(lines.front());
    Route route;
    NextHop hop;
    std::optional<std::string> source;
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        if (words[i] == "via")
            hop.gateway = words[i + 1];
        else if (words[i] == "dev")
            hop.interface = words[i + 1];
        else if (words[i] == "src")
            source = words[i + 1];
    }
    if (not hop.interface)
        throw CannotTell{Kind::unparsable, "ip route get printed " + quoted(text, 80)};
    route.first = hop;
    route.source = source;
    route.hops = only_ip_tells("which entry a route is of", why_not);
    route.protocol = only_ip_tells("the protocol of a route", why_not);
    route.scope = only_ip_tells("the scope of a route", why_not);
    return route;
}

Task<ChosenRoute> route_by_text(Host& host, std::string address, std::string why_not) {
    const Command command{{"ip", "route", "get", address}};
    auto running = host.run(command);
    const auto& output = co_await running;
    if (const auto refusal = refusal_from(output))
        co_return ChosenRoute{{}, *refusal};
    if (output.exit_status != 0)
        throw only_ip_tells("the route to " + address, why_not);
    co_return ChosenRoute{route_from_text(output.out, why_not), ""};
}

}  // namespace

TableNames table_names_from(std::string_view rt_tables) {
    TableNames names;
    for (const auto line : lines_of(rt_tables)) {
        const auto words = words_of(line.substr(0, line.find('#')));
        if (words.size() == 2 and whole_number(words[0]))
            names[std::string(words[1])] = words[0];
    }
    return names;
}

Route route_from_ip(const Json& object, bool v6, const TableNames& names) {
    const auto destination = text_in(object, "dst");
    const auto network = destination ? network_from(*destination, v6) : std::nullopt;
    if (not network)
        throw CannotTell{Kind::unparsable, "ip -j printed a route without a network"};
    Route route;
    route.network = *network;
    route.table = number_of_table(text_in(object, "table").value_or("main"), names);
    route.type = text_in(object, "type").value_or("unicast");
    route.metric = number_in(object, "metric").value_or(0);
    route.source = text_in(object, "prefsrc");
    route.protocol = text_in(object, "protocol").value_or("boot");
    route.scope = text_in(object, "scope").value_or("global");
    std::vector<NextHop> hops;
    for (const auto& hop : items_in(object, "nexthops"))
        hops.push_back(hop_from(hop));
    auto only = hop_from(object);
    if (hops.empty() and (only.gateway or only.interface))
        hops.push_back(std::move(only));
    route.first = hops.empty() ? NextHop{} : hops.front();
    route.hops = std::move(hops);
    return route;
}

Task<RouteTables> route_tables(Host& host, std::string family) {
    host.require(Ability::live);
    const bool v6 = family == "6";
    const Command command{{"ip", "-j", "-d", "-" + family, "route", "show", "table", "all"}};
    auto running = host.run(command);
    auto& naming = host.once(table_names);
    const auto& output = co_await running;
    const auto answer = ip_answer(output);
    RouteTables tables;
    if (answer.objects) {
        const auto& names = co_await naming;
        for (const auto& object : *answer.objects)
            tables.routes.push_back(route_from_ip(object, v6, names));
        co_return tables;
    }
    auto& reading = v6 ? host.once(ipv6_routes_of_files, answer.why_not)
                       : host.once(ipv4_routes_of_files, answer.why_not);
    tables.routes = co_await reading;
    tables.no_other_table = only_ip_tells("what is in a table other than main", answer.why_not);
    co_return tables;
}

Task<std::string> table_number(Host& host, std::string name) {
    auto& naming = host.once(table_names);
    const auto& names = co_await naming;
    if (whole_number(name))
        co_return name;
    const auto found = names.find(name);
    if (found == names.end()) {
        throw CannotTell{
            Kind::unsupported,
            fmt::format("no table of routes is called {}", quoted(name)),
            "name it in /etc/iproute2/rt_tables, or write its number"};
    }
    co_return found->second;
}

Task<ChosenRoute> route_to(Host& host, std::string address) {
    host.require(Ability::live);
    const Command choose{{"ip", "-j", "-d", "route", "get", address}};
    const Command look_up{{"ip", "-j", "-d", "route", "get", "fibmatch", address}};
    auto choosing = host.run(choose);
    auto looking = host.run(look_up);
    const auto& choice = co_await choosing;
    const auto& entry = co_await looking;
    if (const auto refusal = refusal_from(choice))
        co_return ChosenRoute{{}, *refusal};
    const auto chosen = ip_answer(choice);
    if (not chosen.objects) {
        auto asking = route_by_text(host, address, chosen.why_not);
        co_return co_await asking;
    }
    const bool v6 = address.find(':') != std::string::npos;
    const auto matched = ip_answer(entry);
    const TableNames no_names;
    if (chosen.objects->empty())
        throw CannotTell{Kind::unparsable, "ip -j route get printed nothing"};
    const auto answer = route_from_ip(chosen.objects->front(), v6, no_names);
    Route route;
    if (matched.objects and not matched.objects->empty()) {
        route = route_from_ip(matched.objects->front(), v6, no_names);
    } else {  // the kernel knows no fibmatch before 4.13
        route.hops = only_ip_tells("which entry a route is of", matched.why_not);
        route.protocol = only_ip_tells("the protocol of a route", matched.why_not);
        route.scope = only_ip_tells("the scope of a route", matched.why_not);
    }
    route.first = answer.first;
    route.source = answer.source;
    co_return ChosenRoute{route, ""};
}

}  // namespace muster
