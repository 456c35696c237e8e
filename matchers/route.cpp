// Routes: those that are in the tables, and the one that the kernel would take (framework/platform/routes.hpp).
//
// However a route is named, its attributes are read alike: `found_route` finds it.

#include "framework/base/text.hpp"
#include "framework/host/plural.hpp"
#include "framework/host/resource.hpp"
#include "framework/platform/routes.hpp"
#include "matchers/route/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace muster {

namespace {

/// A row of `routes()` that has the network of another: which metric it has. No spec writes it.
constexpr auto metric_of_row = "metric";
constexpr auto main_table = "254";

/// A route, or why there is none.
struct Wanted {
    std::optional<Route> route;
    Value instead = absent;
};

bool same_network(const Address& left, const Address& right) {
    return left.bytes == right.bytes and left.prefix == right.prefix;
}

std::string shown_network(const Address& network) {
    return network.prefix == 0 ? "default" : to_text(network);
}

/// The same network in another table.
std::string nearest_miss(const std::vector<Route>& routes, const Address& network) {
    for (const auto& route : routes)
        if (same_network(route.network, network))
            return fmt::format(
                "table {} has a route to {}",
                route.table == main_table ? "main" : route.table,
                shown_network(network)
            );
    return "";
}

Task<std::string> table_of(Host& host, Subject subject) {
    const auto name = subject.qualifier_text("table").value_or("main");
    auto asked = table_number(host, name);
    co_return co_await asked;
}

Task<Wanted> route_in_table(Host& host, Subject subject) {
    const auto network = destination_from(subject);
    Wanted wanted;
    if (not network) {
        wanted.instead = wrong_kind("this is no network");
        co_return wanted;
    }
    auto& reading = host.once(route_tables, network->is_v6() ? "6" : "4");
    auto naming = table_of(host, subject);
    const auto& tables = co_await reading;
    const auto& table = co_await naming;
    if (tables.no_other_table and table != main_table)
        throw *tables.no_other_table;
    const auto row = subject.qualifier_text(metric_of_row);
    for (const auto& route : tables.routes) {
        const bool meant = route.table == table and same_network(route.network, *network)
                           and (not row or *row == std::to_string(route.metric));
        if (meant and (not wanted.route or route.metric < wanted.route->metric))
            wanted.route = route;
    }
    if (not wanted.route)
        wanted.instead.remark = nearest_miss(tables.routes, *network);
    co_return wanted;
}

Task<Wanted> route_of_choice(Host& host, Subject subject) {
    const auto address = address_from(subject.name());
    Wanted wanted;
    if (not address or address->prefix) {
        wanted.instead = wrong_kind("this is no IP address");
        co_return wanted;
    }
    auto& asked = host.once(route_to, to_text(*address));
    const auto& chosen = co_await asked;
    wanted.route = chosen.route;
    if (not chosen.route)
        wanted.instead.remark = "the kernel says: " + chosen.refusal;
    co_return wanted;
}

Task<Wanted> found_route(Host& host, Subject subject) {
    return subject.resource == "route_to" ? route_of_choice(host, std::move(subject))
                                          : route_in_table(host, std::move(subject));
}

template<Value (*Read)(const Route&)>
Task<Value> of_route(Host& host, Fact fact) {
    auto asked = found_route(host, fact.subject);
    const auto& found = co_await asked;
    co_return found.route ? Read(*found.route) : found.instead;
}

Value address_or_not_set(const std::optional<std::string>& text) {
    return text ? Value(Term{TermKind::address, *text}) : not_set;
}

Value exists(const Route& route) {
    Value value = true;
    if (route.type != "unicast")
        value.remark = "it is " + route.type;
    return value;
}

Value gateway(const Route& route) {
    return address_or_not_set(told(route.first).gateway);
}

Value gateways(const Route& route) {
    std::vector<Value> items;
    for (const auto& hop : told(route.hops))
        if (hop.gateway)
            items.emplace_back(Term{TermKind::address, *hop.gateway});
    return set_of(std::move(items));
}

Value interface(const Route& route) {
    const auto& name = told(route.first).interface;
    return name ? Value(*name) : not_set;
}

Value interfaces(const Route& route) {
    std::vector<std::string> names;
    for (const auto& hop : told(route.hops))
        if (hop.interface)
            names.push_back(*hop.interface);
    return set_of_texts(names);
}

Value source(const Route& route) {
    return address_or_not_set(told(route.source));
}

Value metric(const Route& route) {
    return route.metric;
}

Value protocol(const Route& route) {
    return told(route.protocol);
}

Value scope(const Route& route) {
    return told(route.scope);
}

std::vector<ReaderEntry> readers() {
    return {
        {"exists", of_route<exists>},
        {"gateway", of_route<gateway>},
        {"gateways", of_route<gateways>},
        {"interface", of_route<interface>},
        {"interfaces", of_route<interfaces>},
        {"source", of_route<source>},
        {"metric", of_route<metric>},
        {"protocol", of_route<protocol>},
        {"scope", of_route<scope>}};
}

/// A row for each network and metric of the table, in the kernel's order.
void add_rows(
    std::vector<Subject>& rows,
    const std::vector<Route>& routes,
    const std::string& table,
    const std::string& family
) {
    std::set<std::string> seen;
    for (const auto& route : routes) {
        if (route.table != table)
            continue;
        const auto name = shown_network(route.network);
        const auto metric = std::to_string(route.metric);
        if (not seen.insert(name + " " + metric).second)
            continue;
        Subject row{"route", {Value(name)}};
        row.qualifiers.push_back({"table", {Value(table)}});
        row.qualifiers.push_back({"family", {Value(family)}});
        row.qualifiers.push_back({metric_of_row, {Value(metric)}});
        rows.push_back(std::move(row));
    }
}

Task<std::vector<Subject>> all_routes(Host& host, Subject plural) {
    auto naming = table_of(host, plural);
    const auto family = plural.qualifier_text("family");
    std::vector<std::string> families = {"4", "6"};
    if (family)
        families = {*family};
    std::vector<Task<RouteTables>*> asked;
    for (const auto& one : families)
        asked.push_back(&host.once(route_tables, one));
    const auto& table = co_await naming;
    std::vector<Subject> rows;
    for (std::size_t i = 0; i < families.size(); ++i) {
        const auto& tables = co_await *asked[i];
        if (tables.no_other_table and table != main_table)
            throw *tables.no_other_table;
        add_rows(rows, tables.routes, table, families[i]);
    }
    co_return rows;
}

}  // namespace

std::span<const Resource> route_resources() {
    static const Resource route{.entry = route_entry(), .readers = readers()};
    static const std::vector<Resource> all = {
        route,
        plural_of(
            route,
            {.name = "routes",
             .summary = "all routes of a table",
             .example =
                 R"(expect(routes().where("protocol", "static").names == list("10.8.0.0/16"));
expect(routes().family(6).where("interface", "eth1").count == 0);)",
             .yaml_example = R"(- {routes: , where: {protocol: static}, names: [10.8.0.0/16]}
- {routes: , family: 6, where: {interface: eth1}, count: 0})",
             .details = "Of both families and of the main table, unless `family` or `table` says "
                        "otherwise. Two routes to one network with different metrics are two "
                        "things of one name."},
            all_routes
        ),
        {.entry = default_gateway_entry(), .readers = readers()},
        {.entry = route_to_entry(), .readers = readers()}};
    return all;
}

}  // namespace muster
