// Every attribute of every resource is read from this machine once, and then from answers that were changed
// (tests/support/liar.hpp). Other systems lie in the unit tests of the matchers (tests/support/gather.hpp).

#include "framework/backend/local/local_backend.hpp"
#include "framework/host/gatherer.hpp"
#include "framework/platform/detect.hpp"
#include "framework/spec/written.hpp"
#include "matchers/table.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/every_fact.hpp"
#include "tests/support/liar.hpp"

#include <functional>

namespace muster::fuzz {

namespace {

/// Names that some resource means something by.
const std::vector<std::string>& names() {
    static const std::vector<std::string> all = {
        "/etc/passwd",
        "root",
        "dpkg",
        "ssh",
        "22",
        "kernel.ostype",
        "bash",
        "/",
        "lo",
        "localhost",
        "true",
        "/etc/*"};
    return all;
}

/// Facts to be gathered together: all of one thing.
std::vector<std::vector<Fact>> all_things(const Vocabulary& vocabulary) {
    std::vector<std::vector<Fact>> things;
    for (const auto* resource : vocabulary.all()) {
        if (resource->entry.acts or resource->entry.of_fleet)
            continue;  // what an author wrote is not to be run with changed words
        for (const auto& name : names())
            if (auto subject = tests::subject_of(resource->entry, name))
                things.push_back(tests::every_fact(resource->entry, std::move(*subject)));
    }
    return things;
}

/// A whole disk is not walked for this.
Limits few() {
    Limits limits;
    limits.walked = 2000;
    return limits;
}

struct Machine {
    Vocabulary vocabulary{resource_table()};
    LocalBackend backend{few()};
    tests::Liar liar{backend};
    Platform platform;
    std::vector<std::vector<Fact>> things = all_things(vocabulary);

    Machine() {
        const Deadline deadline(std::chrono::seconds(120));
        platform = Gatherer(vocabulary, liar, {}).ask(detect_platform, deadline);
        Gatherer gatherer(vocabulary, liar, platform);
        for (const auto& thing : things)
            (void)gatherer.gather(thing, deadline);
    }
};

Machine& machine() {
    static Machine one;
    return one;
}

void resources(std::string_view input) {
    auto& lied_to = machine();
    const auto seed = std::hash<std::string_view>()(input);
    lied_to.liar.lie_by(seed);
    Gatherer gatherer(lied_to.vocabulary, lied_to.liar, lied_to.platform);
    const auto& thing = lied_to.things.at(seed % lied_to.things.size());
    const auto findings = gatherer.gather(thing, Deadline(std::chrono::seconds(10)));
    for (const auto& finding : findings)
        if (const auto* value = std::get_if<Value>(&finding.found))
            (void)to_shown(*value);
}

}  // namespace

}  // namespace muster::fuzz

namespace muster {

std::vector<fuzz::Target> resources_targets() {
    using namespace fuzz;
    return {{"resources", resources, {"any"}, [] { (void)machine(); }}};
}

}  // namespace muster
