// JUnit XML, for Jenkins, GitLab and the like: a suite a target and spec, a case a row.
//
// The form is what Jenkins' xUnit plugin accepts (its junit-10.xsd): cases have a file and a line but
// no properties, so that the rest stands in system-out, as `[[PROPERTY|name=value]]` lines, which
// several readers pick up again. Jenkins drops two cases of one classname and name: they are numbered.

#include "framework/base/text.hpp"
#include "framework/base/xml/xml.hpp"
#include "framework/model/reporter.hpp"
#include "reporters/support/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace muster {

namespace {

// Readers have limits of their own (libxml2: 10 MB a text): beyond these a text is cut.
constexpr std::size_t longest_attribute = 16UL << 10;
constexpr std::size_t longest_text = 256UL << 10;

std::string cut(std::string text, std::size_t limit) {
    if (text.size() <= limit)
        return text;
    const auto whole = text.size();
    while (limit > 0 and (static_cast<unsigned char>(text[limit]) & 0xC0U) == 0x80)
        --limit;  // never through a character
    text.resize(limit);
    return text + fmt::format("… ({} bytes)", whole);
}

void bound(XmlElement& element) {
    for (auto& [name, value] : element.attributes)
        value = cut(std::move(value), longest_attribute);
    element.text = cut(std::move(element.text), longest_text);
    for (auto& child : element.children)
        bound(child);
}

std::string text_of(std::size_t number) {
    return fmt::format("{}", number);
}

/// Seconds of UTC without a zone, as Ant wrote them first.
std::string timestamp(Instant time) {
    return to_iso8601(time).substr(0, std::string_view("2026-07-01T12:00:00").size());
}

/// Jenkins takes the classname up to its last dot for a package: a title must bring no dot of its own.
std::string class_name(const TargetReport& target, const std::string& title) {
    auto plain = title;
    std::ranges::replace(plain, '.', '_');
    return target.name + "." + plain;
}

void add_property(XmlElement& properties, std::string name, std::string value) {
    if (not value.empty())
        properties.add({"property", {{"name", std::move(name)}, {"value", std::move(value)}}});
}

XmlElement properties_of(const TargetReport& target, const SpecReport& spec) {
    XmlElement properties{"properties"};
    const auto& platform = target.platform;
    add_property(properties, "target", target.url);
    add_property(properties, "target.roles", join(target.roles, ","));
    add_property(properties, "platform.distribution", platform.distribution);
    add_property(properties, "platform.version", platform.version);
    add_property(properties, "platform.arch", platform.arch);
    add_property(properties, "platform.kernel", platform.kernel);
    add_property(properties, "platform.virtualization", platform.virtualization);
    add_property(properties, "platform.init", platform.init);
    add_property(properties, "spec.at", place(spec.where));
    add_property(properties, "spec.roles", join(spec.roles, ","));
    add_property(properties, "spec.tags", join(spec.tags, ","));
    add_property(properties, "spec.owner", spec.owner);
    add_property(properties, "spec.runbook", spec.runbook);
    add_property(properties, "exchanges", text_of(target.exchanges));
    for (const auto& notice : target.notices)
        add_property(properties, "notice", notice);
    return properties;
}

/// A mark within a property line would end it early.
std::string property_line(std::string_view name, std::string_view value) {
    std::string text;
    for (const char letter : value) {
        if (letter == ']' and text.ends_with(']'))
            text += ' ';
        text += letter;
    }
    return value.empty() ? "" : fmt::format("[[PROPERTY|{}={}]]\n", name, text);
}

std::string output_of(const Result& result) {
    auto text = property_line("id", result.id) + property_line("given_id", result.given_id)
                + property_line("impact", name(result.impact))
                + property_line("about", result.about) + property_line("because", result.because)
                + property_line("expected", result.expected)
                + property_line("actual", result.actual);
    if (result.attempts > 1)
        text += property_line("attempts", text_of(static_cast<std::size_t>(result.attempts)));
    return text;
}

/// What a person reads of a failure or an error.
std::string story(
    const TargetReport& target, const Result& result, const ReporterOptions& options
) {
    auto text = headline(result, target) + "\n";
    if (not result.because.empty())
        text += "because: " + result.because + "\n";
    for (const auto& [question, answer] : result.evidence)
        text += fmt::format("asked: {}: {}\n", question, answer);
    if (not result.hint.empty())
        text += "hint: " + result.hint + "\n";
    return text + "again: " + run_again(result, target, options) + "\n";
}

XmlElement trouble(std::string name, std::string type, const std::string& message) {
    return {std::move(name), {{"message", message}, {"type", std::move(type)}}, {}, message};
}

class Junit : public Reporter {
public:
    Junit(std::ostream& to, const ReporterOptions& options) : to_(to), options_(options) {}

    void run_done(const RunReport& run) override {
        XmlElement root{"testsuites"};
        for (const auto& target : run.targets)
            add_target(root, target);
        // A file that says nothing of what was not asked would look green.
        const TargetReport run_itself{.name = "muster", .started = run.started};
        if (run.targets.empty())
            add_verdict(root, run_itself, "no target");
        if (run.interrupted)
            add_verdict(root, run_itself, "interrupted: this is what was known by then");
        root.attributes = {
            {"name", "muster"},
            {"tests", text_of(all_.all())},
            {"failures", text_of(all_.failed)},
            {"errors", text_of(all_.errored)},
            {"time", decimal_seconds(run.duration)}};
        bound(root);
        to_ << to_text(root);
    }

private:
    void add_target(XmlElement& root, const TargetReport& target) {
        for (const auto& spec : target.specs)
            add_suite(root, target, spec);
        if (const auto why = not_verified(target); not why.empty())
            add_verdict(root, target, why);
    }

    void add_suite(XmlElement& root, const TargetReport& target, const SpecReport& spec) {
        XmlElement suite{"testsuite"};
        suite.add(properties_of(target, spec));
        auto count = tally(spec);
        Nanoseconds duration{0};
        for (const auto& result : spec.results) {
            suite.add(row(target, spec, result));
            duration += result.duration;
        }
        if (const auto why = not_verified(spec); not why.empty()) {
            auto& empty = suite.add(test_case(class_name(target, spec.title), "is verified"));
            empty.add(trouble("error", "not verified", why));
            count.add(Outcome::errored);
        }
        describe(suite, target, target.name + ": " + spec.title, count, duration);
        if (not spec.where.file.empty())
            suite.attributes.emplace_back("file", spec.where.file);
        root.add(std::move(suite));
    }

    /// A suite of one errored case: a target of which nothing is known must not look green.
    void add_verdict(XmlElement& root, const TargetReport& target, const std::string& why) {
        const bool silent = not target.unreachable.empty();
        XmlElement suite{"testsuite"};
        suite.add(properties_of(target, {}));
        auto& only = suite.add(
            test_case(class_name(target, "target"), silent ? "is reachable" : "is verified")
        );
        only.add(trouble("error", silent ? "unreachable" : "not verified", why));
        Tally count;
        count.add(Outcome::errored);
        describe(suite, target, target.name, count, target.duration);
        root.add(std::move(suite));
    }

    void describe(
        XmlElement& suite,
        const TargetReport& target,
        std::string name,
        const Tally& count,
        Nanoseconds duration
    ) {
        suite.attributes = {
            {"name", std::move(name)},
            {"id", text_of(suites_++)},
            {"package", target.name},
            {"hostname", target.name},
            {"timestamp", timestamp(target.started)},
            {"tests", text_of(count.all())},
            {"failures", text_of(count.failed)},
            {"errors", text_of(count.errored)},
            {"skipped", text_of(count.skipped + count.waived)},
            {"time", decimal_seconds(duration)}};
        all_ += count;
    }

    XmlElement row(const TargetReport& target, const SpecReport& spec, const Result& result) {
        auto words = result.headings;
        words.push_back(result.statement);
        auto element = test_case(class_name(target, spec.title), join(words, ": "));
        element.attributes.emplace_back("time", decimal_seconds(result.duration));
        if (not result.where.file.empty()) {
            element.attributes.emplace_back("file", result.where.file);
            element.attributes.emplace_back("line", fmt::format("{}", result.where.line));
        }
        if (result.outcome == Outcome::skipped)
            element.add(trouble("skipped", "skipped", result.message));
        if (result.waived) {
            auto& why = element.add(trouble("skipped", "waived", words_of(*result.waived)));
            why.text = story(target, result, options_);
        } else if (result.outcome == Outcome::failed or result.outcome == Outcome::errored) {
            const bool failed = result.outcome == Outcome::failed;
            auto& why = element.add(trouble(
                failed ? "failure" : "error", std::string(name(result.outcome)), result.message
            ));
            why.text = story(target, result, options_);
        }
        element.add({"system-out", {}, {}, output_of(result)});
        return element;
    }

    /// A case whose classname and name no other case has, also after replacements, which may make a
    /// text three times as long, and cuts.
    XmlElement test_case(std::string classname, const std::string& wanted) {
        constexpr std::size_t room_for_number = 32;
        classname = xml_text(cut(std::move(classname), longest_attribute / 4));
        const auto name = xml_text(cut(wanted, longest_attribute / 4 - room_for_number));
        auto unique = name;
        auto& count = taken_[{classname, name}];
        while (++count > 1) {
            unique = fmt::format("{} ({})", name, count);
            if (taken_.emplace(std::pair(classname, unique), 1).second)
                break;
        }
        return {"testcase", {{"classname", std::move(classname)}, {"name", std::move(unique)}}};
    }

    std::ostream& to_;
    ReporterOptions options_;
    Tally all_;
    std::size_t suites_ = 0;
    std::map<std::pair<std::string, std::string>, int> taken_;
};

}  // namespace

ReporterEntry junit_reporter() {
    return {
        "junit",
        "JUnit XML, for Jenkins, GitLab and other CI systems",
        [](std::ostream& to, const ReporterOptions& options) -> std::unique_ptr<Reporter> {
            return std::make_unique<Junit>(to, options);
        }};
}

}  // namespace muster
