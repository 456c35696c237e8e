#include "framework/host/host.hpp"

#include "framework/base/error.hpp"
#include "framework/host/answer_check.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

/// A key that spoiled a joined run costs at most so many runs of its own.
constexpr std::size_t most_single_runs = 20;

/// Bytes of keys in one command line: far below ARG_MAX of any kernel, and one batch stays small.
constexpr std::size_t most_key_bytes = 64 * 1024;

}  // namespace

void PromiseBase::add_evidence(const PromiseBase& child) {
    evidence_.insert(evidence_.end(), child.evidence_.begin(), child.evidence_.end());
}

void PromiseBase::wake_waiters() noexcept {
    host_.ready_.take_all(waiters_);
}

Host::Host(const Vocabulary& vocabulary, const Backend& backend, Platform platform)
    : vocabulary_(vocabulary), backend_(backend), platform_(std::move(platform)) {}

Host::~Host() = default;

Slot& Host::slot_for(Question question) {
    auto [place, is_new] = by_key_.try_emplace(key_of(question), nullptr);
    if (is_new) {
        place->second = &slots_.emplace_back();
        place->second->question = std::move(question);
        unsent_.push_back(place->second);
    }
    return *place->second;
}

Pending<std::optional<FileStatus>> Host::stat(std::string path, Follow follow) {
    return Pending<std::optional<FileStatus>>(slot_for(Stat{std::move(path), follow}));
}

Pending<std::optional<Content>> Host::read(std::string path) {
    return Pending<std::optional<Content>>(slot_for(Read{std::move(path)}));
}

Pending<std::vector<NamedContent>> Host::read_matching(std::string pattern) {
    return Pending<std::vector<NamedContent>>(slot_for(ReadMatching{std::move(pattern)}));
}

Pending<std::optional<Names>> Host::list(std::string folder) {
    return Pending<std::optional<Names>>(slot_for(ListFolder{std::move(folder)}));
}

Pending<std::optional<Names>> Host::glob(std::string pattern) {
    return Pending<std::optional<Names>>(slot_for(Glob{std::move(pattern)}));
}

Pending<std::optional<LinkText>> Host::readlink(std::string path, Links links) {
    return Pending<std::optional<LinkText>>(slot_for(ReadLink{std::move(path), links}));
}

Pending<std::optional<DigestText>> Host::digest(std::string path, DigestAlgorithm algorithm) {
    return Pending<std::optional<DigestText>>(slot_for(Digest{std::move(path), algorithm}));
}

Pending<Output> Host::run(Command command, Origin origin) {
    require(Ability::run);
    return Pending<Output>(slot_for(Run{std::move(command), origin}));
}

Pending<Reached> Host::probe_tcp(ProbeTcp probe) {
    require(Ability::network);
    return Pending<Reached>(slot_for(std::move(probe)));
}

Pending<Reply> Host::talk(Talk talk) {
    require(Ability::network);
    return Pending<Reply>(slot_for(std::move(talk)));
}

Pending<std::optional<Names>> Host::walk(Walk walk) {
    MUSTER_ASSERT(walk.folder.starts_with('/'));
    return Pending<std::optional<Names>>(slot_for(std::move(walk)));
}

Pending<HttpReply> Host::http(Http http) {
    require(Ability::network);
    return Pending<HttpReply>(slot_for(std::move(http)));
}

Pending<DnsReply> Host::dns(Dns question) {
    require(Ability::network);
    return Pending<DnsReply>(slot_for(std::move(question)));
}

Pending<std::optional<ImageDescription>> Host::image() {
    return Pending<std::optional<ImageDescription>>(slot_for(DescribeImage{}));
}

Pending<std::optional<FileMarks>> Host::marks(std::string path) {
    return Pending<std::optional<FileMarks>>(slot_for(Marks{std::move(path)}));
}

Pending<std::optional<KeyInFile>> Host::private_key(ReadKey question) {
    return Pending<std::optional<KeyInFile>>(slot_for(std::move(question)));
}

Pending<std::optional<FileSystemStatus>> Host::file_system(std::string path) {
    return Pending<std::optional<FileSystemStatus>>(slot_for(StatFileSystem{std::move(path)}));
}

Pending<std::optional<std::string>> Host::joined(const Bulk& bulk, std::string key) {
    require(Ability::run);
    const auto name = fmt::format("bulk {}\n{}", bulk.name, key);
    auto [place, is_new] = by_key_.try_emplace(name, nullptr);
    if (is_new) {
        auto& slot = slots_.emplace_back();
        slot.bulk = &bulk;
        slot.key = std::move(key);
        place->second = &slot;
        if (bulk.accepts(slot.key))
            unsent_keys_.push_back(&slot);
        else
            slot.answer = Output{};  // no key of this tool: not there, without asking
    }
    return Pending<std::optional<std::string>>(*place->second);
}

void Host::require(Ability ability) const {
    if (backend_.can(ability))
        return;
    // What runs could tell, if only there were a way to ask it; what does not run has nothing to tell.
    if (backend_.can(Ability::live))
        throw CannotTell{Kind::missing_tool, backend_.why_not(ability)};
    throw NotAsked{backend_.why_not(ability)};
}

void Host::resume_ready() {
    while (not ready_.empty())
        ready_.take_first().resume();
}

void Host::join_keys() {
    using Group = std::pair<std::string_view, std::string_view>;
    std::map<Group, std::vector<Slot*>> groups;
    for (auto* key : std::exchange(unsent_keys_, {})) {
        const auto& bulk = *key->bulk;
        const auto group = bulk.group == nullptr ? std::string_view() : bulk.group(key->key);
        groups[Group(bulk.name, group)].push_back(key);
    }
    for (auto& [name, keys] : groups) {
        for (std::size_t first = 0; first < keys.size();) {
            std::vector<std::string> words;
            std::vector<Slot*> members;
            for (std::size_t bytes = 0; first < keys.size() and bytes < most_key_bytes; ++first) {
                bytes += keys[first]->key.size();
                words.push_back(keys[first]->key);
                members.push_back(keys[first]);
            }
            auto& run = slot_for(Run{keys.front()->bulk->command(words), Origin::ours});
            keys_of_run_[&run] = std::move(members);
            for (auto* key : keys_of_run_[&run])
                key->source = &run;
            if (run.answer)  // the same line was run for itself before
                share_out(run);
        }
    }
}

std::vector<Slot*> Host::take_unsent() {
    join_keys();
    return std::exchange(unsent_, {});
}

void Host::answer(Slot& slot, Answer answer) {
    if (auto why = why_no_answer(slot.question, answer))
        answer = std::move(*why);
    slot.answer = std::move(answer);
    ready_.take_all(slot.waiters);
    if (keys_of_run_.contains(&slot))
        share_out(slot);
}

void Host::finish_key(Slot& key, Slot& run, const std::map<std::string, std::string>& parts) {
    if (const auto part = parts.find(key.key); part != parts.end())
        key.part = part->second;
    key.source = &run;
    answer(key, Output{});
}

/// A run that failed as a whole: each key gets a run of its own, once, and not more than a few.
void Host::share_out_failure(const std::vector<Slot*>& keys, const CannotTell& why) {
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (keys.size() == 1 or i >= most_single_runs) {
            answer(*keys[i], why);
            continue;
        }
        const std::vector<std::string> single = {keys[i]->key};
        auto& run = slot_for(Run{keys[i]->bulk->command(single), Origin::ours});
        if (run.answer) {  // the run of all was this very one
            answer(*keys[i], why);
            continue;
        }
        keys_of_run_[&run].push_back(keys[i]);
        keys[i]->source = &run;
    }
}

void Host::share_out(Slot& run) {
    const auto keys = std::move(keys_of_run_.extract(&run).mapped());
    if (const auto* failed = std::get_if<CannotTell>(&*run.answer)) {
        share_out_failure(keys, *failed);
        return;
    }
    std::vector<std::string> names;
    for (const auto* key : keys)
        names.push_back(key->key);
    std::map<std::string, std::string> parts;
    try {
        parts = keys.front()->bulk->split(names, std::get<Output>(*run.answer));
    } catch (const CannotTell& why) {
        // The one place where ignorance is not yet a fact's: it is shared out to the keys.
        share_out_failure(keys, why);
        return;
    }
    for (auto* key : keys)
        finish_key(*key, run, parts);
}

}  // namespace muster
