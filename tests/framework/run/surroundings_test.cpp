#include "framework/run/plans.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

/// Whether a file that is named runs whole on the target, whatever the roles of its specs.
bool runs_whole(const Target& target, std::shared_ptr<const Inventory> inventory) {
    static const Vocabulary nothing({});
    static const std::vector<SpecProgram> none;
    RunContext context{nothing, none, {}, {}, {}};
    context.inventory = std::move(inventory);
    const SpecProgram program{{"web.yaml", "/web.yaml", true, {}}, {}};
    return surroundings_of(target, {}, program, context, {}).every_role;
}

}  // namespace

TEST_CASE("a named file runs whole where nobody says which roles there are") {
    const Target outside{"web1", "ssh://web1"};
    Target listed{"web1", "ssh://web1"};
    listed.where = {"hosts", 1, 1};
    Target with_role = listed;
    with_role.roles = {"db"};
    const auto list = std::make_shared<const Inventory>(Inventory{{listed}, {}});
    const auto roles = std::make_shared<const Inventory>(Inventory{{listed}, {"web"}});

    CHECK(runs_whole(outside, nullptr));
    CHECK(runs_whole(outside, roles));
    CHECK(runs_whole(listed, list));
    CHECK_FALSE(runs_whole(listed, roles));  // it has none of the roles that there are
    CHECK_FALSE(runs_whole(with_role, roles));
}
