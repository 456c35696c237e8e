#include "framework/fleet/inventory/yaml_inventory.hpp"

#include "tests/framework/fleet/inventory/inventories.hpp"

#include <catch2/catch.hpp>

using muster::Json;
using muster::tests::inventory_of;
using muster::tests::part_of;
using muster::tests::refusal_of;
using muster::tests::target_of;
using Names = std::vector<std::string>;
using Addresses = std::map<std::string, std::string>;

namespace {

std::string refused(const char* yaml) {
    return refusal_of([&] { return inventory_of(yaml); });
}

}  // namespace

TEST_CASE("targets have what all have, what their roles have, and their own, the nearest word last"
) {
    const auto shop = inventory_of(
        "inventory: shop\n"
        "defaults: {user: root, port: 2222}\n"
        "vars: {release: 1.10, region: eu}\n"
        "roles:\n"
        "  app: {user: deploy, sudo: true, vars: {port: 8080, release: 1.11}}\n"
        "  db:\n"
        "targets:\n"
        "  app1: {roles: app}\n"
        "  app2: {roles: [app], user: admin, port: 22, sudo: false, vars: {release: '2'}}\n"
        "  db1: {roles: [db]}\n"
        "  bare:\n"
    );

    CHECK(muster::tests::names_of(shop) == Names{"app1", "app2", "db1", "bare"});
    CHECK(shop.roles == Names{"app", "db"});
    CHECK(target_of(shop, "app1").url == "ssh://deploy@app1:2222");
    CHECK(target_of(shop, "app1").access.sudo == true);
    CHECK(*target_of(shop, "app1").variables.find("release") == Json("1.11"));
    CHECK(*target_of(shop, "app1").variables.find("region") == Json("eu"));
    CHECK(target_of(shop, "app2").url == "ssh://admin@app2:22");
    CHECK(target_of(shop, "app2").access.sudo == false);
    CHECK(*target_of(shop, "app2").variables.find("release") == Json("2"));
    CHECK(target_of(shop, "db1").url == "ssh://root@db1:2222");
    CHECK(*target_of(shop, "db1").variables.find("release") == Json("1.10"));
    CHECK(target_of(shop, "db1").variables.find("port") == nullptr);
    CHECK(target_of(shop, "bare").roles.empty());
}

TEST_CASE("addresses are filed under the networks that they lie in, or by hand") {
    const auto shop =
        inventory_of("inventory: shop\n"
                     "networks: {lan: 10.0.0.0/16, wan: [192.0.2.0/24, '2001:db8::/32']}\n"
                     "targets:\n"
                     "  proxy: {addresses: [10.0.0.1, '2001:db8::1']}\n"
                     "  app1: {host: 10.0.0.11}\n"
                     "  nat: {host: 10.0.0.20, addresses: {wan: 203.0.113.7}}\n"
                     "  named: {host: db.example.net, addresses: {admin: 172.16.0.9}}\n");

    CHECK(
        target_of(shop, "proxy").addresses
        == Addresses{{"", "proxy"}, {"lan", "10.0.0.1"}, {"wan", "2001:db8::1"}}
    );
    CHECK(target_of(shop, "app1").addresses == Addresses{{"", "10.0.0.11"}, {"lan", "10.0.0.11"}});
    CHECK(
        target_of(shop, "nat").addresses
        == Addresses{{"", "10.0.0.20"}, {"lan", "10.0.0.20"}, {"wan", "203.0.113.7"}}
    );
    CHECK(
        target_of(shop, "named").addresses
        == Addresses{{"", "db.example.net"}, {"admin", "172.16.0.9"}}
    );
}

TEST_CASE("it is connected to where host says, else over a network, else by name") {
    const auto shop =
        inventory_of("inventory: shop\n"
                     "networks: {lan: '10.0.0.0/16', six: 'fd00::/8'}\n"
                     "defaults: {connect_over: lan}\n"
                     "targets:\n"
                     "  app[1-2]: {addresses: {lan: '10.0.0.[11-12]'}, vars: {n: 1}}\n"
                     "  six: {addresses: ['fd00::1'], connect_over: six, user: root}\n"
                     "  here: {url: local}\n");

    CHECK(target_of(shop, "app2").url == "ssh://10.0.0.12");
    CHECK(target_of(shop, "app2").addresses.at("") == "10.0.0.12");
    CHECK(target_of(shop, "six").url == "ssh://root@[fd00::1]");
    CHECK(target_of(shop, "here").url == "local");
    CHECK(target_of(shop, "here").addresses.at("") == "127.0.0.1");
}

TEST_CASE("how a target is reached beyond its address is kept by it") {
    const auto shop = inventory_of("inventory: shop\n"
                                   "defaults: {jump: gw, identity: ~/.ssh/fleet}\n"
                                   "targets:\n"
                                   "  a: {jump: [gw1, root@gw2:22], ssh: {HostKeyAlias: a.example, "
                                   "Ciphers: [aes256-ctr, aes128-ctr]}}\n"
                                   "  b: {identity: [k1, env:KEY]}\n");
    using Options = std::vector<std::pair<std::string, std::string>>;

    CHECK(
        target_of(shop, "a").access.ssh_options
        == Options{{"ProxyJump", "gw1,root@gw2:22"}, {"HostKeyAlias", "a.example"}, {"Ciphers", "aes256-ctr aes128-ctr"}}
    );
    CHECK(target_of(shop, "a").access.identities == Names{"~/.ssh/fleet"});
    CHECK(target_of(shop, "b").access.ssh_options == Options{{"ProxyJump", "gw"}});
    CHECK(target_of(shop, "b").access.identities == Names{"k1", "env:KEY"});
}

TEST_CASE("several files add up, the later word wins") {
    const auto whole = resolved(std::vector{
        part_of("inventory: a\ntargets:\n  web: {roles: [web], vars: {x: 1, y: 1}, user: a}\n"),
        part_of("inventory: b\nnetworks: {lan: 10.0.0.0/8}\n"
                "targets:\n  web: {roles: [prod], addresses: [10.1.1.1], vars: {x: 2}}\n  db:\n")});

    CHECK(muster::tests::names_of(whole) == Names{"web", "db"});
    CHECK(target_of(whole, "web").roles == Names{"web", "prod"});
    CHECK(*target_of(whole, "web").variables.find("x") == Json("2"));
    CHECK(*target_of(whole, "web").variables.find("y") == Json("1"));
    CHECK(target_of(whole, "web").url == "ssh://a@web");
    CHECK(target_of(whole, "web").addresses.at("lan") == "10.1.1.1");
}

TEST_CASE("what has no meaning is refused at its line and column") {
    CHECK(
        refused("inventory: x\ntarget: {}\n")
        == "inventory.yaml:2:1: an inventory has no \"target\"; did you mean \"targets\"?"
    );
    CHECK(
        refused("inventory: x\ntargets: {a: {role: [web]}}\n")
        == "inventory.yaml:2:15: a target has no \"role\"; did you mean \"roles\"?"
    );
    CHECK(
        refused("inventory: x\nroles: [web]\ntargets: {a: {roles: [wbe]}}\n")
        == "inventory.yaml:3:11: a: \"wbe\" is not among the roles; did you mean \"web\"?"
    );
    CHECK(
        refused("inventory: x\ntargets:\n  a[1-2]:\n  a2:\n").find("named twice")
        != std::string::npos
    );
    CHECK(
        refused("inventory: x\ntargets: {a: {port: 0}}\n").find("from 1 to 65535")
        != std::string::npos
    );
    CHECK(
        refused("inventory: x\ntargets: {a: {sudo: yes}}\n").find("is true or false")
        != std::string::npos
    );
    CHECK(
        refused("inventory: x\nnetworks: {lan: 10.0.0.1}\n").find("is no network")
        != std::string::npos
    );
    CHECK(
        refused("inventory: x\ntargets: {a: {url: local, user: b}}\n")
            .find("leave host, user and port out")
        != std::string::npos
    );
    CHECK(
        refused(
            "inventory: x\nnetworks: {lan: 10.0.0.0/16}\ntargets: {a: {addresses: [10.1.0.1]}}\n"
        )
            .find("lies in none of the networks")
        != std::string::npos
    );
    CHECK(
        refused("inventory: x\nnetworks: {lan: 10.0.0.0/16}\ntargets: {a: {addresses: [10.0.0.1, "
                "10.0.0.2]}}\n")
            .find("two addresses on the network \"lan\"")
        != std::string::npos
    );
    CHECK(
        refused("inventory: x\ntargets: {a: {connect_over: lan}}\n").find("has no address there")
        != std::string::npos
    );
    CHECK(
        refused("inventory: x\ntargets: {'a[1-2]': {host: 'h[1-3]'}}\n").find("stands for 3")
        != std::string::npos
    );
}

TEST_CASE("two roles that set a variable to two values are told with both places") {
    const std::string roles =
        "inventory: x\nroles:\n  app: {vars: {port: 1}}\n  web: {vars: {port: 2}}\ntargets:\n";

    CHECK(
        refused((roles + "  a: {roles: [app, web]}\n").c_str())
        == "inventory.yaml:4:16: a: two of its roles set the variable \"port\", here and at "
           "inventory.yaml:3:16; say it at the target"
    );
    CHECK(refused((roles + "  a: {roles: [app, web], vars: {port: 3}}\n").c_str()).empty());
}
