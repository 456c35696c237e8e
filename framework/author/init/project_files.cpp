#include "framework/author/init/project_files.hpp"

#include "framework/base/regex/regex.hpp"
#include "framework/base/text.hpp"
#include "framework/base/yaml/yaml.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

constexpr std::string_view github =
    R"(# Verifies specs by themselves, and this machine by them. Muster has to be there: install its package in a step before.
name: muster
on: [push, pull_request]
jobs:
  verify:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: muster lint specs/
      - run: muster run specs/ -r console -r junit=muster.xml
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: muster
          path: muster.xml
)";

constexpr std::string_view gitlab =
    R"(# Verifies specs by themselves, and this machine by them. Muster has to be there: take an image that has it.
muster:
  script:
    - muster lint specs/
    - muster run specs/ -r console -r junit=muster.xml
  artifacts:
    when: always
    reports:
      junit: muster.xml
)";

}  // namespace

Ci recognised_ci(const CheckoutSigns& signs) {
    if (signs.has_github_folder)
        return Ci::github;
    if (signs.has_gitlab_file)
        return Ci::gitlab;
    if (signs.git_config.find("github.com") != std::string::npos)
        return Ci::github;
    if (signs.git_config.find("gitlab") != std::string::npos)
        return Ci::gitlab;
    return Ci::unknown;
}

std::vector<ProjectFile> ci_files(Ci ci) {
    if (ci == Ci::github)
        return {{".github/workflows/muster.yml", std::string(github)}};
    if (ci == Ci::gitlab)
        return {{".gitlab-ci.yml", std::string(gitlab)}};
    return {};
}

std::string known_inventory(
    const std::string& ansible_cfg, const std::function<bool(const std::string&)>& exists
) {
    static const Regex setting(R"((?m)^\s*inventory\s*=\s*([^,;#\s]+))");
    if (const auto named = setting.captured_from(ansible_cfg); named and exists(*named))
        return *named;
    for (const char* usual :
         {"inventory", "inventory.ini", "inventory.yml", "hosts", "hosts.ini", "hosts.yml"})
        if (exists(usual))
            return usual;
    return "";
}

ProjectFile inventory_file(
    const std::string& title, const std::string& name, const std::string& url
) {
    return {
        "inventory.yaml",
        fmt::format(
            "# yaml-language-server: $schema=inventory.schema.json\n"
            "# Who the targets are. A target may have roles, addresses by network, vars; roles and "
            "networks may be named:\n"
            "#     roles: {{app: {{user: deploy, sudo: true, vars: {{port: 8080}}}}}}\n"
            "#     networks: {{lan: 10.0.0.0/16}}\n"
            "#     targets: {{app[1-2]: {{roles: app, addresses: {{lan: \"10.0.0.[11-12]\"}}}}}}\n"
            "inventory: {}\n"
            "targets:\n"
            "  {}: {{url: {}}}\n",
            yaml_scalar(title),
            yaml_scalar(name),
            yaml_scalar(url)
        )};
}

ProjectFile defaults_file(const std::vector<std::string>& inventories, const std::string& target) {
    std::vector<std::string> words;
    for (const auto& inventory : inventories)
        words.push_back(yaml_scalar(inventory));
    const auto list = join(words, ", ");
    return {
        "muster.yaml",
        fmt::format(
            "# What options say that are not given: any option of muster run without its dashes.\n"
            "inventory: {}\n"
            "{}"
            "# sudo: true\n"
            "# reporter: [console, junit=muster.xml]\n"
            "# vars: {{port: 8080}}\n",
            words.size() == 1 ? list : "[" + list + "]",
            target.empty() ? ""
                           : fmt::format(
                               "# Without this line a run verifies all of the inventory.\n"
                               "target: [{}]\n",
                               yaml_scalar(target)
                           )
        )};
}

ProjectFile compile_flags_file(const std::vector<std::string>& flags) {
    ProjectFile file{"compile_flags.txt", ""};
    for (const auto& flag : flags)
        file.content += flag + "\n";
    return file;
}

}  // namespace muster
