#include "framework/platform/kernel_modules.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

std::vector<std::string> names_of(const std::vector<ModuleToLoad>& modules) {
    std::vector<std::string> names;
    for (const auto& module : modules)
        names.push_back(module.name);
    return names;
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("a module's file gives its name, however it is packed") {
    CHECK(module_of_file("kernel/drivers/usb/storage/usb-storage.ko") == "usb_storage");
    CHECK(module_of_file("kernel/fs/ext4/ext4.ko.xz") == "ext4");
    CHECK(module_of_file("extra/a.ko.zst") == "a");
    CHECK(module_of_file("b.ko.gz") == "b");
    CHECK(module_of_file("kernel/fs/ext4/ext4.o") == std::nullopt);
    CHECK(module_of_file("kernel/fs/.ko") == std::nullopt);
    CHECK(module_of_file("") == std::nullopt);
}

TEST_CASE("a line of /proc/modules names a module and those that use it") {
    const auto modules =
        parse_proc_modules("nf-nat 49152 2 xt_MASQUERADE,nft-chain-nat, Live 0x0000000000000000\n"
                           "nft_chain_nat 16384 0 - Live 0x0000000000000000\n"
                           "binfmt 24576 1 [permanent], Loading 0x0000000000000000 (OE)\n");

    CHECK(modules.at("nf_nat") == Words{"xt_MASQUERADE", "nft_chain_nat"});
    CHECK(modules.at("nft_chain_nat").empty());
    CHECK(modules.at("binfmt").empty());
    CHECK(modules.size() == 3);
    CHECK(parse_proc_modules("").empty());
    CHECK_THROWS_AS(parse_proc_modules("Module Size Used by\n"), CannotTell);
    CHECK_THROWS_AS(parse_proc_modules("a b\n"), CannotTell);
}

TEST_CASE("lists of modules to load have one a line, with options, comments apart") {
    const auto modules =
        parse_modules_load("/etc/modules", "# a\n; b\n\n  snd-dummy id=1\nloop # why\n");

    CHECK(names_of(modules) == Words{"snd_dummy", "loop"});
    CHECK(modules[0].where == "/etc/modules:4");
}

TEST_CASE("a variable of an initramfs tool names modules") {
    CHECK(
        names_of(parse_module_variable("f", "force_drivers+=\" a-b c \"\n", "force_drivers"))
        == Words{"a_b", "c"}
    );
    CHECK(
        names_of(
            parse_module_variable("f", "#MODULES=(x)\nMODULES=(a)\nMODULES=(b c) # d\n", "MODULES")
        )
        == Words{"b", "c"}
    );
    CHECK(
        parse_module_variable("f", "add_force_drivers+=\"x\"\nforce_driversX=y\n", "force_drivers")
            .empty()
    );
}
