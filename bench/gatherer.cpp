// What the gatherer itself takes for 500 expectations over 200 resources: the host is made of data, and its
// own time is taken off.
#include "framework/host/gatherer.hpp"

#include "matchers/table.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/timed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

using namespace muster;
using Steady = std::chrono::steady_clock;

namespace {

Answer dpkg_query(const Command& command) {
    std::string rows;
    const auto& words = command.words;
    for (auto word = std::ranges::find(words, "--"); word != words.end(); ++word)
        if (word->starts_with("package"))
            rows += *word + "\tamd64\tinstall\tinstalled\t1.22.1-9+deb12u1\t\n";
    return Output{.exit_status = 0, .signal = "", .out = rows, .err = ""};
}

void furnish(tests::FakeHost& host) {
    for (int i = 0; i < 80; ++i)
        host.file(fmt::format("/etc/conf{}", i), "worker_processes auto;\nuser www-data;\n");
    for (int i = 0; i < 20; ++i)
        host.file(fmt::format("/proc/sys/net/value{}", i), "4096\n");
    host.file("/var/lib/dpkg/status", "").commands(dpkg_query);
}

/// 100 packages, 80 files, 20 kernel parameters: 200 + 280 + 20 facts.
std::vector<Fact> facts() {
    std::vector<Fact> facts;
    const auto add = [&](const char* resource, const std::string& name, const char* attribute) {
        facts.push_back({{resource, {Value(name)}}, attribute});
    };
    for (int i = 0; i < 100; ++i)
        for (const auto* attribute : {"installed", "version"})
            add("package", fmt::format("package{}", i), attribute);
    for (int i = 0; i < 80; ++i)
        for (const auto* attribute : {"mode", "owner", "content"})
            add("file", fmt::format("/etc/conf{}", i), attribute);
    for (int i = 0; i < 40; ++i)
        add("file", fmt::format("/etc/conf{}", i), "group");
    for (int i = 0; i < 20; ++i)
        add("kernel_parameter", fmt::format("net.value{}", i), "value");
    return facts;
}

Platform debian() {
    Platform platform;
    platform.family = platform.distribution = "debian";
    platform.version = "12";
    platform.init = "systemd";
    return platform;
}

}  // namespace

int main() {
    const Vocabulary vocabulary(resource_table());
    const auto asked = facts();
    tests::FakeHost host;
    furnish(host);
    std::vector<double> own;
    std::size_t exchanges = 0;
    for (int i = 0; i < 21; ++i) {
        tests::Timed timed(host);
        Gatherer gatherer(vocabulary, timed, debian());
        const auto start = Steady::now();
        const auto found = gatherer.gather(asked, Deadline(std::chrono::seconds(10)));
        const auto whole = Steady::now() - start;
        own.push_back(std::chrono::duration<double, std::milli>(whole - timed.spent).count());
        exchanges = gatherer.exchanges();
        for (const auto& one : found)
            if (not std::holds_alternative<Value>(one.found))
                return 1;
    }
    std::ranges::sort(own);
    fmt::print(
        "{} facts, {} exchanges: own time {:.2f} ms (median of {}; {:.2f} to {:.2f})\n",
        asked.size(),
        exchanges,
        own[own.size() / 2],
        own.size(),
        own.front(),
        own.back()
    );
    return 0;
}
