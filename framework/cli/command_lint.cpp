#include "framework/author/lint/lint.hpp"
#include "framework/author/lint/rules.hpp"
#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/workbench.hpp"
#include "matchers/table.hpp"

#include <fmt/format.h>

#include <cctype>

namespace muster {

namespace {

/// Whole documents and items of one are YAML.
std::string_view language_of(std::string_view example) {
    return example.find("expect(") == std::string_view::npos ? "yaml" : "cpp";
}

std::string sentence_of(std::string_view words) {
    std::string text(words);
    text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    return text;
}

std::string_view where_found(const LintRule& rule) {
    if (rule.id == "errored-by-inventory")
        return "Found by `muster lint` with an inventory.";
    if (not rule.inventory.empty())
        return "Found with an inventory, at the head of a run, too.";
    return rule.on_every_platform ? "Found by `muster lint` and with `--strict`."
                                  : "Found at the head of a run, too.";
}

std::string rule_markdown(const LintRule& rule) {
    const auto fence = [](std::string_view example) {
        return fmt::format("```{}\n{}\n```\n", language_of(example), example);
    };
    return fmt::format(
        "\n## {}\n\n{}. {}\n\n{}\n{}\nInstead:\n\n{}",
        rule.id,
        sentence_of(rule.summary),
        where_found(rule),
        rule.meaning,
        (rule.inventory.empty()
             ? "\n"
             : "\nWith the inventory\n\n" + fence(rule.inventory) + "\nfound in\n\n")
            + fence(rule.found_in),
        fence(rule.instead)
    );
}

Json rule_json(const LintRule& rule) {
    return Json(Json::Object{
        {"id", rule.id},
        {"summary", rule.summary},
        {"meaning", rule.meaning},
        {"language", language_of(rule.found_in)},
        {"found_in", rule.found_in},
        {"instead", rule.instead},
        {"inventory", rule.inventory},
        {"on_every_platform", rule.on_every_platform}});
}

void print_rules(const std::string& form, std::ostream& out) {
    if (form == "json") {
        Json::Array all;
        for (const auto& rule : lint_rules())
            all.push_back(rule_json(rule));
        out << to_text(Json(std::move(all)), 2) << "\n";
    } else if (form == "markdown") {
        out << "# The rules of `muster lint`\n\nMade by `muster lint --rules --format markdown`; "
               "[Lint](lint.md) says how it is used.\n";
        for (const auto& rule : lint_rules())
            out << rule_markdown(rule);
    } else {
        for (const auto& rule : lint_rules())
            out << fmt::format("{} {}\n", padded(rule.id, 22), rule.summary);
    }
}

Json finding_json(const LintFinding& finding) {
    return Json(Json::Object{
        {"rule", finding.rule},
        {"file", bytes_to_json(finding.where.file)},
        {"line", finding.where.line},
        {"column", finding.where.column},
        {"message", bytes_to_json(finding.message)},
        {"hint", finding.hint}});
}

void print_findings(const LintFindings& findings, const std::string& form, std::ostream& out) {
    if (form == "json") {
        Json::Array all;
        for (const auto& finding : findings)
            all.push_back(finding_json(finding));
        out << to_text(Json(std::move(all)), 2) << "\n";
        return;
    }
    for (const auto& finding : findings)
        out << to_text(finding) << "\n";
}

}  // namespace

int command_lint(const Invocation& invocation) {
    const auto& arguments = invocation.arguments;
    if (arguments.has("--rules")) {
        print_rules(arguments.one_of("--format", {"text", "json", "markdown"}), invocation.out);
        return 0;
    }
    const auto form = arguments.one_of("--format", {"text", "json"});
    const Vocabulary vocabulary(resource_table());
    const auto programs = programs_of(arguments.operands, invocation.built_in);
    const KnownTargets known(arguments);
    RunContext context{vocabulary, programs, {}, {}, {}};
    context.inventory = known.inventory();
    const auto findings = lint_everywhere(known, context);
    print_findings(findings, form, invocation.out);
    return findings.empty() ? 0 : 1;
}

}  // namespace muster
