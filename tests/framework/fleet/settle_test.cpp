#include "framework/fleet/state/settle.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace muster;

namespace {

Instant at(int minute) {
    return instant_from_unix(1'800'000'000) + std::chrono::minutes(minute);
}

Standing standing_by_letter(char letter) {
    switch (letter) {
    case 'o': return Standing::conforms;
    case 'f': return Standing::failed;
    case 'e': return Standing::errored;
    case 's': return Standing::skipped;
    default: throw std::logic_error("no such result");
    }
}

/// What happens to a thing whose results come a minute apart, each by its letter: `o` conforms, `f` failed, `e` errored,
/// `s` skipped. Each event is told as its kind and the minute: "soft@1 problem@3".
std::string story(const std::string& results, State& state, const StateRules& rules) {
    std::string told;
    for (std::size_t i = 0; i < results.size(); ++i)
        for (const auto& event :
             settle(state, standing_by_letter(results[i]), at(static_cast<int>(i)), rules))
            told +=
                (told.empty() ? "" : " ") + std::string(name(event.kind)) + "@" + std::to_string(i);
    return told;
}

std::string story(const std::string& results, int attempts = 3) {
    State state;
    StateRules rules;
    rules.attempts = attempts;
    rules.flapping = false;
    return story(results, state, rules);
}

}  // namespace

TEST_CASE("a problem is settled when it has come often enough in a row") {
    struct Story {
        const char* results;
        int attempts;
        const char* events;
    };
    const Story stories[] = {
        {"ooo", 3, ""},
        {"of", 3, "soft@1"},
        {"ofo", 3, "soft@1 soft@2"},
        {"offf", 3, "soft@1 problem@3"},
        {"offfffo", 3, "soft@1 problem@3 recovery@6"},
        {"offoff", 3, "soft@1 soft@3 soft@4"},
        {"of", 1, "problem@1"},
        {"ofo", 1, "problem@1 recovery@2"},
        {"fff", 3, "soft@0 problem@2"},
        {"fo", 3, "soft@0"},
        // Failed and errored are attempts of one problem, told apart when it is settled.
        {"ofef", 3, "soft@1 problem@3"},
        {"offfe", 3, "soft@1 problem@3 turned@4"},
        {"offfeef", 3, "soft@1 problem@3 turned@4 turned@6"},
        // What cannot be asked any more is no problem any more.
        {"offfs", 3, "soft@1 problem@3 recovery@4"},
        {"os", 3, "turned@1"},
        {"ss", 3, ""},
    };
    for (const auto& [results, attempts, events] : stories) {
        INFO(results);
        CHECK(story(results, attempts) == events);
    }
}

TEST_CASE("a problem is known since its first sign, and well since it was well again") {
    State state;
    const StateRules rules;
    (void)story("offff", state, rules);
    CHECK(state.settled == Standing::failed);
    CHECK(state.since == at(1));
    CHECK(state.attempt == 3);
    CHECK_FALSE(state.is_soft());
    (void)settle(state, Standing::errored, at(7), rules);
    CHECK(state.since == at(1));
    (void)settle(state, Standing::conforms, at(9), rules);
    CHECK(state.since == at(9));
    CHECK(state.attempt == 0);
}

TEST_CASE("events say from what to what, and the message of the result") {
    State state;
    StateRules rules;
    rules.attempts = 1;
    (void)settle(state, Standing::conforms, at(0), rules);
    state.of = {"web", "a row"};
    state.observation.result.message = "expected 0644, is 0666";
    state.observation.result.statement = "file \"/etc/x\" mode: 0644";
    const auto events = settle(state, Standing::failed, at(5), rules);
    REQUIRE(events.size() == 1);
    CHECK(events[0].from == Standing::conforms);
    CHECK(events[0].to == Standing::failed);
    CHECK(events[0].at == at(5));
    CHECK(events[0].of == Watched{"web", "a row"});
    CHECK(events[0].is == "expected 0644, is 0666");
    CHECK(events[0].statement == "file \"/etc/x\" mode: 0644");
}

TEST_CASE("what goes to and fro flaps, and is steady again below the lower threshold") {
    State state;
    StateRules rules;
    rules.attempts = 1;
    const auto told = story("ofofofofoooooooooooooooooooooo", state, rules);
    CHECK(told.find("flapping@6") != std::string::npos);
    const auto steady = told.find("steady@");
    REQUIRE(steady != std::string::npos);
    CHECK_FALSE(state.flapping);
    CHECK(flapping_percent(state) < rules.flapping_low);
    CHECK(told.find("flapping@", told.find("flapping@6") + 1) == std::string::npos);
}

TEST_CASE("flapping weighs the newest changes most, and takes 21 results into account") {
    State old_change;
    State new_change;
    StateRules rules;
    rules.flapping = false;
    (void)story("o" + std::string(20, 'f'), old_change, rules);
    (void)story(std::string(20, 'f') + "o", new_change, rules);
    CHECK(flapping_percent(old_change) == Approx(0.8 * 5));
    CHECK(flapping_percent(new_change) == Approx(1.2 * 5));
    State forgotten;
    (void)story("o" + std::string(21, 'f'), forgotten, rules);
    CHECK(flapping_percent(forgotten) == 0);
    State always;
    (void)story("ofofofofofofofofofofofofofofofofo", always, rules);
    CHECK(flapping_percent(always) == Approx(100));
}

TEST_CASE("a thing flaps by what its fleet's rules say, or never") {
    for (const auto high : {10, 80}) {
        State state;
        StateRules rules;
        rules.attempts = 1;
        rules.flapping_high = high;
        rules.flapping_low = high - 5;
        const auto told = story("ofofoo", state, rules);
        CHECK((told.find("flapping") != std::string::npos) == (high == 10));
    }
    CHECK(story("ofofofofofofofofofof", 1).find("flapping") == std::string::npos);
}
