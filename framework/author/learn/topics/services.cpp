#include "framework/author/learn/ask.hpp"
#include "framework/author/learn/topics.hpp"

#include <algorithm>
#include <array>

namespace muster {

namespace {

constexpr std::array<std::string_view, 7> of_listening = {
    "running", "enabled", "masked", "needs_reload", "user", "unit_file", "drop_ins"};
constexpr std::array<std::string_view, 2> of_enabled = {"enabled", "running"};
constexpr std::array<std::string_view, 1> of_masked = {"masked"};

/// Instances of templates come and go with what they serve.
std::vector<std::string> without(
    std::vector<std::string> all, const std::vector<std::string>& known
) {
    std::erase_if(all, [&](const std::string& one) {
        return std::ranges::find(known, one) != known.end() or one.find('@') != std::string::npos;
    });
    return all;
}

}  // namespace

Task<std::vector<WrittenPart>> learn_services(Host& host) {
    auto enabled = ask_texts(host, names_where(about("services"), "enabled", Value(true)));
    auto masked = ask_texts(host, names_where(about("services"), "masked", Value(true)));
    auto failed = ask_one(host, names_where(about("services"), "failed", Value(true)));
    const auto& exposed = co_await host.once(exposed_services);
    const auto others = without(co_await enabled, exposed.services);
    const auto hidden = without(co_await masked, exposed.services);
    auto asking = ask_all(host, facts_of_each("service", exposed.services, of_listening));
    auto asking_others = ask_all(host, facts_of_each("service", others, of_enabled));
    auto asking_hidden = ask_all(host, facts_of_each("service", hidden, of_masked));
    std::vector<WrittenPart> parts;
    add_part(
        parts,
        "runs what the network uses",
        "Services that listen: up, started at boot, and running what their unit files say.",
        expected_as_are(co_await asking)
    );
    add_part(
        parts,
        "starts its services at boot",
        "Enabled services. One that has done its work and ended is expected to have ended.",
        expected_as_are(co_await asking_others)
    );
    auto rows = expected_as_are(co_await asking_hidden);
    append(rows, expected_as_are(co_await failed));
    add_part(
        parts,
        "keeps away what was masked, and nothing has failed",
        "Somebody masked these on purpose.",
        std::move(rows)
    );
    co_return parts;
}

}  // namespace muster
