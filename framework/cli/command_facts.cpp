#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/workbench.hpp"
#include "framework/model/value_codec.hpp"
#include "framework/platform/detect.hpp"
#include "framework/spec/written.hpp"
#include "matchers/table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

/// RESOURCE[:NAME]: the name is read by the type of the resource's subject.
Subject subject_from(const std::string& text, const Lexicon& lexicon) {
    const auto colon = text.find(':');
    const auto resource = text.substr(0, colon);
    const auto* entry = lexicon.find(resource);
    if (entry == nullptr)
        throw Broken(
            fmt::format("no resource \"{}\"{}", resource, did_you_mean(resource, lexicon.names())),
            {},
            "muster resources"
        );
    Subject subject{resource, {}};
    const bool may_be_nameless = entry->subject.empty() or entry->subject.front().optional;
    if (colon == std::string::npos and may_be_nameless)
        return subject;
    if (colon == std::string::npos or entry->subject.empty())
        throw Broken(
            entry->subject.empty() ? fmt::format("{} has no name", resource)
                                   : fmt::format("{} needs a name: {}:NAME", resource, resource)
        );
    const Written name{Json(text.substr(colon + 1))};
    subject.names.push_back(read_value(name, expected_type(entry->subject.front()), system_now()));
    if (entry->broken_subject != nullptr)
        if (const auto why = entry->broken_subject(subject); not why.empty())
            throw Broken(why);
    return subject;
}

bool has_required_parameter(const AttributeEntry& attribute) {
    return std::ranges::any_of(attribute.parameters, [](const ParameterEntry& parameter) {
        return not parameter.optional;
    });
}

std::vector<Fact> facts_of_subject(const Subject& subject, const Lexicon& lexicon) {
    const auto& entry = *lexicon.find(subject.resource);
    std::vector<Fact> facts;
    for (const auto& attribute : entry.attributes)
        if (not has_required_parameter(attribute))
            facts.push_back({subject, std::string(attribute.name)});
    for (const auto& view : entry.views)
        for (const auto& attribute : view.attributes) {
            auto part = subject;
            part.view = view.name;
            if (view.parameters.empty() and not has_required_parameter(attribute))
                facts.push_back({std::move(part), std::string(attribute.name)});
        }
    return facts;
}

std::string found_text(const Finding& finding) {
    if (const auto* why = std::get_if<CannotTell>(&finding.found))
        return "cannot tell: " + escaped(why->message);
    if (const auto* why = std::get_if<NotAsked>(&finding.found))
        return "not asked: " + escaped(why->reason);
    return to_shown(std::get<Value>(finding.found));
}

Json found_json(const Finding& finding) {
    if (const auto* why = std::get_if<CannotTell>(&finding.found))
        return Json(Json::Object{{"cannot_tell", bytes_to_json(why->message)}});
    if (const auto* why = std::get_if<NotAsked>(&finding.found))
        return Json(Json::Object{{"not_asked", bytes_to_json(why->reason)}});
    return to_json(std::get<Value>(finding.found));
}

void print_text(
    const std::vector<Fact>& facts, const std::vector<Finding>& findings, std::ostream& out
) {
    std::string before;
    for (std::size_t i = 0; i < facts.size(); ++i) {
        const auto subject = describe(facts[i].subject);
        if (subject != before)
            out << subject << "\n";
        before = subject;
        out << fmt::format(
            "  {} {}\n", padded(describe_attribute(facts[i]), 24), found_text(findings[i])
        );
    }
}

void print_json(
    const std::vector<Fact>& facts, const std::vector<Finding>& findings, std::ostream& out
) {
    Json::Array rows;
    for (std::size_t i = 0; i < facts.size(); ++i)
        rows.push_back(Json(Json::Object{
            {"subject", describe(facts[i].subject)},
            {"attribute", describe_attribute(facts[i])},
            {"value", found_json(findings[i])}}));
    out << to_text(Json(std::move(rows)), 2) << "\n";
}

void print_platform(const Platform& platform, std::ostream& out) {
    const auto line = [&](std::string_view name, const std::string& value) {
        out << fmt::format(
            "  {} {}\n", padded(name, 24), value.empty() ? "not known" : quoted(value)
        );
    };
    out << "platform\n";
    line("family", platform.family);
    line("distribution", platform.distribution);
    line("version", platform.version);
    line("codename", platform.codename);
    line("arch", platform.arch);
    line("kernel", platform.kernel);
    line("virtualization", platform.virtualization);
    line("init", platform.init);
}

}  // namespace

int command_facts(const Invocation& invocation) {
    const auto& arguments = invocation.arguments;
    const auto form = arguments.one_of("--format", {"text", "json"});
    const Vocabulary vocabulary(resource_table());
    const auto lexicon = vocabulary.lexicon();
    std::vector<Fact> facts;
    for (std::size_t i = 1; i < arguments.operands.size(); ++i)
        for (auto& fact : facts_of_subject(subject_from(arguments.operands[i], lexicon), lexicon))
            facts.push_back(std::move(fact));
    std::vector<std::string> notices;
    const auto target = KnownTargets(arguments).named(arguments.operands[0]);
    const auto backend = opener_of(arguments, secrets_of(arguments))(target, notices);
    const Deadline deadline(arguments.duration("--timeout"));
    Gatherer asking(vocabulary, *backend, {});
    const auto platform = asking.ask(detect_platform, deadline);
    for (const auto& notice : notices)
        invocation.err << notice << "\n";
    if (facts.empty()) {
        print_platform(platform, invocation.out);
        return 0;
    }
    Gatherer gatherer(vocabulary, *backend, platform);
    const auto findings = gatherer.gather(facts, deadline);
    if (form == "json")
        print_json(facts, findings, invocation.out);
    else
        print_text(facts, findings, invocation.out);
    return 0;
}

}  // namespace muster
