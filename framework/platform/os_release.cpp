#include "framework/platform/os_release.hpp"

#include "framework/base/text.hpp"

#include <algorithm>
#include <array>

namespace muster {

namespace {

bool is_key(std::string_view key) {
    const auto fits = [](char c) {
        return (c >= 'A' and c <= 'Z') or (c >= '0' and c <= '9') or c == '_';
    };
    return not key.empty() and std::ranges::all_of(key, fits);
}

/// The value of an assignment as sh reads it, as far as os-release(5) allows it.
std::string unquoted(std::string_view text) {
    std::string value;
    char quote = '\0';
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\\' and quote != '\'' and i + 1 < text.size())
            value += text[++i];
        else if (quote == '\0' and (c == '"' or c == '\''))
            quote = c;
        else if (quote != '\0' and c == quote)
            quote = '\0';
        else
            value += c;
    }
    return value;
}

struct Descent {
    std::string_view id;
    std::string_view family;
};

// The ids that descendants name in ID_LIKE, and those that name nobody.
constexpr std::array descents = {
    Descent{"debian", "debian"},
    Descent{"ubuntu", "debian"},
    Descent{"rhel", "rhel"},
    Descent{"fedora", "rhel"},
    Descent{"centos", "rhel"},
    Descent{"suse", "suse"},
    Descent{"sles", "suse"},
    Descent{"opensuse", "suse"},
    Descent{"alpine", "alpine"},
    Descent{"arch", "arch"},
    Descent{"archlinux", "arch"},
    Descent{"gentoo", "gentoo"},
    Descent{"void", "void"},
    Descent{"slackware", "slackware"},
};

}  // namespace

std::map<std::string, std::string> os_release_fields(std::string_view text) {
    std::map<std::string, std::string> fields;
    for (const auto raw : lines_of(text)) {
        const auto line = trimmed(raw);
        const auto equals = line.find('=');
        if (equals == std::string_view::npos or not is_key(line.substr(0, equals)))
            continue;
        fields[std::string(line.substr(0, equals))] = unquoted(line.substr(equals + 1));
    }
    return fields;
}

std::string family_of(std::string_view id, std::string_view id_like) {
    auto candidates = words_of(id_like);
    candidates.insert(candidates.begin(), id);
    for (const auto candidate : candidates) {
        const auto* found = std::ranges::find(descents, candidate, &Descent::id);
        if (found != descents.end())
            return std::string(found->family);
    }
    return std::string(id);
}

}  // namespace muster
