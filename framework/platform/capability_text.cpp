// The text of file capabilities. It is Muster's own, as that of libcap depends on which capabilities the kernel of the
// controller knows.

#include "framework/base/bytes.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/file_marks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

/// By their numbers (linux/capability.h).
constexpr std::array<std::string_view, 41> names = {
    "cap_chown",
    "cap_dac_override",
    "cap_dac_read_search",
    "cap_fowner",
    "cap_fsetid",
    "cap_kill",
    "cap_setgid",
    "cap_setuid",
    "cap_setpcap",
    "cap_linux_immutable",
    "cap_net_bind_service",
    "cap_net_broadcast",
    "cap_net_admin",
    "cap_net_raw",
    "cap_ipc_lock",
    "cap_ipc_owner",
    "cap_sys_module",
    "cap_sys_rawio",
    "cap_sys_chroot",
    "cap_sys_ptrace",
    "cap_sys_pacct",
    "cap_sys_admin",
    "cap_sys_boot",
    "cap_sys_nice",
    "cap_sys_resource",
    "cap_sys_time",
    "cap_sys_tty_config",
    "cap_mknod",
    "cap_lease",
    "cap_audit_write",
    "cap_audit_control",
    "cap_setfcap",
    "cap_mac_override",
    "cap_mac_admin",
    "cap_syslog",
    "cap_wake_alarm",
    "cap_block_suspend",
    "cap_audit_read",
    "cap_perfmon",
    "cap_bpf",
    "cap_checkpoint_restore",
};

constexpr std::size_t word_size = 4;

std::uint64_t word_at(std::string_view bytes, std::size_t word) {
    return little_endian(bytes.substr(word * word_size, word_size));
}

/// In which sets a capability is.
enum : unsigned { effective = 1, permitted = 2, inheritable = 4, all_sets = 7 };

using Sets = std::array<unsigned, 64>;

Sets sets_from(std::string_view bytes) {
    constexpr std::size_t of_32_bits = 3 * word_size;  // a word of flags, and two for the first 32
    constexpr std::size_t of_64_bits =
        5 * word_size;  // two more; with a user namespace its root's id
    constexpr std::size_t of_namespace = 6 * word_size;
    if (bytes.size() != of_32_bits and bytes.size() != of_64_bits and bytes.size() != of_namespace)
        throw CannotTell{
            Kind::unparsable, fmt::format("capabilities of a file in {} bytes", bytes.size())};
    const bool is_wide = bytes.size() > of_32_bits;
    const auto may = word_at(bytes, 1) | (is_wide ? word_at(bytes, 3) << 32U : 0);
    const auto inherit = word_at(bytes, 2) | (is_wide ? word_at(bytes, 4) << 32U : 0);
    const bool has_effective = (word_at(bytes, 0) & 1U) != 0;
    Sets sets{};
    for (std::size_t i = 0; i < sets.size(); ++i) {
        sets.at(i) =
            ((may >> i & 1U) != 0 ? permitted : 0U) | ((inherit >> i & 1U) != 0 ? inheritable : 0U);
        if (has_effective and sets.at(i) != 0)
            sets.at(i) |= effective;
    }
    return sets;
}

std::string letters_of(unsigned sets) {
    std::string letters;
    for (const auto& [set, letter] :
         {std::pair(effective, 'e'), {inheritable, 'i'}, {permitted, 'p'}})
        if ((sets & set) != 0)
            letters += letter;
    return letters;
}

/// The sets that most of the known capabilities are in, of several the smallest: what the text begins with.
unsigned usual_sets(const Sets& sets) {
    std::array<std::size_t, all_sets + 1> counts{};
    for (std::size_t i = 0; i < names.size(); ++i)
        ++counts.at(sets.at(i));
    return static_cast<unsigned>(std::ranges::max_element(counts) - counts.begin());
}

std::string names_in(const Sets& all, unsigned sets) {
    std::vector<std::string> found;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all.at(i) == sets)
            found.push_back(i < names.size() ? std::string(names.at(i)) : std::to_string(i));
    return join(found, ",");
}

}  // namespace

std::string capability_text(std::string_view bytes) {
    auto all = sets_from(bytes);
    const auto usual = usual_sets(all);
    for (std::size_t i = names.size(); i < all.size(); ++i)
        if (all.at(i) == 0)  // a number that nothing is said of
            all.at(i) = usual;
    std::vector<std::string> parts;
    if (usual != 0)
        parts.push_back("=" + letters_of(usual));
    for (unsigned sets = all_sets + 1; sets-- > 0;) {
        const auto whose = sets == usual ? "" : names_in(all, sets);
        if (whose.empty())
            continue;
        const auto more = letters_of(sets & ~usual);
        const auto less = letters_of(usual & ~sets);
        const auto* const sign = parts.empty() ? "=" : "+";
        parts.push_back(
            whose + (more.empty() ? "" : sign + more) + (less.empty() ? "" : "-" + less)
        );
    }
    return join(parts, " ");
}

}  // namespace muster
