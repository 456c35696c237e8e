#include "framework/author/lint/lint.hpp"

#include "framework/author/lint/checks.hpp"
#include "framework/author/lint/rules.hpp"
#include "framework/author/lint/silence.hpp"
#include "framework/base/display.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace muster {

namespace {

bool is_of_every_platform(const LintFinding& finding) {
    return finding.on_every_platform or find_lint_rule(finding.rule)->on_every_platform;
}

/// What one platform alone shows.
LintFindings findings_of(
    const Plan& plan,
    const Platform& platform,
    const SpokenHeadings& spoken,
    const Lexicon& lexicon,
    Instant now
) {
    const LintGround ground{lexicon, platform, now};
    LintFindings findings;
    check_rows(plan, ground, findings);
    check_pairs(plan, ground, findings);
    check_words(plan, findings);
    check_collected(plan, spoken, findings);
    return findings;
}

auto place_of(const LintFinding& finding) {
    const auto& where = finding.where;
    return std::tie(where.file, where.line, where.column, finding.rule, finding.message);
}

/// By place, each once, without those that are silenced.
LintFindings in_order(LintFindings findings) {
    SilencedLines silence;
    std::erase_if(findings, [&](const LintFinding& one) { return silence.covers(one); });
    std::ranges::sort(findings, {}, place_of);
    const auto is_same = [](const LintFinding& one, const LintFinding& other) {
        return place_of(one) == place_of(other);
    };
    findings.erase(std::unique(findings.begin(), findings.end(), is_same), findings.end());
    return findings;
}

/// Whether what stands at a place is said on this platform: a finding that every platform must have is then due.
bool is_due(const LintedPlan& linted, const LintFinding& finding) {
    const auto is_there = [&](const auto& one) { return one.where == finding.where; };
    return std::ranges::any_of(linted.plan.specs, [&](const Spec& spec) {
        return is_there(spec) or std::ranges::any_of(spec.rows, is_there)
               or std::ranges::any_of(spec.empty_blocks, is_there);
    });
}

/// A platform has a reason of its own.
LintFinding without_hint(LintFinding finding) {
    finding.hint.clear();
    return finding;
}

}  // namespace

std::string to_text(const LintFinding& finding) {
    const auto place = to_string(finding.where);
    return fmt::format(
        "{}{}{}: {}{}{}",
        place,
        place.empty() ? "" : ": ",
        finding.rule,
        printable(finding.message),
        finding.hint.empty() ? "" : "; ",
        printable(finding.hint)
    );
}

std::vector<Platform> lint_platforms() {
    struct Known {
        std::string_view family;
        std::string_view distribution;
        std::string_view version;
        std::string_view codename;
        std::string_view init;
    };
    constexpr std::array<Known, 8> known = {{
        {"debian", "debian", "12", "bookworm", "systemd"},
        {"debian", "debian", "12", "bookworm", "sysvinit"},
        {"debian", "ubuntu", "24.04", "noble", "systemd"},
        {"rhel", "rocky", "9.4", "", "systemd"},
        {"suse", "opensuse-leap", "15.6", "", "systemd"},
        {"arch", "arch", "", "", "systemd"},
        {"alpine", "alpine", "3.20", "", "openrc"},
        {"debian", "devuan", "5", "daedalus", "runit"},
    }};
    std::vector<Platform> platforms;
    for (const auto& one : known) {
        Platform platform;
        platform.family = one.family;
        platform.distribution = one.distribution;
        platform.version = one.version;
        platform.codename = one.codename;
        platform.init = one.init;
        platform.arch = "x86_64";
        platform.virtualization = "none";
        platforms.push_back(std::move(platform));
    }
    return platforms;
}

LintFindings lint_one(
    const Plan& plan, const Platform& platform, const Vocabulary& vocabulary, Instant now
) {
    auto findings = findings_of(plan, platform, {}, vocabulary.lexicon(), now);
    std::erase_if(findings, is_of_every_platform);
    return in_order(std::move(findings));
}

LintFindings lint(std::span<const LintedPlan> plans, const Vocabulary& vocabulary, Instant now) {
    const auto lexicon = vocabulary.lexicon();
    SpokenHeadings spoken;
    for (const auto& plan : plans)
        add_spoken(plan.plan, spoken);
    LintFindings all;
    std::map<std::string, std::ptrdiff_t> found_on;
    for (const auto& plan : plans) {
        auto findings = findings_of(plan.plan, plan.platform, spoken, lexicon, now);
        check_answers(plan.plan, vocabulary, plan.platform, findings);
        for (auto& one : in_order(std::move(findings))) {
            ++found_on[to_text(without_hint(one))];
            all.push_back(std::move(one));
        }
    }
    std::erase_if(all, [&](const LintFinding& one) {
        if (not is_of_every_platform(one))
            return false;
        const auto due =
            std::ranges::count_if(plans, [&](const LintedPlan& plan) { return is_due(plan, one); });
        return found_on[to_text(without_hint(one))] < due;
    });
    return in_order(std::move(all));
}

LintFindings lint_inventory(
    const Plan& of_every_role, std::span<const Plan> of_targets, const Inventory& inventory
) {
    LintFindings findings;
    check_roles(of_every_role, inventory, findings);
    check_errors_by_data(of_targets, findings);
    return in_order(std::move(findings));
}

}  // namespace muster
