#include "framework/platform/getent.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

bool is_name(std::string_view key) {
    const bool can_stand_in_a_line =
        key.find_first_of(std::string_view(":\n\0", 3)) == std::string_view::npos;
    // A first `-` would be an option of getent; `--` does not help, it is a key to some of them.
    return not key.empty() and can_stand_in_a_line and key[0] != '-' and not whole_number(key);
}

bool is_id(std::string_view key) {
    return whole_number(key).value_or(-1) >= 0;
}

template<char const* Database>
Command command(std::span<const std::string> keys) {
    Command command{{"getent", Database}};
    command.words.insert(command.words.end(), keys.begin(), keys.end());
    return command;
}

using Parts = std::map<std::string, std::string>;

/// Lines of passwd or group by their field `index`. getent: 2 "one or more keys not found".
Parts split_by_field(std::span<const std::string> keys, const Output& output, std::size_t index) {
    Parts parts;
    if (output.exit_status == 127) {
        for (const auto& key : keys)
            parts[key] = "";
        return parts;
    }
    if (output.exit_status != 0 and output.exit_status != 2) {
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "getent ended with {}: {}", output.exit_status, escaped(trimmed(output.err), 200)
            )};
    }
    for (const auto line : lines_of(output.out)) {
        const auto fields = split(line, ':');
        if (fields.size() > index)
            parts.emplace(fields[index], line);
    }
    return parts;
}

Parts split_by_name(std::span<const std::string> keys, const Output& output) {
    return split_by_field(keys, output, 0);
}

Parts split_by_id(std::span<const std::string> keys, const Output& output) {
    return split_by_field(keys, output, 2);
}

constexpr char passwd[] = "passwd";
constexpr char group[] = "group";

}  // namespace

constinit const Bulk getent_passwd{"getent passwd", is_name, command<passwd>, split_by_name};
constinit const Bulk getent_group{"getent group", is_name, command<group>, split_by_name};
constinit const Bulk getent_passwd_by_id{
    "getent passwd by id", is_id, command<passwd>, split_by_id};
constinit const Bulk getent_group_by_id{"getent group by id", is_id, command<group>, split_by_id};

std::optional<std::string> line_of_name(std::string_view text, std::string_view name) {
    if (name.empty() or name.find_first_of(std::string_view(":\n\0", 3)) != std::string_view::npos)
        return std::nullopt;
    for (const auto line : lines_of(text)) {
        if (line.size() > name.size() and line.starts_with(name) and line[name.size()] == ':')
            return std::string(line);
    }
    return std::nullopt;
}

}  // namespace muster
