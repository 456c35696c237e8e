// What watches is a process, and its files outlive it: after a crash `supervise/stat` says "run" for ever. So the
// tool is asked, which knows whether anybody watches; one run for all services. Where nobody does, the file tells
// whether the service had been stopped before; if not, it may still run on its own, and we cannot tell.

#include "framework/platform/supervise_tools.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

/// One of the family.
struct Family {
    std::string_view name;
    const Bulk* tool;
    Supervised (*parse)(std::string_view answer);
    std::optional<SuperviseStatus> (*parse_status)(std::string_view bytes);
    std::span<const std::string_view>
        scanned;                    ///< where folders are looked after, first match first
    std::string_view defined = {};  ///< where folders lie that may be linked there
};

// --- the family ----------------------------------------------------------------------------------

// The distributions' places; runit's own default is /service, Debian's /etc/service, Void's /var/service.
constexpr std::array<std::string_view, 4> runit_folders = {
    "/etc/service", "/service", "/var/service", "/run/runit/service"};
constexpr std::array<std::string_view, 2> daemontools_folders = {"/service", "/etc/service"};
// s6-overlay's and s6-linux-init's.
constexpr std::array<std::string_view, 3> s6_folders = {
    "/run/service", "/run/s6/services", "/service"};

const Family runit_family = {
    "runit", &sv_status, parse_sv, parse_supervise_status, runit_folders, "/etc/sv"};
const Family daemontools_family = {
    "daemontools", &svstat, parse_svstat, parse_supervise_status, daemontools_folders};
const Family s6_family = {"s6", &s6_svstat, parse_s6_svstat, parse_s6_status, s6_folders};

// --- where a service is --------------------------------------------------------------------------

/// The folder of a service, and whether somebody looks after it from the boot on.
struct Place {
    enum class Kind { scanned, defined, named_by_path };
    std::string folder;
    Kind kind = Kind::scanned;
};

std::vector<Place> places_for(const Family& family, const std::string& name) {
    std::vector<Place> places;
    if (name.find('\0') != std::string::npos or name.starts_with('.') or name.empty())
        return places;
    if (name.starts_with('/'))
        return {{name, Place::Kind::named_by_path}};  // as the tools themselves take it
    if (name.find('/') != std::string::npos)
        return places;
    for (const auto folder : family.scanned)
        places.push_back({fmt::format("{}/{}", folder, name), Place::Kind::scanned});
    if (not family.defined.empty())
        places.push_back({fmt::format("{}/{}", family.defined, name), Place::Kind::defined});
    return places;
}

/// Nothing when no folder is there.
Task<std::optional<Place>> place_of(Host& host, const Family* family, std::string name) {
    auto places = places_for(*family, name);
    std::vector<Pending<std::optional<FileStatus>>> asked;
    for (const auto& place : places)
        asked.push_back(host.stat(place.folder));
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto& status = co_await asked[i];
        if (status and status->type == FileType::directory)
            co_return places[i];
    }
    co_return std::nullopt;
}

// --- its state -----------------------------------------------------------------------------------

struct State {
    Supervised said;
    std::optional<SuperviseStatus> noted;
};

std::optional<SuperviseStatus> noted_in(
    const Family& family, const std::string& folder, const std::optional<Content>& file
) {
    if (not file or file->bytes.empty())
        return std::nullopt;
    auto noted = family.parse_status(file->bytes);
    if (not noted)
        throw CannotTell{Kind::unparsable, fmt::format("{}/supervise/status is odd", folder)};
    return noted;
}

Task<std::optional<State>> state_of(Host& host, const Family* family, std::string name) {
    auto finding = place_of(host, family, name);
    const auto& place = co_await finding;
    if (not place)
        co_return std::nullopt;
    if (not family->tool->accepts(place->folder))
        throw CannotTell{
            Kind::unsupported,
            fmt::format("no reader for the state of a folder with such a name: {}", quoted(name))};
    auto asked = host.joined(*family->tool, place->folder);
    auto file = host.read(place->folder + "/supervise/status");
    const auto& answer = co_await asked;
    const auto& status = co_await file;
    State state;
    state.said = family->parse(*answer);
    state.noted = noted_in(*family, place->folder, status);
    if (not state.said.watched and state.noted and state.noted->pid != 0)
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "nobody watches over {} any more, and it ran then as process {}",
                place->folder,
                state.noted->pid
            ),
            "ask for its process"};
    co_return state;
}

bool runs(const State& state) {
    return state.said.word == "run" or state.said.word == "up";
}

std::string described(const State& state) {
    auto text = "its state is " + state.said.word;
    for (const auto& mark : state.said.marks)
        text += ", " + mark;
    return state.said.watched ? text : text + ", and nobody watches over it";
}

Value attribute_of(const State& state, std::string_view attribute) {
    if (attribute == "running")
        return flag_with_reason(runs(state), described(state));
    if (attribute == "state")
        return state.said.word;
    if (attribute == "substate")
        return state.said.marks.empty() ? not_set : Value(join(state.said.marks, ", "));
    if (attribute == "main_pid")
        return state.said.pid ? Value(*state.said.pid) : not_set;
    return runs(state) and state.noted ? Value(state.noted->since) : not_set;  // started
}

// --- its enablement ------------------------------------------------------------------------------

std::string listed(std::span<const std::string_view> folders) {
    return join(std::vector<std::string>(folders.begin(), folders.end()), ", ");
}

/// What a service looked after does when nobody says otherwise: a file `down` keeps it from being started.
struct Enablement {
    Place place;
    bool down = false;
};

Task<std::optional<Enablement>> enablement_of(Host& host, const Family* family, std::string name) {
    auto finding = place_of(host, family, name);
    const auto& place = co_await finding;
    if (not place)
        co_return std::nullopt;
    auto asked = host.stat(place->folder + "/down", Follow::no);
    const auto& down = co_await asked;
    co_return Enablement{*place, down.has_value()};
}

Value enabled(const Family& family, const Enablement& found) {
    if (found.down)
        return flag_with_reason(false, "it is normally down: " + found.place.folder + "/down");
    if (found.place.kind == Place::Kind::defined)
        return flag_with_reason(false, "no folder that is looked after has a link to it");
    if (found.place.kind == Place::Kind::named_by_path)
        throw CannotTell{
            Kind::unsupported,
            fmt::format("nothing tells who looks after {} at boot", found.place.folder),
            "name it as it is called in " + listed(family.scanned)};
    if (found.place.folder.starts_with("/run/"))
        throw NotAsked{fmt::format(
            "{} is made anew at every boot, by whom {} does not tell",
            found.place.folder,
            family.name
        )};
    return true;
}

Value attribute_of(const Family& family, const Enablement& found, std::string_view attribute) {
    if (attribute == "exists")
        return true;
    if (attribute == "unit_file")
        return found.place.folder + "/run";
    if (attribute == "enabled")
        return enabled(family, found);
    if (found.place.kind == Place::Kind::defined)
        return "not linked";
    return found.down ? "normally down" : "normally up";
}

// --- the answers ---------------------------------------------------------------------------------

bool is_one_of(std::initializer_list<std::string_view> words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

Task<Value> answer(Host& host, const Family* family, std::string name, std::string attribute) {
    if (is_one_of({"running", "state", "substate", "main_pid", "started"}, attribute)) {
        auto asked = state_of(host, family, name);
        const auto& state = co_await asked;
        co_return state ? attribute_of(*state, attribute) : absent;
    }
    if (is_one_of({"exists", "unit_file", "enabled", "enablement"}, attribute)) {
        auto asked = enablement_of(host, family, name);
        const auto& found = co_await asked;
        co_return found ? attribute_of(*family, *found, attribute) : absent;
    }
    throw has_no(family->name, attribute);
}

/// All folders that are looked after, or could be.
Task<std::vector<std::string>> names_of(Host& host, const Family* family) {
    std::vector<std::string> folders(family->scanned.begin(), family->scanned.end());
    if (not family->defined.empty())
        folders.emplace_back(family->defined);
    std::vector<Pending<std::optional<Names>>> asked;
    for (const auto& folder : folders)
        asked.push_back(host.list(folder));
    std::vector<std::string> names;
    bool any = false;
    for (auto& one : asked) {
        const auto& found = co_await one;
        if (not found)
            continue;
        any = true;
        names.insert(names.end(), found->names.begin(), found->names.end());
    }
    if (not any)
        throw CannotTell{
            Kind::unsupported,
            fmt::format("no folder of services for {}: {}", family->name, join(folders, ", "))};
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    co_return names;
}

template<const Family& family, const ServiceManager& manager>
struct Answers {
    static Task<Value> ask(Host& host, ServiceName service, std::string attribute) {
        return answer(host, &family, service.name, std::move(attribute));
    }
    static Task<std::vector<std::string>> all(Host& host, ServiceName pattern) {
        auto listing = names_of(host, &family);
        const auto& names = co_await listing;
        auto there = existing_services(host, &manager, names, pattern.name);
        co_return co_await there;
    }
};

using Runit = Answers<runit_family, runit>;
using Daemontools = Answers<daemontools_family, daemontools>;
using S6 = Answers<s6_family, s6>;

}  // namespace

const ServiceManager runit = {.name = "runit", .ask = Runit::ask, .all = Runit::all};
const ServiceManager daemontools = {
    .name = "daemontools", .ask = Daemontools::ask, .all = Daemontools::all};
const ServiceManager s6 = {.name = "s6", .ask = S6::ask, .all = S6::all};

}  // namespace muster
