// What a machine runs and what it is called.

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/detect.hpp"
#include "framework/platform/installed_kernels.hpp"
#include "framework/platform/os_release.hpp"
#include "matchers/machine/readers.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

/// A word of the platform that every system has.
Value told_by_platform(const std::string& word, const char* what, const char* hint) {
    if (word.empty())
        throw CannotTell{Kind::unsupported, fmt::format("nothing tells the {} here", what), hint};
    return word;
}

Value text_or_not_set(const std::optional<std::string>& text) {
    return text and not text->empty() ? Value(*text) : not_set;
}

constexpr auto os_release_hint = "is there an /etc/os-release with an ID?";

Task<Value> distribution(Host& host, Fact) {
    co_return told_by_platform(host.platform().distribution, "distribution", os_release_hint);
}

Task<Value> family(Host& host, Fact) {
    co_return told_by_platform(host.platform().family, "family", os_release_hint);
}

/// Of what has an os-release: a rolling distribution has neither version nor code name.
Value of_release(Host& host, Value value, const std::string& text) {
    (void)told_by_platform(host.platform().distribution, "version", os_release_hint);
    return text.empty() ? not_set : std::move(value);
}

Task<Value> version(Host& host, Fact) {
    const auto& text = host.platform().version;
    co_return of_release(host, Version{text, VersionOrder::dotted}, text);
}

Task<Value> codename(Host& host, Fact) {
    const auto& text = host.platform().codename;
    co_return of_release(host, text, text);
}

Task<Value> pretty_name(Host& host, Fact) {
    auto own = host.read("/etc/os-release");
    auto vendor = host.read("/usr/lib/os-release");
    const auto& first = co_await own;
    const auto& second = co_await vendor;
    const auto& file = first ? first : second;
    if (not file)
        throw CannotTell{Kind::unsupported, "no /etc/os-release", os_release_hint};
    co_return text_or_not_set(os_release_fields(file->bytes)["PRETTY_NAME"]);
}

/// Of an image the newest kernel that is installed: the one that would boot.
Task<Value> kernel(Host& host, Fact) {
    if (host.can(Ability::live))
        co_return told_by_platform(host.platform().kernel, "kernel", "is /proc mounted?");
    auto listing = installed_kernels(host);
    const auto& installed = co_await listing;
    co_return text_or_not_set(newest_kernel(installed));
}

Task<Value> arch(Host& host, Fact) {
    co_return told_by_platform(
        host.platform().arch, "architecture", "uname -m or the kernel's files would"
    );
}

Task<Value> init(Host& host, Fact) {
    const auto& told = host.platform().init;
    if (told.empty() and not host.can(Ability::live))
        co_return not_set;
    co_return told_by_platform(told, "init system", "is /proc mounted?");
}

Task<Value> virtualization(Host& host, Fact) {
    host.require(Ability::live);
    co_return host.platform().virtualization;
}

/// The first line that says something.
std::optional<std::string> first_line(const std::optional<std::string>& text) {
    if (text)
        for (const auto line : lines_of(*text))
            if (const auto name = trimmed(line); not name.empty() and not name.starts_with('#'))
                return std::string(name);
    return std::nullopt;
}

Task<Value> static_hostname(Host& host, Fact) {
    auto reading = optional_file(host, "/etc/hostname");
    co_return text_or_not_set(first_line(co_await reading));
}

Task<Value> hostname(Host& host, Fact fact) {
    if (not host.can(Ability::live)) {
        auto configured = static_hostname(host, fact);
        co_return co_await configured;
    }
    auto reading = live_file(host, "/proc/sys/kernel/hostname");
    co_return co_await reading;
}

/// What the resolver of the target calls it; nothing where it has no such name.
Task<std::optional<std::string>> resolved_name(Host& host) {
    host.require(Ability::live);
    const Command command{{"hostname", "-f"}};
    auto running = host.run(command);
    auto naming = live_file(host, "/proc/sys/kernel/hostname");
    const auto& output = co_await running;
    const auto complaint = trimmed(output.err);
    if (output.exit_status == 0 and not trimmed(output.out).empty())
        co_return std::string(trimmed(output.out));
    // net-tools as getaddrinfo(3) says it, busybox.
    const bool unknown =
        complaint.ends_with("Name or service not known") or complaint.ends_with("Unknown host");
    if (unknown)
        co_return std::nullopt;
    if (output.exit_status != 127) {
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "hostname -f ended with {}: {}", output.exit_status, escaped(complaint, 200)
            )};
    }
    const auto& name = co_await naming;
    if (name.starts_with('-'))
        throw CannotTell{Kind::unsupported, "getent would take " + quoted(name) + " for an option"};
    const Command by_getent{{"getent", "hosts", name}};
    auto asking = host.run(by_getent);
    const auto& answer = co_await asking;
    const auto words = words_of(answer.out);
    if (answer.exit_status == 0 and words.size() > 1)
        co_return std::string(words[1]);
    if (answer.exit_status == 2)  // getent(1): no such key
        co_return std::nullopt;
    throw CannotTell{
        Kind::missing_tool, "neither hostname nor getent tells the whole name of the host"};
}

Task<Value> fqdn(Host& host, Fact) {
    auto& asked = host.once(resolved_name);
    co_return text_or_not_set(co_await asked);
}

Task<Value> domain(Host& host, Fact) {
    auto& asked = host.once(resolved_name);
    const auto& name = co_await asked;
    const auto dot = name ? name->find('.') : std::string::npos;
    co_return dot == std::string::npos ? not_set : Value(name->substr(dot + 1));
}

/// LANG where the distribution keeps it.
Task<Value> locale(Host& host, Fact) {
    auto systemd = optional_file(host, "/etc/locale.conf");
    auto debian = optional_file(host, "/etc/default/locale");
    for (auto* file : {&systemd, &debian}) {
        const auto& text = co_await *file;
        auto language = text ? os_release_fields(*text)["LANG"] : "";
        if (not language.empty())
            co_return language;
    }
    co_return not_set;
}

Task<Value> crypto_policy(Host& host, Fact) {
    auto reading = optional_file(host, "/etc/crypto-policies/state/current");
    co_return text_or_not_set(first_line(co_await reading));
}

}  // namespace

std::vector<ReaderEntry> system_readers() {
    return {
        {"distribution", distribution},
        {"family", family},
        {"version", version},
        {"codename", codename},
        {"pretty_name", pretty_name},
        {"kernel", kernel},
        {"arch", arch},
        {"init", init},
        {"virtualization", virtualization},
        {"hostname", hostname},
        {"static_hostname", static_hostname},
        {"fqdn", fqdn},
        {"domain", domain},
        {"locale", locale},
        {"crypto_policy", crypto_policy}};
}

}  // namespace muster
