// A target that tells nothing: every question ends in "permission denied". No attribute of any resource has a value
// then, whichever way of asking its platform has.

#include "framework/host/resource.hpp"
#include "matchers/table.hpp"
#include "tests/support/every_fact.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace muster;
using namespace muster::tests;

namespace {

class Mute : public Backend {
public:
    explicit Mute(bool reads_are_free) : reads_are_free_(reads_are_free) {}

    std::vector<Answer> exchange(std::span<const Question> batch, Deadline) override {
        return std::vector<Answer>(batch.size(), CannotTell{Kind::denied, "permission denied"});
    }
    bool can(Ability) const override { return true; }
    std::string why_not(Ability) const override { return ""; }
    bool reads_are_free() const override { return reads_are_free_; }

private:
    bool reads_are_free_;
};

std::vector<Platform> platforms() {
    std::vector<Platform> all;
    for (const auto& [family, init] : std::vector<std::pair<std::string, std::string>>{
             {"debian", "systemd"},
             {"rhel", "systemd"},
             {"suse", "openrc"},
             {"arch", "runit"},
             {"alpine", "openrc"},
             {"debian", "sysvinit"},
             {"debian", "supervisor"}}) {
        auto platform = debian();
        platform.family = family;
        platform.distribution = family;
        platform.init = init;
        all.push_back(platform);
    }
    return all;
}

/// A thing of every resource, by the first of these names that it takes.
std::vector<Fact> facts_of_a_thing(const ResourceEntry& entry) {
    for (const auto* name :
         {"root",
          "/etc/passwd",
          "22",
          "kernel.ostype",
          "192.0.2.0/24",
          "192.0.2.1",
          "192.0.2.1:22",
          "http://192.0.2.1/"})
        if (const auto subject = subject_of(entry, name))
            return every_fact(entry, *subject);
    return {};
}

/// What is known without an answer: a text of the spec's own, what the platform was detected as, and that "name" is no
/// address.
bool needs_no_answer(const Fact& fact) {
    const std::vector<std::string> of_platform = {
        "family",
        "distribution",
        "version",
        "codename",
        "arch",
        "kernel",
        "virtualization",
        "init"};
    const bool is_detected =
        fact.subject.resource == "machine" and std::ranges::count(of_platform, fact.attribute) > 0;
    return is_detected or fact.subject.resource == "given" or fact.attribute == "serves";
}

}  // namespace

TEST_CASE("when every question is denied, no attribute of any resource has a value") {
    const Vocabulary vocabulary(resource_table());
    for (const bool reads_are_free : {true, false})
        for (const auto& platform : platforms())
            for (const auto* resource : vocabulary.all()) {
                if (resource->entry.of_fleet)
                    continue;  // judged, and not asked
                INFO(resource->entry.name << " on " << platform.family << ", " << platform.init);
                Mute mute(reads_are_free);
                const auto facts = facts_of_a_thing(resource->entry);
                REQUIRE_FALSE(facts.empty());

                Gatherer gatherer(vocabulary, mute, platform);
                const auto findings = gatherer.gather(facts, Deadline(std::chrono::seconds(10)));

                for (std::size_t i = 0; i < facts.size(); ++i) {
                    const auto* value = std::get_if<Value>(&findings[i].found);
                    if (value == nullptr or needs_no_answer(facts[i]))
                        continue;
                    FAIL_CHECK(describe(facts[i]) << " is " << to_shown(*value));
                }
            }
}
