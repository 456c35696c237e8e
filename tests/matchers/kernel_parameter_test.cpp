#include "framework/host/resource.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> kernel_parameter_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

std::string found(
    FakeHost& host,
    const std::string& key,
    const std::string& attribute,
    Platform platform = debian()
) {
    host.file("/proc/sys/kernel/ostype", "Linux\n");
    return tests::found(
        host,
        kernel_parameter_resources(),
        fact("kernel_parameter", key, attribute),
        std::move(platform)
    );
}

Value value_of(FakeHost& host, const std::string& key, const std::string& attribute) {
    const auto findings =
        gather(host, kernel_parameter_resources(), {fact("kernel_parameter", key, attribute)});
    return std::get<Value>(findings.at(0).found);
}

FakeHost forwarding(const std::string& now) {
    FakeHost host;
    host.file("/proc/sys/net/ipv4/ip_forward", now + "\n");
    return host;
}

}  // namespace

TEST_CASE("a kernel parameter is read from /proc/sys, blanks made one") {
    FakeHost host;
    host.file("/proc/sys/net/ipv4/ip_local_port_range", "32768\t60999\n")
        .file("/proc/sys/kernel/sched_rt_runtime_us", "-1\n");

    CHECK(found(host, "net.ipv4.ip_local_port_range", "value") == "\"32768 60999\"");
    CHECK(found(host, "net.ipv4.ip_local_port_range", "values") == "[32768, 60999]");
    CHECK(found(host, "net/ipv4/ip_local_port_range", "exists") == "true");
    CHECK(found(host, "kernel.sched_rt_runtime_us", "value") == "-1");
}

TEST_CASE("without /proc/sys nothing is known of a key that is not there") {
    FakeHost host;

    for (const std::string attribute : {"exists", "value", "values", "as_configured"})
        CHECK_THAT(
            tests::found(
                host,
                kernel_parameter_resources(),
                fact("kernel_parameter", "net.ipv4.ip_forward", attribute),
                debian()
            ),
            Catch::Matchers::Contains("there is no /proc/sys/kernel/ostype")
        );
}

TEST_CASE("a key that is not there, or is a folder of keys, is absent") {
    auto host = forwarding("0");

    for (const std::string key : {"net.ipv4.nosuch", "net.ipv4", "net", "net/../../etc/passwd", ""})
        for (const std::string attribute :
             {"exists", "value", "values", "configured", "as_configured"})
            CHECK(found(host, key, attribute) == "absent");
}

TEST_CASE("a key that may not be read cannot be told, and is there") {
    FakeHost host;
    host.file("/proc/sys/kernel/secret", "1\n").denied("/proc/sys/kernel/secret");

    CHECK(
        found(host, "kernel.secret", "value")
        == "cannot tell: permission denied reading /proc/sys/kernel/secret"
    );
}

TEST_CASE("values that are no numbers are the wrong kind") {
    FakeHost host;
    host.file("/proc/sys/kernel/ostype", "Linux\n");

    CHECK(found(host, "kernel.ostype", "values") == R"(is "Linux", not numbers)");
}

TEST_CASE("many keys and what configures them cost one exchange") {
    auto host = forwarding("1");
    host.file("/proc/sys/net/core/somaxconn", "4096\n")
        .file("/etc/sysctl.d/10.conf", "net.core.somaxconn = 1024\n");
    std::vector<Fact> facts;
    for (const std::string key : {"net.ipv4.ip_forward", "net.core.somaxconn", "net.nosuch"})
        for (const std::string attribute :
             {"exists", "value", "values", "configured", "configured_in", "as_configured"})
            facts.push_back(fact("kernel_parameter", key, attribute));

    gather(host, kernel_parameter_resources(), facts);

    CHECK(host.exchanges() == 1);
}

TEST_CASE("configured is what the last file by base name says, wherever its folder stands") {
    auto host = forwarding("1");
    host.file("/etc/sysctl.d/10-early.conf", "net.ipv4.ip_forward=1\n")
        .file("/usr/lib/sysctl.d/50-default.conf", "# a comment\n\nnet.ipv4.ip_forward = 0\n");

    CHECK(found(host, "net.ipv4.ip_forward", "configured") == "0");
    CHECK(
        found(host, "net.ipv4.ip_forward", "configured_in")
        == "\"/usr/lib/sysctl.d/50-default.conf:3\""
    );
    CHECK(found(host, "net.ipv4.ip_forward", "as_configured") == "false");
}

TEST_CASE("of one base name only the file of the earliest folder counts, also when it is a mask") {
    auto host = forwarding("1");
    host.file("/usr/lib/sysctl.d/50-default.conf", "net.ipv4.ip_forward = 0\n");
    auto replaced = host;
    replaced.file("/etc/sysctl.d/50-default.conf", "net.ipv4.ip_forward = 1\n");
    auto masked = host;
    masked.entry("/dev/null", {.type = FileType::character_device})
        .link("/etc/sysctl.d/50-default.conf", "/dev/null");

    CHECK(found(replaced, "net.ipv4.ip_forward", "configured") == "1");
    CHECK(found(masked, "net.ipv4.ip_forward", "configured") == "not set");
    CHECK(found(masked, "net.ipv4.ip_forward", "configured_in") == "not set");
    CHECK(found(masked, "net.ipv4.ip_forward", "as_configured") == "not set");
}

TEST_CASE("/etc/sysctl.conf counts last, but under systemd only through its link") {
    auto host = forwarding("1");
    host.file("/etc/sysctl.d/zz.conf", "net.ipv4.ip_forward = 0\n")
        .file("/etc/sysctl.conf", "net.ipv4.ip_forward = 1\n");
    auto linked = host;
    linked.link("/etc/sysctl.d/99-sysctl.conf", "../sysctl.conf");
    auto openrc = debian();
    openrc.init = "openrc";

    CHECK(found(host, "net.ipv4.ip_forward", "configured") == "0");
    CHECK(found(linked, "net.ipv4.ip_forward", "configured") == "0");
    CHECK(found(host, "net.ipv4.ip_forward", "configured", openrc) == "1");
    CHECK(found(host, "net.ipv4.ip_forward", "configured_in", openrc) == "\"/etc/sysctl.conf:1\"");
}

TEST_CASE("a firewall that is enabled sets its own file after all others") {
    auto host = forwarding("1");
    host.file("/etc/sysctl.d/zz.conf", "net.ipv4.ip_forward = 0\n")
        .file("/etc/ufw/sysctl.conf", "net/ipv4/ip_forward=1\n")
        .file("/etc/default/ufw", "# where\nIPT_SYSCTL=/etc/ufw/sysctl.conf\n");
    auto enabled = host;
    host.file("/etc/ufw/ufw.conf", "ENABLED=no\n");
    enabled.file("/etc/ufw/ufw.conf", "ENABLED=yes\nLOGLEVEL=low\n");

    CHECK(found(host, "net.ipv4.ip_forward", "configured") == "0");
    CHECK(found(enabled, "net.ipv4.ip_forward", "configured") == "1");
}

TEST_CASE("a value that differs from what is configured says so") {
    auto host = forwarding("1");
    host.file("/etc/sysctl.d/x.conf", "\nnet.ipv4.ip_forward = 0\n");
    auto same = forwarding("1");
    same.file("/etc/sysctl.d/x.conf", "net.ipv4.ip_forward = 1\n");

    CHECK(
        value_of(host, "net.ipv4.ip_forward", "value").remark
        == "configured as 0 in /etc/sysctl.d/x.conf:2"
    );
    CHECK(value_of(same, "net.ipv4.ip_forward", "value").remark.empty());
    CHECK(
        value_of(host, "net.ipv4.ip_forward", "as_configured").remark
        == "is 1, configured as 0 in /etc/sysctl.d/x.conf:2"
    );
    CHECK(found(host, "net.ipv4.ip_forward", "as_configured") == "false");
    CHECK(found(same, "net.ipv4.ip_forward", "as_configured") == "true");
}

TEST_CASE("configuration that cannot be read spoils what is configured, not the value") {
    auto host = forwarding("1");
    host.folder("/etc/sysctl.d").denied("/etc/sysctl.d");

    CHECK(found(host, "net.ipv4.ip_forward", "value") == "1");
    CHECK(found(host, "net.ipv4.ip_forward", "configured")
              .starts_with("cannot tell: permission denied"));
    CHECK(found(host, "net.ipv4.ip_forward", "as_configured")
              .starts_with("cannot tell: permission denied"));
}

TEST_CASE("what the next boot sets is known of a key that is not there yet") {
    FakeHost host;
    host.file("/etc/sysctl.d/x.conf", "net.netfilter.nf_conntrack_max = 262144\n");

    CHECK(found(host, "net.netfilter.nf_conntrack_max", "configured") == "262144");
    CHECK(found(host, "net.netfilter.nf_conntrack_max", "value") == "absent");
}

namespace {

FakeHost filters() {
    FakeHost host;
    const std::string folder = "/proc/sys/net/ipv4/conf/";
    host.file(folder + "all/rp_filter", "1\n")
        .file(folder + "eth0.100/rp_filter", "2\n")
        .file(folder + "lo/rp_filter", "0\n")
        .file(folder + "lo/forwarding", "0\n");
    return host;
}

Fact of_all(
    const std::string& pattern, std::string attribute, std::vector<Argument> parameters = {}
) {
    return {{"kernel_parameters", {Value(pattern)}}, std::move(attribute), std::move(parameters)};
}

}  // namespace

TEST_CASE("kernel_parameters are the keys that a pattern fits, spelled as the pattern is") {
    auto host = filters();
    const auto resources = kernel_parameter_resources();
    const std::string pattern = "net.ipv4.conf.*.rp_filter";

    CHECK(
        tests::found(host, resources, of_all(pattern, "names"))
        == R"(["net.ipv4.conf.all.rp_filter", "net.ipv4.conf.eth0/100.rp_filter", "net.ipv4.conf.lo.rp_filter"])"
    );
    CHECK(
        tests::found(host, resources, of_all("net/ipv4/conf/*/forwarding", "names"))
        == R"(["net/ipv4/conf/lo/forwarding"])"
    );
    CHECK(tests::found(host, resources, of_all(pattern, "list", {Value("value")})) == "[0, 1, 2]");
    CHECK(tests::found(host, resources, of_all("net.ipv4.conf.l?.*", "count")) == "2");
    CHECK(
        tests::found(host, resources, of_all("net.ipv4.conf.lo.rp_filter", "names"))
        == R"(["net.ipv4.conf.lo.rp_filter"])"
    );
}

TEST_CASE("every kernel parameter of a pattern is judged; folders of keys are none") {
    auto host = filters();
    const auto resources = kernel_parameter_resources();
    const auto verdict = [&](const std::string& pattern) {
        return tests::found(
            host, resources, of_all(pattern, "every", {Value("value"), Value("0")})
        );
    };

    CHECK(verdict("net.ipv4.conf.lo.*") == "true");
    CHECK(verdict("net.ipv4.conf.*.rp_filter") == "false");
    CHECK_THAT(verdict("net.ipv4.conf.*"), Catch::Matchers::Contains("there is no /proc/sys"));
    host.file("/proc/sys/kernel/ostype", "Linux\n");
    CHECK(verdict("net.ipv4.conf.*") == "nothing to judge");
    CHECK(tests::found(host, resources, of_all("net.*", "count")) == "0");
}

TEST_CASE("a kernel parameter of a pattern that may not be read cannot be told") {
    auto host = filters();
    host.denied("/proc/sys/net/ipv4/conf/all/rp_filter");
    const auto resources = kernel_parameter_resources();

    CHECK(tests::found(host, resources, of_all("net.ipv4.conf.*.rp_filter", "count")) == "3");
    CHECK(
        tests::found(host, resources, of_all("net.ipv4.conf.*.rp_filter", "list", {Value("value")}))
            .starts_with("cannot tell: ")
    );
}
