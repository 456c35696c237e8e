#include "framework/author/learn/ask.hpp"
#include "framework/author/learn/topics.hpp"
#include "framework/base/text.hpp"

#include <algorithm>
#include <array>

namespace muster {

namespace {

constexpr std::array<std::string_view, 3> of_ports = {"service", "process", "user"};
constexpr std::array<std::string_view, 2> of_programs = {"exe", "users"};

void add_once(std::vector<std::string>& all, const std::string& one) {
    if (not one.empty() and std::ranges::find(all, one) == all.end())
        all.push_back(one);
}

std::string without_suffix(std::string name) {
    constexpr std::string_view suffix = ".service";
    if (name.ends_with(suffix))
        name.resize(name.size() - suffix.size());
    return name;
}

/// Services and users of ports; the programs' names are given back.
std::vector<std::string> take_ports(const std::vector<Known>& known, Exposed& exposed) {
    std::vector<std::string> programs;
    for (const auto& one : known) {
        const auto text = one.value ? to_plain(*one.value) : std::string();
        if (one.fact.attribute == "service" and text.ends_with(".service"))
            add_once(exposed.services, without_suffix(text));
        else if (one.fact.attribute == "user")
            add_once(exposed.users, text);
        else if (one.fact.attribute == "process")
            add_once(programs, text);
    }
    return programs;
}

void take_programs(const std::vector<Known>& known, Exposed& exposed) {
    for (const auto& one : known) {
        if (one.fact.attribute == "exe" and one.value)
            add_once(exposed.programs, to_plain(*one.value));
        for (const auto& user : texts_of(one.value))
            add_once(exposed.users, user);
    }
}

}  // namespace

Task<Exposed> exposed_services(Host& host) {
    Exposed exposed;
    auto listing = ask_texts(host, fact_of(about("listening_ports"), "exposed_tcp"));
    exposed.ports = co_await listing;
    auto asking = ask_all(host, facts_of_ports(exposed.ports, of_ports));
    const auto programs = take_ports(co_await asking, exposed);
    auto looking = ask_all(host, facts_of_each("process", programs, of_programs));
    take_programs(co_await looking, exposed);
    co_return exposed;
}

std::vector<Fact> facts_of_ports(
    const std::vector<std::string>& ports, std::span<const std::string_view> attributes
) {
    std::vector<Fact> facts;
    for (const auto& port : ports)
        if (const auto number = number_from(port))
            append(facts, facts_of(about("port", *number), attributes));
    return facts;
}

}  // namespace muster
