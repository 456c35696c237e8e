// Who belongs to a fleet, when that is believed, and who is on the way to whom.
#include "framework/fleet/watch/membership.hpp"

#include "tests/framework/fleet/watch/world.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace muster;
using namespace muster::tests;

namespace {

std::vector<Target> members(int count) {
    std::vector<Target> all;
    for (int i = 0; i < count; ++i)
        all.push_back(member(fmt::format("web{}", i)));
    return all;
}

/// A target that is reached by these options of ssh_config(5).
Target behind(std::vector<std::pair<std::string, std::string>> options) {
    auto target = member("web1");
    target.access.ssh_options = std::move(options);
    return target;
}

Target reached_at(const std::string& name, const std::string& url) {
    auto target = member(name);
    target.url = url;
    return target;
}

const std::vector<Target> gates = {
    reached_at("web1", "ssh://web1"),
    reached_at("gate", "ssh://root@gate.example.net:2222"),
    reached_at("inner", "ssh://[2001:db8::1]:22"),
    reached_at("nowhere", "")};

std::string on_the_way(std::vector<std::pair<std::string, std::string>> options) {
    return member_on_the_way(behind(std::move(options)), gates);
}

Configuration with_members(std::vector<Target> targets) {
    Configuration with;
    with.targets = std::move(targets);
    return with;
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("a list of less than half of the members is not believed") {
    CHECK(doubt_about(members(10), members(5)).empty());
    CHECK(doubt_about(members(10), members(4)) == "it names 4 targets, where it named 10");
    CHECK(doubt_about(members(4), members(2)).empty());
    CHECK(doubt_about(members(4), members(1)) == "it names 1 targets, where it named 4");
    CHECK(doubt_about(members(5), members(2)) == "it names 2 targets, where it named 5");
}

TEST_CASE("a small fleet may lose any of its members, but not all") {
    CHECK(doubt_about(members(3), members(1)).empty());
    CHECK(doubt_about(members(1), {}) == "it names nobody, where it named 1");
    CHECK(doubt_about({}, {}).empty());
    CHECK(doubt_about({}, members(3)).empty());
}

TEST_CASE("the host of a jump is found by its name and by where it is reached") {
    CHECK(on_the_way({{"ProxyJump", "gate"}}) == "gate");
    CHECK(on_the_way({{"proxyjump", "gate.example.net"}}) == "gate");
    CHECK(on_the_way({{"ProxyJump", "me@gate.example.net:22"}}) == "gate");
    CHECK(on_the_way({{"ProxyJump", "ssh://me@gate:2222"}}) == "gate");
    CHECK(on_the_way({{"ProxyJump", "ssh://me@gate:2222/"}}) == "gate");
    CHECK(on_the_way({{"ProxyJump", "me@[2001:db8::1]:22"}}) == "inner");
    CHECK(on_the_way({{"ProxyJump", "2001:db8::1"}}) == "inner");
}

TEST_CASE("of a chain of jumps the last that is a member counts") {
    CHECK(on_the_way({{"ProxyJump", "gate, inner"}}) == "inner");
    CHECK(on_the_way({{"ProxyJump", "inner,gate"}}) == "gate");
    CHECK(on_the_way({{"ProxyJump", "gate,elsewhere.example.net"}}) == "gate");
}

TEST_CASE("who jumps over nobody, over a stranger or over itself is behind nobody") {
    CHECK(on_the_way({}).empty());
    CHECK(on_the_way({{"Port", "22"}}).empty());
    CHECK(on_the_way({{"ProxyJump", "none"}}).empty());
    CHECK(on_the_way({{"ProxyJump", ""}}).empty());
    CHECK(on_the_way({{"ProxyJump", ","}}).empty());
    CHECK(on_the_way({{"ProxyJump", "stranger"}}).empty());
    CHECK(on_the_way({{"ProxyJump", "web1"}}).empty());
    CHECK(on_the_way({{"ProxyJump", "[2001:db8::1"}}) == "inner");
}

TEST_CASE("of an option that is given twice the first holds") {
    CHECK(on_the_way({{"ProxyJump", "none"}, {"ProxyJump", "gate"}}).empty());
    CHECK(on_the_way({{"ProxyJump", "inner"}, {"ProxyJump", "gate"}}) == "inner");
}

TEST_CASE("sessions are closed of who left and of who is reached in another way") {
    auto moved = member("web1");
    moved.url = "ssh://other";
    auto raised = member("web2");
    raised.access.sudo = true;
    auto other_roles = member("web3", {"db"});
    const auto before = with_members(members(5));
    const auto now = with_members({member("web0"), moved, raised, other_roles, member("new")});

    CHECK(to_disconnect(before, now) == Words{"web1", "web2", "web4"});
    CHECK(to_disconnect(before, before).empty());
}

TEST_CASE("another way for all closes the sessions of all") {
    const auto before = with_members(members(2));
    auto now = with_members(members(2));
    now.file.sudo = true;
    CHECK(to_disconnect(before, now) == Words{"web0", "web1"});
    now = with_members(members(2));
    now.file.known_hosts = {"/etc/ssh/ssh_known_hosts"};
    CHECK(to_disconnect(before, now) == Words{"web0", "web1"});
}

TEST_CASE("members are the same when nothing of them that matters has changed") {
    const auto before = with_members(members(2));
    const auto changed = [&](const std::function<void(Target&)>& change) {
        auto now = with_members(members(2));
        change(now.targets[1]);
        return not have_same_members(before, now);
    };
    CHECK_FALSE(changed([](Target&) {}));
    CHECK_FALSE(changed([](Target& target) { target.where = {"inventory.yaml", 7, 1}; }));
    CHECK(changed([](Target& target) { target.name = "web9"; }));
    CHECK(changed([](Target& target) { target.roles = {"db"}; }));
    CHECK(changed([](Target& target) { target.addresses = {{"lan", "10.0.0.1"}}; }));
    CHECK(changed([](Target& target) { target.variables = Json(Json::Object{{"a", Json("b")}}); }));
    CHECK(changed([](Target& target) { target.untold = {{"a", "a secret"}}; }));
    CHECK(changed([](Target& target) { target.trouble = "no address"; }));
    CHECK(changed([](Target& target) { target.vaults = {"vault.yaml"}; }));
    CHECK(changed([](Target& target) { target.access.password = "login"; }));
    CHECK(changed([](Target& target) {
        target.secrets = {{"a", {SecretSource::Place::file, {"/a"}}}};
    }));
    CHECK_FALSE(have_same_members(before, with_members(members(3))));
}

TEST_CASE("who is no member, and is told of to specs, matters as well") {
    auto before = with_members(members(1));
    auto inventory = std::make_shared<Inventory>();
    inventory->targets = members(2);
    before.inventory = inventory;
    auto now = with_members(members(1));
    auto other = std::make_shared<Inventory>(*inventory);
    now.inventory = other;
    CHECK(have_same_members(before, now));
    other->roles = {"db"};
    CHECK_FALSE(have_same_members(before, now));
    *other = *inventory;
    other->targets[1].addresses = {{"lan", "10.0.0.1"}};
    CHECK_FALSE(have_same_members(before, now));
}

TEST_CASE("what a loop has only from its start is named") {
    const auto before = with_members({});
    auto now = with_members({});
    CHECK(settings_of_start(before, now).empty());
    now.file.jobs = 99;
    now.file.sessions = 9;
    now.file.store = "elsewhere.db";
    CHECK(settings_of_start(before, now) == Words{"jobs", "sessions", "store"});
}
