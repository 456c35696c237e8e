// warm_session TARGET KEY KNOWN_HOSTS CHECKS TIMES: the checks of a file as facts over one connection, asked again and
// again with nothing remembered but the platform, as a loop over a fleet does. Prints milliseconds of processor time
// of the first round with the login (the start of the process left out), and of each further round the wall time.
#include "framework/host/gatherer.hpp"
#include "framework/platform/detect.hpp"
#include "framework/run/open_backend.hpp"
#include "matchers/table.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <map>

#include "checks.hpp"

using namespace muster;

namespace {

Fact fact_of(const Check& check) {
    static const std::map<std::string, std::string> kinds{{"sysctl", "kernel_parameter"}};
    static const std::map<std::string, std::string> attributes{
        {"service", "running"}, {"process", "running"}, {"command", "stdout"}};
    const auto kind = kinds.find(check.kind);
    const auto attribute = attributes.find(check.kind);
    const Value subject = check.kind == "port" ? Value(std::stoll(check.name)) : Value(check.name);
    return {
        {kind == kinds.end() ? check.kind : kind->second, {subject}},
        attribute == attributes.end() ? check.attribute : attribute->second};
}

double processor_milliseconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto of = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
    };
    return of(used.ru_utime) + of(used.ru_stime);
}

void run(char** words) {
    OpenOptions options;
    options.identities = {words[2]};
    options.known_hosts = {words[3]};
    options.ssh_config = "/dev/null";
    const auto checks = checks_of(words[4]);
    std::vector<Fact> facts;
    std::ranges::transform(checks, std::back_inserter(facts), fact_of);
    const Vocabulary vocabulary(resource_table());
    const Deadline deadline(std::chrono::seconds(60));
    Platform platform;
    const auto ask = [&](Backend& backend) {
        Gatherer gatherer(vocabulary, backend, platform);
        const auto found = gatherer.gather(facts, deadline);
        const auto told = std::ranges::count_if(found, [](const Finding& one) {
            return std::holds_alternative<Value>(one.found);
        });
        demand(static_cast<std::size_t>(told), facts.size());
    };

    const auto begun = processor_milliseconds();
    std::vector<std::string> notices;
    const auto backend = opener(options)(described_target(words[1]), notices);
    Gatherer first(vocabulary, *backend, {});
    platform = first.ask(detect_platform, deadline);
    ask(*backend);
    fmt::print("{:.3f}", processor_milliseconds() - begun);
    for (int i = 0; i < std::atoi(words[5]); ++i)
        fmt::print(" {:.3f}", milliseconds_of([&] { ask(*backend); }));
    fmt::print("\n");
}

}  // namespace

int main(int count, char** words) {
    if (count != 6) {
        fmt::print(stderr, "usage: warm_session TARGET KEY KNOWN_HOSTS CHECKS TIMES\n");
        return 64;
    }
    try {
        run(words);
    } catch (const CannotTell& why) {
        fmt::print(stderr, "{}\n", why.message);
        return 1;
    }
    return 0;
}
