#include "framework/platform/apk_text.hpp"

#include "framework/base/text.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

/// A line `P:nginx` as its letter and its value; the letter is 0 at the end of a stanza.
struct Line {
    char letter = '\0';
    std::string_view value;
};

Line line_of(std::string_view text) {
    if (text.size() < 2 or text[1] != ':')
        return {};
    return {text[0], text.substr(2)};
}

}  // namespace

PackageTable parse_apk_installed(std::string_view text) {
    PackageTable table;
    PackageRecord record;
    const auto finish = [&] {
        if (not record.name.empty() and not record.version.empty()) {
            record.state = "installed";
            record.installed = true;
            table[record.name].push_back(record);
        }
        record = {};
    };
    for (const auto raw : lines_of(text)) {
        const auto line = line_of(raw);
        switch (line.letter) {
        case '\0':
            if (raw.empty())
                finish();
            break;
        case 'P': record.name = line.value; break;
        case 'V': record.version = line.value; break;
        case 'A': record.architecture = line.value; break;
        case 'p':
            for (const auto word : words_of(line.value))
                record.provides.push_back(provided_name(word));
            break;
        default: break;
        }
    }
    finish();
    return table;
}

std::vector<ApkFile> apk_files_of(std::string_view installed, const PackageName& name) {
    std::vector<ApkFile> files;
    PackageRecord record;
    std::string folder;
    std::string path;
    for (const auto raw : lines_of(installed)) {
        const auto line = line_of(raw);
        if (raw.empty())
            record = {};
        if (line.letter == 'P')
            record.name = line.value;
        else if (line.letter == 'A')
            record.architecture = line.value;
        else if (line.letter == 'F')
            folder = line.value;
        else if (line.letter == 'R')
            path = fmt::format("/{}{}{}", folder, folder.empty() ? "" : "/", line.value);
        else if (line.letter == 'Z' and is_called(record, name))
            files.push_back({path, std::string(line.value)});
    }
    return files;
}

ApkWorld parse_apk_world(std::string_view text) {
    ApkWorld world;
    for (const auto word : words_of(text)) {
        if (word.front() == '!')
            continue;
        const auto end = word.find_first_of("=<>~@");
        const auto name = std::string(word.substr(0, end));
        const auto condition = end == std::string_view::npos ? "" : word.substr(end);
        world.wanted.push_back(name);
        // `>` and `<` leave it room, `@` names a repository.
        if (condition.starts_with('=') or condition.starts_with('~') or condition.starts_with("><"))
            world.pinned.push_back(name);
    }
    return world;
}

PackageOffer parse_apk_policy(std::string_view block) {
    // Two blanks and a version, four and where it is: the database's file, a repository, or `@tag` and one.
    PackageOffer offer;
    std::string version;
    for (const auto line : lines_of(block)) {
        const auto words = words_of(line);
        if (words.empty())
            continue;
        if (not line.starts_with("    ")) {
            version =
                words[0].substr(0, words[0].ends_with(':') ? words[0].size() - 1 : words[0].size());
            continue;
        }
        if (words[0] == "lib/apk/db/installed" or words[0] == "usr/lib/apk/db/installed")
            continue;
        const bool tagged = words[0].front() == '@';
        offer.repositories.try_emplace(version, words.back());
        if (not tagged
            and (not offer.candidate or compare_versions(VersionOrder::apk, version, *offer.candidate) > 0))
            offer.candidate = version;
    }
    return offer;
}

}  // namespace muster
