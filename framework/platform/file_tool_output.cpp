#include "framework/platform/file_tool_output.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/cannot_tell.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace muster {

namespace {

using Keys = std::span<const std::string>;
using Parts = ToldOfPaths;

/// The records of a tool that writes one line a path. A path with a newline is asked for alone, and
/// then all of the output is its record.
std::vector<std::string_view> records(Keys keys, std::string_view output) {
    if (keys.size() != 1)
        return lines_of(output);
    if (output.ends_with('\n'))
        output.remove_suffix(1);
    return output.empty() ? std::vector<std::string_view>() : std::vector{output};
}

/// The longest key that `line` begins with, followed by `separator`; empty when there is none.
std::string_view leading_key(
    const std::set<std::string_view>& keys, std::string_view line, std::string_view separator
) {
    std::string_view longest;
    for (auto end = line.find(separator); end != std::string_view::npos;
         end = line.find(separator, end + 1))
        if (keys.contains(line.substr(0, end)))
            longest = line.substr(0, end);
    return longest;
}

/// "lsattr: Permission denied While reading flags on /etc/shadow" (e2fsprogs).
void add_lsattr_complaint(Parts& parts, std::string_view line) {
    const auto path = line.find(" /");
    const auto colon = line.find(": ");
    if (path == std::string_view::npos or colon == std::string_view::npos or colon > path)
        return;
    auto message = line.substr(colon + 2, path - colon - 2);
    message = message.substr(0, std::min(message.find(" While "), message.find(" while ")));
    parts[std::string(line.substr(path + 1))] = complaint_sign + std::string(message);
}

/// "/root/x (Permission denied)" (libcap).
void add_getcap_complaint(Parts& parts, std::string_view line) {
    const auto open = line.rfind(" (");
    if (open == std::string_view::npos or not line.ends_with(')'))
        return;
    const auto message = line.substr(open + 2, line.size() - open - 3);
    parts[std::string(line.substr(0, open))] = complaint_sign + std::string(message);
}

/// "getfacl: /root/x: Permission denied", "getfattr: /x: user.note: Permission denied".
void add_named_complaint(
    Parts& parts, const std::set<std::string_view>& keys, std::string_view line
) {
    const auto tool = line.find(": ");
    if (tool == std::string_view::npos)
        return;
    line.remove_prefix(tool + 2);
    const auto key = leading_key(keys, line, ": ");
    if (not key.empty())
        parts[std::string(key)] = complaint_sign + std::string(line.substr(key.size() + 2));
}

/// Lines "ANSWER PATH".
void add_answers_before_paths(Parts& parts, Keys keys, std::string_view output) {
    for (const auto record : records(keys, output))
        if (const auto blank = record.find(' '); blank != std::string_view::npos)
            parts[std::string(record.substr(blank + 1))] =
                answer_sign + std::string(record.substr(0, blank));
}

/// `= cap_chown+ep` until libcap 2.32, `cap_chown=ep` since.
std::string capabilities_text(std::string_view text) {
    if (not text.starts_with("= "))
        return std::string(text);
    std::string newer(text.substr(2));
    std::ranges::replace(newer, '+', '=');
    return newer;
}

/// The `\012` and `\\` of getfacl's and getfattr's "# file: " lines.
std::string unescaped(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto code = text[i] == '\\' ? octal_number(text.substr(i + 1, 3)) : std::nullopt;
        if (code and *code < 256) {
            bytes += static_cast<char>(*code);
            i += 3;
        } else {
            if (text.substr(i).starts_with("\\\\"))
                ++i;
            bytes += text[i];
        }
    }
    return bytes;
}

/// Paragraphs that begin with "# file: PATH"; what follows belongs to that path.
void add_paragraphs(Parts& parts, std::string_view output) {
    constexpr std::string_view header = "# file: ";
    std::string* current = nullptr;
    for (const auto line : lines_of(output)) {
        if (line.starts_with(header)) {
            current = &parts[unescaped(line.substr(header.size()))];
            *current = answer_sign;
        } else if (current != nullptr and not line.empty() and not line.starts_with('#')) {
            *current += std::string(line) + '\n';
        }
    }
}

std::optional<std::string> bytes_from_hex(std::string_view hex) {
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        unsigned byte = 0;
        const auto pair = hex.substr(i, 2);
        const auto [rest, error] =
            std::from_chars(pair.data(), pair.data() + pair.size(), byte, 16);
        if (pair.size() != 2 or error != std::errc{} or rest != pair.data() + 2)
            return std::nullopt;
        bytes += static_cast<char>(byte);
    }
    return bytes;
}

}  // namespace

ToldOfPaths parse_lsattr(Keys paths, std::string_view out, std::string_view err) {
    Parts parts;
    for (const auto line : records(paths, err))
        add_lsattr_complaint(parts, line);
    add_answers_before_paths(parts, paths, out);
    return parts;
}

ToldOfPaths parse_getcap(Keys paths, std::string_view out, std::string_view err) {
    const std::set<std::string_view> known(paths.begin(), paths.end());
    Parts parts;
    for (const auto line : records(paths, err))
        add_getcap_complaint(parts, line);
    for (const auto record : records(paths, out)) {
        const auto key = leading_key(known, record, " ");
        if (not key.empty())
            parts[std::string(key)] =
                answer_sign + capabilities_text(record.substr(key.size() + 1));
    }
    return parts;
}

ToldOfPaths parse_getfacl(Keys paths, std::string_view out, std::string_view err) {
    const std::set<std::string_view> known(paths.begin(), paths.end());
    Parts parts;
    for (const auto line : lines_of(err))
        add_named_complaint(parts, known, line);
    add_paragraphs(parts, out);
    return parts;
}

ToldOfPaths parse_getfattr(Keys paths, std::string_view out, std::string_view err) {
    const std::set<std::string_view> known(paths.begin(), paths.end());
    const auto end_of_id = std::min(out.find('\n'), out.size());
    const std::string asker(out.substr(0, end_of_id));
    Parts parts;
    for (const auto& path : paths)
        parts[path] = answer_sign;
    add_paragraphs(parts, out.substr(end_of_id));
    for (auto& [path, text] : parts)
        text.insert(1, asker + '\n');
    for (const auto line : lines_of(err))
        add_named_complaint(parts, known, line);
    return parts;
}

ToldOfPaths parse_labels(Keys paths, std::string_view out) {
    Parts parts;
    add_answers_before_paths(parts, paths, out);
    return parts;
}

std::vector<std::string> acl_entries_in(std::string_view paragraph) {
    std::vector<std::string> entries;
    for (const auto line : lines_of(paragraph))
        entries.push_back(unescaped(trimmed(line.substr(0, line.find('#')))));
    return entries;
}

std::optional<std::string> attribute_in(std::string_view paragraph, std::string_view name) {
    for (const auto line : lines_of(paragraph)) {
        const auto end = std::min(line.find('='), line.size());
        if (unescaped(line.substr(0, end)) != name)
            continue;
        const auto hex = line.substr(std::min(end + 3, line.size()));
        auto bytes = bytes_from_hex(hex);
        if (not bytes)
            throw CannotTell{
                Kind::unparsable, "getfattr: no hexadecimal value of " + escaped(name)};
        return bytes;
    }
    return std::nullopt;
}

}  // namespace muster
