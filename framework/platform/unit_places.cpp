#include "framework/platform/unit_places.hpp"

#include "framework/base/path_glob.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/configuration_folders.hpp"
#include "framework/platform/systemd_unit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace muster {

namespace {

bool has_lib_of_its_own(const Platform& platform) {
    const auto release = whole_number(platform.version.substr(0, platform.version.find('.')));
    if (not release)
        return false;
    return (platform.distribution == "debian" and *release < 13)
           or (platform.distribution == "ubuntu" and *release < 24);
}

bool is_in_folders(std::string_view path) {
    return path.find("/systemd/system/") != std::string_view::npos;
}

}  // namespace

std::vector<std::string> unit_folders(const Platform& platform) {
    std::vector<std::string> folders = {
        "/etc/systemd/system",
        "/run/systemd/system",
        "/usr/local/lib/systemd/system",
        "/usr/lib/systemd/system",
        "/lib/systemd/system",
    };
    if (has_lib_of_its_own(platform))
        std::swap(folders[3], folders[4]);
    return folders;
}

namespace {

/// `aliases_left`: of links that lead from one name to another.
Task<std::optional<UnitFile>> found_unit_file(Host& host, std::string unit, int aliases_left) {
    struct Place {
        std::string path;
        Pending<std::optional<LinkText>> link;
        Pending<std::optional<Content>> content;
    };
    std::vector<Place> places;
    for (const auto& folder : unit_folders(host.platform())) {
        auto path = fmt::format("{}/{}", folder, unit);
        places.push_back({path, host.readlink(path), host.read(path)});
    }
    for (auto& place : places) {
        const auto& link = co_await place.link;
        const auto& content = co_await place.content;
        if (not link)
            continue;
        UnitFile file{.name = unit, .path = place.path};
        const auto& target = link->text;
        file.masked = target == "/dev/null" or (content and content->bytes.empty());
        file.linked = link->is_link and not file.masked and target.starts_with('/')
                      and not is_in_folders(target);
        file.text = content ? content->bytes : "";
        const auto other = std::string(file_name_of(target));
        if (not link->is_link or file.masked or other == unit)
            co_return file;
        file.name = other;
        if (file.linked or aliases_left == 0)
            co_return file;
        auto asked = found_unit_file(host, other, aliases_left - 1);
        const auto& own = co_await asked;
        if (own)
            co_return *own;
        co_return file;
    }
    co_return std::nullopt;
}

}  // namespace

Task<std::optional<UnitFile>> unit_file_of(Host& host, std::string unit) {
    constexpr int most_aliases = 8;
    auto found = found_unit_file(host, std::move(unit), most_aliases);
    co_return co_await found;
}

Task<std::optional<UnitFile>> unit_file_or_template(Host& host, std::string unit) {
    auto own = unit_file_of(host, unit);
    auto general = unit_file_of(host, template_of(unit).value_or(unit));
    const auto& file = co_await own;
    if (file)
        co_return *file;
    co_return co_await general;
}

std::vector<std::string> drop_in_folders(const std::string& unit) {
    const auto suffix = unit.substr(unit.rfind('.'));
    std::vector<std::string> names = {unit};
    if (const auto general = template_of(unit))
        names.push_back(*general);
    const auto stem_end = std::min(unit.find('@'), unit.rfind('.'));
    auto stem = unit.substr(0, stem_end);
    const auto behind = unit.substr(stem_end);  // `@instance.service`, `.service`
    for (auto dash = stem.rfind('-'); dash != std::string::npos and dash > 0;
         dash = stem.rfind('-')) {
        stem.resize(dash);
        names.push_back(stem + "-" + behind);
        if (const auto general = template_of(names.back()))
            names.push_back(*general);
        if (behind != suffix)
            names.push_back(stem + "-" + suffix);
    }
    for (auto& name : names)
        name += ".d";
    return names;
}

namespace {

/// What is asked of one folder of drop-ins.
struct DropInFolder {
    Pending<std::optional<Names>> names;
    Pending<std::vector<NamedContent>> files;
};

DropInFolder drop_in_folder(Host& host, const std::string& path) {
    return {host.list(path), host.read_matching(glob_escaped(path) + "/*.conf")};
}

}  // namespace

Task<std::vector<NamedContent>> drop_ins_of(Host& host, std::vector<std::string> names) {
    std::vector<DropInFolder> asked;
    const auto folders = unit_folders(host.platform());
    for (const auto& folder : folders)
        for (const auto& name : names)
            for (const auto& own : drop_in_folders(name))
                asked.push_back(drop_in_folder(host, folder + "/" + own));
    const auto kind = names.front().substr(names.front().rfind('.') + 1) + ".d";
    for (const auto& folder : folders)
        asked.push_back(drop_in_folder(host, folder + "/" + kind));

    // What is no readable file, a link to /dev/null, hides those of its name.
    std::map<std::string, std::optional<NamedContent>> by_name;
    for (auto& one : asked) {
        const auto& listed = co_await one.names;
        const auto& files = co_await one.files;
        std::map<std::string, std::optional<NamedContent>> here;
        for (const auto& name : listed ? listed->names : std::vector<std::string>())
            if (name.ends_with(".conf") and not name.starts_with('.'))
                here.emplace(name, std::nullopt);
        for (const auto& file : files)
            here.insert_or_assign(std::string(file_name_of(file.path)), file);
        by_name.merge(here);
    }
    std::vector<NamedContent> drop_ins;
    for (auto& [name, file] : by_name)
        if (file)
            drop_ins.push_back(*std::move(file));
    co_return drop_ins;
}

}  // namespace muster
