#include "framework/spec/program.hpp"

#include "framework/base/error.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/model/plan_codec.hpp"
#include "framework/spec/entries.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <iterator>

namespace muster {

namespace {

constexpr const char* request_kind = "collect";

std::vector<Surroundings> targets_of(const Json& request) {
    const auto* kind = request.find("muster");
    const auto* list = request.find("targets");
    if (kind == nullptr or *kind != Json(request_kind) or list == nullptr
        or list->as<Json::Array>() == nullptr)
        throw Broken("this is a collector program: `muster run` starts it");
    std::shared_ptr<const Inventory> inventory;
    if (const auto* told = request.find("inventory"))
        inventory = std::make_shared<Inventory>(inventory_from_json(*told));
    std::vector<Surroundings> targets;
    for (const auto& item : *list->as<Json::Array>())
        targets.emplace_back(surroundings_from_json(item)).inventory = inventory;
    return targets;
}

bool write_line(int descriptor, const std::string& text) {
    std::string_view left = text;
    while (not left.empty()) {
        const auto written = ::write(descriptor, left.data(), left.size());
        if (written <= 0)
            return false;
        left.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

Json collection_request(const std::vector<Surroundings>& targets) {
    Json::Array list;
    for (const auto& target : targets) {
        MUSTER_ASSERT(target.inventory == targets.front().inventory);
        list.push_back(to_json(target));
    }
    Json request(Json::Object{{"muster", request_kind}, {"targets", Json(std::move(list))}});
    if (not targets.empty() and targets.front().inventory)
        request.add("inventory", to_json(*targets.front().inventory));
    return request;
}

std::vector<Plan> plans_from_answer(const Json& answer, std::size_t targets) {
    const auto* list = answer.find("plans");
    if (list == nullptr or list->as<Json::Array>() == nullptr
        or list->as<Json::Array>()->size() != targets)
        throw Broken("the collector program did not answer for every target");
    std::vector<Plan> plans;
    for (const auto& item : *list->as<Json::Array>())
        plans.push_back(plan_from_json(item));
    return plans;
}

int collector_main(const Lexicon& lexicon) {
    // The answer has a descriptor of its own: a body that prints does not spoil it.
    const FileDescriptor answer(::dup(STDOUT_FILENO));
    if (::dup2(STDERR_FILENO, STDOUT_FILENO) < 0 or not answer)
        return 64;
    const std::string input{std::istreambuf_iterator<char>(std::cin), {}};
    try {
        Json::Array plans;
        for (const auto& target : targets_of(parse_json(input)))
            plans.push_back(to_json(collect(entries(), lexicon, target)));
        const auto text = to_text(Json(Json::Object{{"plans", Json(std::move(plans))}}));
        return write_line(answer.number(), text + "\n") ? 0 : 64;
    } catch (const std::exception& error) {
        (void)std::fprintf(stderr, "%s\n", error.what());
        return 64;
    }
}

}  // namespace muster
