#include "framework/author/init/project_files.hpp"

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

ProjectFile defaults_file(const std::string& target) {
    return {
        "muster.yaml",
        fmt::format(
            "# What options say that are not given: any option of muster run without its dashes.\n"
            "target: [{}]\n"
            "# sudo: true\n"
            "# reporter: [console, junit=muster.xml]\n"
            "# vars: {{port: 8080}}\n",
            target
        )};
}

ProjectFile compile_flags_file(const std::vector<std::string>& flags) {
    ProjectFile file{"compile_flags.txt", ""};
    for (const auto& flag : flags)
        file.content += flag + "\n";
    return file;
}

}  // namespace muster
