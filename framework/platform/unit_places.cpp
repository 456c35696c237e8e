#include "framework/platform/unit_places.hpp"

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

Task<std::optional<UnitFile>> unit_file_of(Host& host, std::string unit) {
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
        if (link->is_link and not file.masked)
            file.name = file_name_of(target);
        co_return file;
    }
    co_return std::nullopt;
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
    const auto dot = unit.rfind('.');
    const auto suffix = unit.substr(dot);
    std::vector<std::string> folders = {unit + ".d"};
    if (const auto general = template_of(unit))
        folders.push_back(*general + ".d");
    auto stem = unit.substr(0, std::min(unit.find('@'), dot));
    for (auto dash = stem.rfind('-'); dash != std::string::npos and dash > 0;
         dash = stem.rfind('-')) {
        stem.resize(dash);
        folders.push_back(stem + "-" + suffix + ".d");
    }
    folders.push_back(suffix.substr(1) + ".d");
    return folders;
}

Task<std::vector<NamedContent>> drop_ins_of(Host& host, std::string unit) {
    std::vector<Task<std::vector<NamedContent>>> asked;
    for (const auto& folder : drop_in_folders(unit))
        asked.push_back(configuration_files(host, fmt::format("systemd/system/{}/*.conf", folder)));
    std::map<std::string, NamedContent> by_name;
    for (auto& one : asked)
        for (const auto& file : co_await one)
            by_name.try_emplace(std::string(file_name_of(file.path)), file);
    std::vector<NamedContent> drop_ins;
    for (auto& [name, file] : by_name)
        drop_ins.push_back(std::move(file));
    co_return drop_ins;
}

}  // namespace muster
