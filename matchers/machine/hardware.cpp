// What a machine is made of, and what its firmware and its kernel insist on.

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/virtualization.hpp"
#include "matchers/machine/readers.hpp"

#include <fmt/format.h>

#include <limits>

namespace muster {

namespace {

constexpr char mem_total[] = "MemTotal:";
constexpr char swap_total[] = "SwapTotal:";
constexpr char swap_left[] = "SwapFree:";

/// "MemTotal:       16384256 kB", in bytes.
template<char const* Name>
Task<Value> of_meminfo(Host& host, Fact) {
    auto reading = live_file(host, "/proc/meminfo");
    const auto& text = co_await reading;
    for (const auto line : lines_of(text)) {
        const auto words = words_of(line);
        const bool meant = words.size() == 3 and words[0] == Name and words[2] == "kB";
        const auto kibibytes = meant ? whole_number(words[1]) : std::nullopt;
        constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 1024;
        if (kibibytes and *kibibytes >= 0 and *kibibytes <= most)
            co_return *kibibytes * 1024;
    }
    throw CannotTell{Kind::unparsable, fmt::format("no {} in /proc/meminfo", Name)};
}

/// How many numbers "0-3,8" names.
std::optional<std::int64_t> count_of_cpus(std::string_view list) {
    std::int64_t count = 0;
    for (const auto part : split(list, ',')) {
        const auto dash = part.find('-');
        const auto first = whole_number(part.substr(0, dash));
        const auto last =
            dash == std::string_view::npos ? first : whole_number(part.substr(dash + 1));
        constexpr std::int64_t most = 1'000'000;  // the kernel's own limit is far below
        if (not first or not last or *first < 0 or *last < *first or *last > most)
            return std::nullopt;
        count += *last - *first + 1;
    }
    return count;
}

/// Those that are online, of the whole machine: a container may be allowed fewer.
Task<Value> cpus(Host& host, Fact) {
    host.require(Ability::live);
    auto online = optional_file(host, "/sys/devices/system/cpu/online");
    auto listed = optional_file(host, "/proc/cpuinfo");
    const auto& list = co_await online;
    if (const auto count = list ? count_of_cpus(*list) : std::nullopt)
        co_return *count;
    const auto& text = co_await listed;
    std::int64_t count = 0;
    if (text)
        for (const auto line : lines_of(*text))
            count += trimmed(line.substr(0, line.find(':'))) == "processor" ? 1 : 0;
    if (count == 0) {
        throw CannotTell{
            Kind::unsupported,
            "neither /sys/devices/system/cpu nor /proc/cpuinfo tells processors",
            "are /proc and /sys mounted?"};
    }
    co_return count;
}

/// "0.08 0.03 0.01 1/234 5678": of one minute.
Task<Value> load(Host& host, Fact) {
    auto reading = live_file(host, "/proc/loadavg");
    const auto& text = co_await reading;
    const auto words = words_of(text);
    const auto number = words.empty() ? std::nullopt : number_from(words[0]);
    if (not number)
        throw CannotTell{Kind::unparsable, "/proc/loadavg is not as Linux writes it"};
    co_return *number;
}

constexpr char product_name[] = "product_name";
constexpr char product_serial[] = "product_serial";
constexpr char model_node[] = "model";
constexpr char serial_node[] = "serial-number";

std::string smbios_path(std::string_view file) {
    return "/sys/class/dmi/id/" + std::string(file);
}

Task<Value> manufacturer(Host& host, Fact) {
    host.require(Ability::live);
    auto reading = optional_file(host, smbios_path("sys_vendor"));
    const auto& name = co_await reading;
    co_return name ? Value(*name) : not_set;
}

/// SMBIOS, or the device tree where a board has one in its place.
template<char const* Dmi, char const* Node>
Task<Value> of_firmware(Host& host, Fact) {
    host.require(Ability::live);
    auto smbios = optional_file(host, smbios_path(Dmi));
    auto tree = optional_file(host, std::string("/proc/device-tree/") + Node);
    const auto& value = co_await smbios;
    if (value)
        co_return *value;
    const auto& of_tree = co_await tree;
    co_return of_tree ? Value(*of_tree) : not_set;
}

Task<Value> fips(Host& host, Fact) {
    host.require(Ability::live);
    auto reading = optional_file(host, "/proc/sys/crypto/fips_enabled");
    auto kernel = live_file(host, "/proc/sys/kernel/osrelease");
    (void)co_await kernel;  // without /proc nothing is known
    const auto& enabled = co_await reading;
    if (enabled and *enabled != "0" and *enabled != "1")
        throw CannotTell{Kind::unparsable, "fips_enabled is " + quoted(*enabled, 40)};
    Value value = enabled == "1";
    if (not enabled)
        value.remark = "this kernel knows no FIPS mode";
    co_return value;
}

/// The variable SecureBoot: four bytes of attributes, then 1 or 0 (UEFI 2.10, 3.3).
Task<Value> secure_boot(Host& host, Fact) {
    host.require(Ability::live);
    auto variable =
        host.read("/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c");
    auto variables = host.list("/sys/firmware/efi/efivars");
    auto efi = host.stat("/sys/firmware/efi");
    auto firmware = host.stat("/sys/firmware");
    const auto& content = co_await variable;
    if (content and content->bytes.size() == 5)
        co_return content->bytes[4] == 1;
    const auto& others = co_await variables;
    const bool has_efi = (co_await efi).has_value();
    const bool has_firmware = (co_await firmware).has_value();
    if (is_container(host.platform().virtualization))
        throw CannotTell{Kind::unsupported, "a container does not show the firmware"};
    if (not has_firmware)
        throw CannotTell{Kind::unsupported, "no /sys/firmware", "is /sys mounted?"};
    if (has_efi and (content or not others or others->names.empty())) {
        throw CannotTell{
            Kind::unsupported,
            "the variables of the firmware are not readable",
            "mount efivarfs at /sys/firmware/efi/efivars"};
    }
    Value value = false;
    value.remark = has_efi ? "the firmware has no secure boot" : "it was not booted by UEFI";
    co_return value;
}

}  // namespace

std::vector<ReaderEntry> hardware_readers() {
    return {
        {"memory", of_meminfo<mem_total>},
        {"swap", of_meminfo<swap_total>},
        {"swap_free", of_meminfo<swap_left>},
        {"cpus", cpus},
        {"load", load},
        {"manufacturer", manufacturer},
        {"model", of_firmware<product_name, model_node>},
        {"serial", of_firmware<product_serial, serial_node>},
        {"fips", fips},
        {"secure_boot", secure_boot}};
}

}  // namespace muster
