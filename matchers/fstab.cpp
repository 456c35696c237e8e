// fstab(path): the line of /etc/fstab for a mount point (framework/platform/fstab.hpp).

#include "framework/platform/fstab.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/host/plural.hpp"
#include "framework/model/remark.hpp"
#include "framework/platform/mount_options.hpp"
#include "framework/platform/mount_table.hpp"
#include "matchers/file/path.hpp"

#include <fmt/format.h>

#include <set>

namespace muster {

namespace {

/// Says when the path has more lines than the one that counts.
std::string about_several(const std::vector<FstabLine>& lines) {
    if (lines.size() < 2)
        return "";
    std::vector<std::string> numbers;
    for (const auto& line : lines)
        numbers.push_back(std::to_string(line.number));
    return fmt::format("lines {} are all of this path; the last one counts", join(numbers, ", "));
}

Task<Value> missing(Host& host, std::string path) {
    auto& reading = host.once(fstab_table);
    const auto& table = co_await reading;
    Value value = absent;
    for (const auto& line : table.commented_out) {
        if (line.path == without_empty_steps(path))
            value.remark = fmt::format("line {} is commented out", line.number);
    }
    co_return value;
}

template<Value (*Read)(const FstabLine&, const Fact&)>
Task<Value> of_line(Host& host, Fact fact) {
    auto& asked = host.once(fstab_lines, fact.subject.name());
    const auto& lines = co_await asked;
    if (lines.empty()) {
        auto looking = missing(host, fact.subject.name());
        co_return co_await looking;
    }
    auto value = Read(lines.back(), fact);
    if (value.remark.empty())
        value.remark = about_several(lines);
    co_return value;
}

Value exists(const FstabLine&, const Fact&) {
    return true;
}

template<std::string FstabLine::*Field>
Value text_of(const FstabLine& line, const Fact&) {
    return line.*Field;
}

template<std::string FstabLine::*Field>
Value number_of(const FstabLine& line, const Fact&) {
    const auto number = whole_number(line.*Field);
    return number ? Value(*number) : wrong_kind("is " + quoted(line.*Field) + ", not a number");
}

Value options(const FstabLine& line, const Fact&) {
    return sequence_of_texts(line.options);
}

Value option(const FstabLine& line, const Fact& fact) {
    const auto value = mount_option(line.options, fact.parameter());
    if (value and not value->empty())
        return Scalar{*value};
    return with_remark(not_set, value ? "the option is there and has no value" : "");
}

Task<std::vector<Subject>> all_lines(Host& host, Subject) {
    auto& reading = host.once(fstab_table);
    const auto& table = co_await reading;
    std::set<std::string> paths;
    for (const auto& line : table.lines) {
        if (not line.is_of_swap())
            paths.insert(line.path);
    }
    std::vector<Subject> entries;
    for (const auto& path : paths)
        entries.push_back({"fstab", {Value(path)}});
    co_return entries;
}

Resource fstab() {
    Resource resource;
    resource.entry = {
        .name = "fstab",
        .summary = "The active line of /etc/fstab for a mount point.",
        .absence = "has no line in /etc/fstab",
        .subject = {{.name = "path", .meaning = "absolute; links on its way are resolved"}},
        .attributes =
            {
                {.name = "exists",
                 .type = Type::flag,
                 .meaning = "there is a line, and it is no comment",
                 .when_absent = false},
                {.name = "device",
                 .type = Type::text,
                 .meaning = "first field as written, `UUID=x` of `UUID=\"x\"`"},
                {.name = "type", .type = Type::text, .meaning = "third field: `ext4`"},
                {.name = "options",
                 .type = Type::list,
                 .meaning = "fourth field, in its order; none is an empty list",
                 .item = {.ordered = true}},
                {.name = "option",
                 .type = Type::scalar,
                 .meaning = "what stands after its `=`; not set when there is no such option, or "
                            "nothing after it",
                 .parameters = {{.name = "name", .meaning = "`size`"}}},
                {.name = "dump", .type = Type::number, .meaning = "fifth field; 0 without it"},
                {.name = "pass", .type = Type::number, .meaning = "sixth field; 0 without it"},
            },
        .example = R"(expect(fstab("/home").type == "xfs");
expect(fstab("/home").options.contains("nodev"));)",
        .yaml_example = R"(- {fstab: /home, type: xfs, options: {contains: nodev}})",
        .details =
            R"(`\040` and the like are decoded. Of two lines for one path the last counts, and a remark
names both: mount -a would put it on top. Lines with fewer than three fields say
nothing. Lines of swap have no path and are not told here. Without /etc/fstab no path has a line.)",
        .broken_subject = broken_path,
    };
    resource.readers = {
        {"exists", of_line<exists>},
        {"device", of_line<text_of<&FstabLine::device>>},
        {"type", of_line<text_of<&FstabLine::type>>},
        {"options", of_line<options>},
        {"option", of_line<option>},
        {"dump", of_line<number_of<&FstabLine::dump>>},
        {"pass", of_line<number_of<&FstabLine::pass>>},
    };
    return resource;
}

}  // namespace

std::span<const Resource> fstab_resources() {
    static const Resource singular = fstab();
    static const std::vector<Resource> resources = {
        singular,
        plural_of(
            singular,
            {.name = "fstab_entries",
             .summary = "All mount points of /etc/fstab.",
             .example =
                 R"(expect(fstab_entries().where("type", "nfs").every("options", contains("_netdev")));)",
             .yaml_example =
                 R"(- {fstab_entries: , where: {type: nfs}, every: {options: {contains: _netdev}}})"},
            all_lines
        ),
    };
    return resources;
}

}  // namespace muster
