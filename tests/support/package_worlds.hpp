#pragma once

// Roots of a test's own into which the real package managers of this machine install. The packages are built here: nothing is
// fetched.

#include "framework/backend/local/local_backend.hpp"
#include "framework/host/resource.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace muster {
std::span<const Resource> package_resources();
}  // namespace muster

namespace muster::tests {

/// This machine's tools over another root: each has an option for it. Debian keeps rpm's database in the home
/// of whoever asks, so a home of the test's own says where it lies elsewhere.
class OtherRoot : public LocalBackend {
public:
    OtherRoot(std::string root, std::string home)
        : root_(std::move(root)), home_(std::move(home)) {}

    std::vector<Answer> exchange(std::span<const Question> batch, Deadline deadline) override {
        std::vector<Question> moved;
        for (const auto& question : batch)
            moved.push_back(std::visit([&](auto q) { return in_root(std::move(q)); }, question));
        auto answers = LocalBackend::exchange(moved, deadline);
        for (auto& answer : answers)
            out_of_root(answer);
        return answers;
    }

private:
    template<class Q>
    Question in_root(Q question) {
        if constexpr (requires { question.path; })
            question.path = root_ + question.path;
        if constexpr (requires { question.pattern; })
            question.pattern = root_ + question.pattern;
        return question;
    }
    Question in_root(Run run) {
        const std::map<std::string, std::vector<std::string>> options = {
            {"rpm", {"--root", root_}},
            {"dnf",
             {"--installroot=" + root_, "--releasever=1", "--setopt=reposdir=" + root_ + "/repos"}},
            {"zypper", {"--root", root_}},
            {"pacman", {"--sysroot", root_}}};
        auto& words = run.command.words;
        if (const auto found = options.find(words[0]); found != options.end())
            words.insert(words.begin() + 1, found->second.begin(), found->second.end());
        run.command.environment.emplace_back("HOME", home_);
        return run;
    }

    /// Paths that were found are told as a host of its own would tell them.
    void out_of_root(Answer& answer) const {
        const auto strip = [&](std::string& path) {
            if (path.starts_with(root_))
                path.erase(0, root_.size());
        };
        if (auto* names = std::get_if<std::optional<Names>>(&answer); names != nullptr and *names)
            std::ranges::for_each((*names)->names, strip);
        if (auto* files = std::get_if<std::vector<NamedContent>>(&answer))
            for (auto& file : *files)
                strip(file.path);
    }

    std::string root_;
    std::string home_;
};

/// Of a package with two versions.
inline constexpr const char* nginx_rpm_spec = R"(
Name: nginx
Version: {}
Release: 9.el9
Epoch: 1
Summary: x
License: MIT
BuildArch: noarch
Provides: webserver = 2
Requires: nginx-core
%description
x
%package core
Summary: x
%description core
x
%install
mkdir -p %{{buildroot}}/usr/bin %{{buildroot}}/etc %{{buildroot}}/var/log %{{buildroot}}/srv/nginx
echo a > %{{buildroot}}/usr/bin/nginx
echo b > %{{buildroot}}/usr/bin/core
echo c > %{{buildroot}}/etc/nginx.conf
ln -s nginx %{{buildroot}}/usr/bin/alias
%files
/usr/bin/nginx
/usr/bin/alias
%dir /srv/nginx
%config(noreplace) /etc/nginx.conf
%ghost /var/log/nginx.log
%files core
/usr/bin/core
)";

/// Packages nginx 1:1.22.1-9.el9 and 1:1.24.0-9.el9, with nginx-core, and a place to install them to.
class RpmWorld {
public:
    RpmWorld() {
        home_.write(
            "home/.rpmmacros",
            fmt::format("%_dbpath /var/lib/rpm\n%_topdir {}/build\n", home_.path())
        );
        home_.write("root/etc/os-release", "ID=test\nVERSION_ID=1\n");
        for (const auto* version : {"1.22.1", "1.24.0"}) {
            const auto file =
                home_.write("nginx.spec", fmt::format(fmt::runtime(nginx_rpm_spec), version));
            does("rpmbuild -bb --quiet " + file);
        }
    }

    std::string root() const { return home_.path() + "/root"; }
    std::string package(const std::string& name) const {
        return home_.path() + "/build/RPMS/noarch/" + name + "-9.el9.noarch.rpm";
    }
    void install(const std::vector<std::string>& names) const {
        auto line = fmt::format("rpm --root {} -i", root());
        for (const auto& name : names)
            line += " " + package(name);
        does(line);
    }
    /// Runs a line with the home of this world.
    void does(const std::string& line) const {
        const auto run =
            run_tool(fmt::format("HOME={0}/home; export HOME; cd {0}; {1}", home_.path(), line));
        INFO(line << '\n' << run.output);
        REQUIRE(run.exit_status == 0);
    }
    OtherRoot host() const { return OtherRoot(root(), home_.path() + "/home"); }
    const TemporaryFolder& folder() const { return home_; }

private:
    TemporaryFolder home_;
};

inline std::string told(
    Backend& host, const Platform& platform, std::string name, std::string attribute
) {
    return found(
        host, package_resources(), fact("package", std::move(name), std::move(attribute)), platform
    );
}

inline Platform of_family(std::string family) {
    auto platform = debian();
    platform.family = std::move(family);
    return platform;
}

/// Whether all are here; says what is not.
inline bool have(std::initializer_list<const char*> tools) {
    for (const std::string tool : tools)
        if (not has_tool(tool)) {
            skip("no " + tool + " here");
            return false;
        }
    if (::geteuid() != 0) {
        skip("not root, who alone may install into another root");
        return false;
    }
    return true;
}

}  // namespace muster::tests
