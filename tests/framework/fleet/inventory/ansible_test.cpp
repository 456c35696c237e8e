#include "framework/fleet/inventory/ansible/entries.hpp"
#include "framework/fleet/inventory/ansible/ini.hpp"
#include "framework/fleet/inventory/ansible/yaml.hpp"
#include "framework/fleet/inventory/read_inventory.hpp"
#include "tests/framework/fleet/inventory/inventories.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using muster::AnsibleInventory;
using muster::Inventory;
using muster::Json;
using muster::TemporaryFolder;
using muster::tests::refusal_of;
using muster::tests::target_of;
using Names = std::vector<std::string>;
using Options = std::vector<std::pair<std::string, std::string>>;

namespace {

Inventory resolved_of(AnsibleInventory& ansible) {
    return resolved(std::vector{entries_of(ansible)});
}

Inventory of_ini(std::string_view text) {
    AnsibleInventory ansible;
    read_ansible_ini(text, "hosts.ini", ansible);
    return resolved_of(ansible);
}

Inventory of_yaml(std::string_view text) {
    AnsibleInventory ansible;
    for (const auto& document : muster::parse_yaml(text, "hosts.yml"))
        read_ansible_yaml(document, ansible);
    return resolved_of(ansible);
}

Json variable(const Inventory& inventory, std::string_view target, std::string_view name) {
    const auto* found = target_of(inventory, target).variables.find(name);
    return found == nullptr ? Json() : *found;
}

std::string untold(const Inventory& inventory, std::string_view target, const std::string& name) {
    const auto& all = target_of(inventory, target).untold;
    const auto found = all.find(name);
    return found == all.end() ? "" : found->second;
}

}  // namespace

TEST_CASE("an INI inventory: groups are roles, those around them too, and all is none") {
    const auto shop =
        of_ini("lonely\n"
               "; a comment\n"
               "[web]  # and another\n"
               "web[01:02].example.net   # of the shop\n"
               "[eu:children]\nweb\n"
               "[eu:vars]\nregion = eu\nports = [80, '443']\nquoted = \"a b\"\nlist_like = [a\n"
               "[all:vars]\nregion=none\nntp=\"ntp.example\"\n");

    CHECK(
        muster::tests::names_of(shop) == Names{"lonely", "web01.example.net", "web02.example.net"}
    );
    CHECK(shop.roles == Names{"eu", "web"});
    CHECK(target_of(shop, "web02.example.net").roles == Names{"eu", "web"});
    CHECK(target_of(shop, "lonely").roles.empty());
    CHECK(variable(shop, "web01.example.net", "region") == Json("eu"));
    CHECK(variable(shop, "lonely", "region") == Json("none"));
    CHECK(variable(shop, "lonely", "ntp") == Json("ntp.example"));
    CHECK(variable(shop, "web01.example.net", "ports") == Json(Json::Array{"80", "443"}));
    CHECK(variable(shop, "web01.example.net", "quoted") == Json("a b"));
    CHECK(variable(shop, "web01.example.net", "list_like") == Json("[a"));
}

TEST_CASE("how a host is reached is read from Ansible's own variables, which no spec sees") {
    const auto shop = of_ini(
        "a ansible_host=10.0.0.1 ansible_port=2222 ansible_user=deploy x='1 2' ansible_become=yes\n"
        "b:2200 ansible_ssh_common_args='-o ProxyJump=gw -o \"ConnectTimeout 5\" -i key'\n"
        "c ansible_connection=local\n"
        "root@d:22\n"
        "ssh://root@e:23\nlocal\n"
        "f ansible_ssh_private_key_file=~/.ssh/f ansible_ssh_extra_args=\"-J root@gw,gw2\"\n"
    );

    CHECK(target_of(shop, "a").url == "ssh://deploy@10.0.0.1:2222");
    CHECK(target_of(shop, "a").access.sudo == true);
    CHECK(target_of(shop, "a").variables == Json(Json::Object{{"x", "1 2"}}));
    CHECK(target_of(shop, "b").url == "ssh://b:2200");
    CHECK(target_of(shop, "b").access.identities == Names{"key"});
    CHECK(
        target_of(shop, "b").access.ssh_options
        == Options{{"ProxyJump", "gw"}, {"ConnectTimeout", "5"}}
    );
    CHECK(target_of(shop, "c").url == "local");
    CHECK(target_of(shop, "d").url == "ssh://root@d:22");
    CHECK(target_of(shop, "ssh://root@e:23").url == "ssh://root@e:23");
    CHECK(target_of(shop, "local").url == "local");
    CHECK(target_of(shop, "f").access.identities == Names{"~/.ssh/f"});
    CHECK(target_of(shop, "f").access.ssh_options == Options{{"ProxyJump", "root@gw,gw2"}});
}

TEST_CASE("a host that is reached in a way we do not know says so, and only it") {
    const auto shop = of_ini("a ansible_connection=winrm\n"
                             "b ansible_become=true ansible_become_method=doas\n"
                             "c ansible_host='{{ lookup(\"env\", \"HOST\") }}'\n"
                             "d ansible_port=ssh\n"
                             "e ansible_ssh_common_args=-W\n"
                             "f\n");
    const auto trouble = [&](const char* name) { return target_of(shop, name).trouble; };

    CHECK(trouble("a") == "ansible_connection: winrm is no way that Muster knows (hosts.ini:1:1)");
    CHECK(
        trouble("b")
        == "ansible_become_method: Muster raises rights with sudo, not doas (hosts.ini:2:1)"
    );
    CHECK(
        trouble("c").find("ansible_host cannot be told: nobody but Ansible can evaluate \"{{ "
                          "lookup(\"env\", \"HOST\") }}\"")
        == 0
    );
    CHECK(trouble("d") == "ansible_port: \"ssh\" is no port (hosts.ini:4:1)");
    CHECK(trouble("e").find("-W is no option that Muster knows") != std::string::npos);
    CHECK(trouble("f").empty());
}

TEST_CASE("what is no INI inventory is refused at its line") {
    CHECK(
        refusal_of([] { return of_ini("a\n[web\n"); }).find("hosts.ini:2:1: \"[web\" is no section")
        == 0
    );
    CHECK(
        refusal_of([] { return of_ini("[web:hots]\n"); }).find("has no section \"hots\"")
        != std::string::npos
    );
    CHECK(refusal_of([] { return of_ini("[web:vars]\nport\n"); }).find("hosts.ini:2:1") == 0);
    CHECK(refusal_of([] { return of_ini("a b\n"); }).find("is no name=value") != std::string::npos);
    CHECK(
        refusal_of([] { return of_ini("a x='1\n"); }).find("a quote is not closed")
        != std::string::npos
    );
    CHECK(
        refusal_of([] { return of_ini("[a:children]\nb\n[b:children]\na\n[a]\nx\n"); }
        ).find("holds itself")
        != std::string::npos
    );
}

TEST_CASE("a YAML inventory says the same, its scalars as they were written") {
    const auto shop = of_yaml("all:\n"
                              "  vars: {ntp: ntp.example, release: 1.10, on: yes}\n"
                              "  hosts:\n"
                              "    lonely:\n"
                              "  children:\n"
                              "    web:\n"
                              "      hosts:\n"
                              "        web[1:2]: {ansible_host: 10.0.0.9, ports: [80, 443]}\n"
                              "      vars: {release: 2}\n"
                              "    empty:\n");

    CHECK(muster::tests::names_of(shop) == Names{"lonely", "web1", "web2"});
    CHECK(shop.roles == Names{"empty", "web"});
    CHECK(variable(shop, "lonely", "release") == Json("1.10"));
    CHECK(variable(shop, "lonely", "on") == Json("yes"));
    CHECK(variable(shop, "web2", "release") == Json("2"));
    CHECK(variable(shop, "web2", "ports") == Json(Json::Array{"80", "443"}));
    CHECK(target_of(shop, "web2").url == "ssh://10.0.0.9");
    CHECK(
        refusal_of([] { return of_yaml("web:\n  host: {a: }\n"); })
        == "hosts.yml:2:3: the group \"web\" has no \"host\"; did you mean \"hosts\"?"
    );
    CHECK(
        refusal_of([] { return of_yaml("web:\n  hosts: [a]\n"); }).find("is a map, not a list")
        != std::string::npos
    );
}

TEST_CASE("names in templates are filled in; what only Ansible can evaluate cannot be told") {
    const auto shop =
        of_yaml("all:\n"
                "  hosts: {web1.example: {short: '{{ inventory_hostname_short }}', own: 7}}\n"
                "  vars:\n"
                "    base: {host: db, ports: [5432, 5433]}\n"
                "    url: 'postgres://{{ base.host }}:{{ base[\"ports\"][1] }}/x'\n"
                "    whole: '{{ base.ports }}'\n"
                "    nested: [{a: '{{ own }}'}]\n"
                "    filtered: '{{ own | int + 1 }}'\n"
                "    statement: '{% if x %}1{% endif %}'\n"
                "    of_filtered: 'a{{ filtered }}'\n"
                "    missing: '{{ nowhere }}'\n"
                "    loop: '{{ loop }}'\n"
                "    within: 'x {{ base.ports }}'\n"
                "    brace: '{ \"a\": 1 }'\n");
    const auto of_web = [&](const char* name) { return variable(shop, "web1.example", name); };
    const auto why = [&](const char* name) { return untold(shop, "web1.example", name); };

    CHECK(of_web("short") == Json("web1"));
    CHECK(of_web("url") == Json("postgres://db:5433/x"));
    CHECK(of_web("whole") == Json(Json::Array{"5432", "5433"}));
    CHECK(of_web("nested") == Json(Json::Array{Json(Json::Object{{"a", "7"}})}));
    CHECK(of_web("brace") == Json("{ \"a\": 1 }"));
    CHECK(
        why("filtered")
        == "nobody but Ansible can evaluate \"{{ own | int + 1 }}\" (hosts.yml:8:15)"
    );
    CHECK(why("statement").find("nobody but Ansible can evaluate") == 0);
    CHECK(why("of_filtered").find("nobody but Ansible") != std::string::npos);
    CHECK(why("missing").find("it names \"nowhere\", which is not set") == 0);
    CHECK(why("loop").find("names itself") != std::string::npos);
    CHECK(why("within").find("a list or a map stands within the text") == 0);
    CHECK(of_web("filtered").is_null());
}

TEST_CASE("what is encrypted cannot be told, and no text of it is kept") {
    const auto shop = of_yaml("all:\n  hosts: {a: }\n  vars:\n    password: !vault |\n      "
                              "$ANSIBLE_VAULT;1.1;AES256\n      6162\n");

    CHECK(untold(shop, "a", "password").find("it is encrypted") == 0);
    CHECK(variable(shop, "a", "password").is_null());
    CHECK(
        target_of(shop, "a").secrets.at("password").words
        == Names{"$ANSIBLE_VAULT;1.1;AES256\n6162\n"}
    );
}

TEST_CASE("passwords of an inventory are secrets by their names, and no variables") {
    const auto shop =
        of_ini("a ansible_password=s3cret ansible_become=true ansible_become_pass=r00t\n"
               "b ansible_ssh_pass='{{ lookup(\"env\", \"P\") }}'\n");
    const auto& a = target_of(shop, "a");

    CHECK(a.access.password == "ansible_password");
    CHECK(a.access.sudo_password == "ansible_become_pass");
    CHECK(a.secrets.at("ansible_password").words == Names{"s3cret"});
    CHECK(a.variables == Json::object());
    CHECK(
        target_of(shop, "b").trouble.find(
            "ansible_ssh_pass is a template that only Ansible can evaluate"
        )
        == 0
    );
}

TEST_CASE("a password may be another secret, by its name") {
    const auto shop =
        of_yaml("all:\n  hosts: {a: {ansible_password: '{{ vault_login }}', ansible_become_pass: "
                "'{{ own }}'}}\n"
                "  vars:\n    own: !vault |\n      $ANSIBLE_VAULT;1.1;AES256\n      6162\n"
                "    copied: '{{ ansible_password }}'\n");
    const auto& a = target_of(shop, "a");

    CHECK(a.access.password == "vault_login");  // of an encrypted file
    CHECK(a.access.sudo_password == "own");
    CHECK(a.secrets.contains("own"));
    CHECK(
        untold(shop, "a", "copied").find("\"ansible_password\", which is not set")
        != std::string::npos
    );
}

TEST_CASE("groups that are named and stand nowhere are refused, as Ansible does") {
    CHECK(
        refusal_of([] { return of_ini("[web]\na\n[wbe:vars]\nx=1\n"); })
        == "hosts.ini:3:1: there is no group \"wbe\"; did you mean \"web\"?"
    );
    CHECK(
        refusal_of([] { return of_ini("[prod:children]\nwbb\n"); }
        ).find("hosts.ini:2:1: there is no group \"wbb\"")
        == 0
    );
}

TEST_CASE("a host that is called local is a host, unless it stands alone in a list") {
    const auto shop = of_ini("local\nother\n");
    const auto grouped = of_ini("local\n[x]\nother\n");
    const auto named = of_ini("[x]\nlocal ansible_host=10.0.0.5\n");

    CHECK(target_of(shop, "local").url == "local");
    CHECK(target_of(grouped, "local").url == "ssh://local");
    CHECK(target_of(named, "local").url == "ssh://10.0.0.5");
}

TEST_CASE("groups twenty thousand deep and templates a thousand long end with a word") {
    std::string groups = "[g0]\na\n";
    std::string vars = "all:\n  hosts: {a: }\n  vars:\n    x0: end\n";
    for (int i = 1; i < 20'000; ++i)
        groups += "[g" + std::to_string(i) + ":children]\ng" + std::to_string(i - 1) + "\n";
    for (int i = 1; i < 1'000; ++i)
        vars += "    x" + std::to_string(i) + ": '{{ x" + std::to_string(i - 1) + " }}'\n";

    CHECK(
        refusal_of([&] { return of_ini(groups); }).find("more than 200 deep") != std::string::npos
    );
    const auto long_chain = of_yaml(vars);
    CHECK(
        (variable(long_chain, "a", "x999") == Json("end")
         or not untold(long_chain, "a", "x999").empty())
    );
}

TEST_CASE("names that double again and again end") {
    std::string vars = "all:\n  hosts: {a: }\n  vars:\n    v0: [x]\n    t0: xxxxxxxxxxxxxxxx\n";
    for (int i = 1; i < 40; ++i) {
        const auto before = std::to_string(i - 1);
        vars +=
            "    v" + std::to_string(i) + ": ['{{ v" + before + " }}', '{{ v" + before + " }}']\n";
        vars += "    t" + std::to_string(i) + ": '{{ t" + before + " }}{{ t" + before + " }}'\n";
    }
    const auto shop = of_yaml(vars);

    CHECK(untold(shop, "a", "v39").find("it is too large") != std::string::npos);
    CHECK_FALSE(untold(shop, "a", "t39").empty());
    CHECK(untold(shop, "a", "t3").empty());
}

TEST_CASE("variables in files beside an inventory, and a folder of inventories") {
    const TemporaryFolder folder;
    folder.write("hosts", "[web]\nw1 x=inventory\nw2\n[web:vars]\nx=group\n");
    folder.write("group_vars/all.yml", "x: all-file\nonly_all: 1\n");
    folder.write("group_vars/web/b.yml", "x: group-file\n");
    folder.write("group_vars/web/a.yml", "x: earlier\nlist: [1]\n");
    folder.write("group_vars/web/vault.yml", "$ANSIBLE_VAULT;1.1;AES256\n6162\n");
    folder.write("host_vars/w1", "x: host-file\n");
    folder.write("notes.md", "nothing of ours");
    const auto nothing = [] { return std::string(); };

    const auto by_file = muster::read_inventory({folder.file("hosts")}, nothing);
    const auto by_folder = muster::read_inventory({folder.path()}, nothing);

    for (const auto* read : {&by_file, &by_folder}) {
        CHECK(variable(read->inventory, "w1", "x") == Json("host-file"));
        CHECK(variable(read->inventory, "w2", "x") == Json("group-file"));
        CHECK(variable(read->inventory, "w2", "only_all") == Json("1"));
        CHECK(variable(read->inventory, "w2", "list") == Json(Json::Array{"1"}));
        REQUIRE(target_of(read->inventory, "w2").vaults.size() == 1);
        CHECK(target_of(read->inventory, "w2").vaults.front().ends_with("group_vars/web/vault.yml")
        );
    }
}

TEST_CASE("files of variables beside one source are about what another names, too") {
    const TemporaryFolder folder;
    folder.write("e1/hosts", "[web]\nw1\n");
    folder.write("e1/group_vars/db.yml", "from: e1\n");
    folder.write("e1/host_vars/d1.yml", "own: e1\n");
    folder.write("e2/hosts", "[db]\nd1\nw1\n");
    const auto read = muster::read_inventory({folder.file("e1"), folder.file("e2")}, [] {
        return std::string();
    });

    CHECK(variable(read.inventory, "d1", "from") == Json("e1"));
    CHECK(variable(read.inventory, "w1", "from") == Json("e1"));
    CHECK(variable(read.inventory, "d1", "own") == Json("e1"));
    CHECK(target_of(read.inventory, "w1").roles == Names{"db", "web"});
}

TEST_CASE("a role of a file of ours is nearer than all of Ansible's, and farther than its groups "
          "and hosts") {
    AnsibleInventory ansible;
    const auto json = muster::parse_json(
        R"({"all": {"vars": {"a": "all", "g": "all", "h": "all"}}, "web": {"hosts": ["w"], "vars": {"g": "group"}}, )"
        R"("_meta": {"hostvars": {"w": {"h": "host"}}}})"
    );
    (void)read_ansible_list(json, {"program", 0, 0}, ansible);
    const auto both = resolved(std::vector{
        entries_of(ansible),
        muster::tests::part_of("inventory: x\nroles: {web: {vars: {a: role, g: role, h: role}}}\n")}
    );

    CHECK(variable(both, "w", "a") == Json("role"));
    CHECK(variable(both, "w", "g") == Json("group"));
    CHECK(variable(both, "w", "h") == Json("host"));
}

TEST_CASE("a program is asked for its list, and for each host where it says no variables") {
    const TemporaryFolder folder;
    const auto write_program = [&](const char* name, std::string_view text) {
        const auto path = folder.write(name, text);
        std::filesystem::permissions(path, std::filesystem::perms::owner_all);
        return path;
    };
    const auto modern = write_program(
        "modern",
        "#!/bin/sh\n[ \"$*\" = --list ] && echo '{\"web\": {\"hosts\": [\"a\"], \"vars\": {\"n\": "
        "1}}, "
        "\"db\": [\"b\"], \"_meta\": {\"hostvars\": {\"a\": {\"x\": true, \"l\": [1, null]}}}}'\n"
    );
    const auto old = write_program(
        "old",
        "#!/bin/sh\ncase $1 in --list) echo '{\"web\": {\"hosts\": [\"a\"]}}' ;; "
        "--host) echo \"{\\\"name\\\": \\\"$2\\\"}\" ;; esac\n"
    );
    const auto failing = write_program("failing", "#!/bin/sh\necho no credentials >&2; exit 3\n");
    const auto read = [](const std::string& path) {
        return muster::read_inventory({path}, [] { return std::string(); }).inventory;
    };

    CHECK(read(modern).roles == Names{"db", "web"});
    CHECK(variable(read(modern), "a", "n") == Json("1"));
    CHECK(variable(read(modern), "a", "x") == Json("true"));
    CHECK(variable(read(old), "a", "name") == Json("a"));
    CHECK(
        refusal_of([&] { return read(failing); }).find("ended with exit status 3: no credentials")
        != std::string::npos
    );
}

TEST_CASE("a list, hosts with commas, standard input and hosts of ssh_config are inventories") {
    const TemporaryFolder folder;
    folder.write("more", "Host inner\n");
    const auto config = folder.write(
        "config",
        "Host gw web-a *.example\n  Port 22\nInclude " + folder.file("more") + "\nHost gw\n"
    );
    const auto input = [] { return std::string("# hosts\nin1\nin[2-3]\n"); };
    const auto read = [&](const std::vector<std::string>& sources) {
        return muster::read_inventory(sources, input).inventory;
    };

    CHECK(muster::tests::names_of(read({"web1,root@web2:22,"})) == Names{"web1", "web2"});
    CHECK(muster::tests::names_of(read({"-"})) == Names{"in1", "in2", "in3"});
    CHECK(muster::tests::names_of(read({config})) == Names{"gw", "web-a", "inner"});
    CHECK(target_of(read({config}), "gw").access.ssh_config == config);
    CHECK(target_of(read({config}), "gw").url == "ssh://gw");
    CHECK(muster::tests::names_of(read({config, "-"})).size() == 6);
    CHECK(
        refusal_of([&] { return read({folder.file("none")}); }).find("there is no such inventory")
        != std::string::npos
    );
    CHECK(
        refusal_of([&] { return read({folder.write("empty", "# nothing\n")}); }
        ).find("names no target")
        != std::string::npos
    );
}
