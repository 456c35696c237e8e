#pragma once

// What a resource asks of a target, as if the host were here. A question is registered when it is
// called and leaves with the next batch; equal questions are asked once. See task.hpp.
//
//     Task<Value> mode(Host& host, Fact fact) {
//         auto status = host.stat(fact.subject.name());
//         const auto& found = co_await status;
//         if (not found)
//             co_return absent;
//         co_return Mode{found->permissions};
//     }

#include "framework/host/backend.hpp"
#include "framework/host/bulk.hpp"
#include "framework/host/question.hpp"
#include "framework/host/task.hpp"
#include "framework/model/platform.hpp"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <typeinfo>
#include <unordered_map>

namespace muster {

/// A question and, once it is there, its answer. Joined keys have a slot each, whose answer was cut
/// out of `source`'s.
struct Slot {
    Question question;
    std::optional<Answer> answer;
    WaitList waiters;

    // a joined key
    const Bulk* bulk = nullptr;
    std::string key;
    std::optional<std::string> part;  ///< of a key that is there
    const Slot* source = nullptr;
};

/// A question on its way. Awaiting it gives the answer by reference (it lives as long as the host), or
/// throws CannotTell.
template<class T>
class [[nodiscard]] Pending {
public:
    explicit Pending(Slot& slot) : slot_(&slot) {}

private:
    template<class>
    friend class Promise;

    struct Wait {
        Wait(Slot& asked, PromiseBase& awaiting) : slot(asked), parent(awaiting) {}
        bool await_ready() const { return slot.answer.has_value(); }
        void await_suspend(std::coroutine_handle<> coroutine) {
            waiter.coroutine = coroutine;
            slot.waiters.add(waiter);
        }
        const T& await_resume() {
            parent.add_evidence(slot.source == nullptr ? slot : *slot.source);
            if (const auto* failed = std::get_if<CannotTell>(&*slot.answer))
                throw *failed;
            if constexpr (std::same_as<T, std::optional<std::string>>)
                return slot.part;
            else
                return std::get<T>(*slot.answer);
        }

        Slot& slot;
        PromiseBase& parent;
        Waiter waiter = {};
    };
    Wait wait_in(PromiseBase& parent) { return {*slot_, parent}; }

    Slot* slot_;
};

class Vocabulary;

class Host {
public:
    /// Vocabulary and backend outlive the host.
    Host(const Vocabulary& vocabulary, const Backend& backend, Platform platform);
    ~Host();
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;

    Pending<std::optional<FileStatus>> stat(std::string path, Follow follow = Follow::yes);
    Pending<std::optional<Content>> read(std::string path);
    Pending<std::vector<NamedContent>> read_matching(std::string pattern);
    Pending<std::optional<Names>> list(std::string folder);
    Pending<std::optional<Names>> glob(std::string pattern);
    Pending<std::optional<LinkText>> readlink(std::string path, Links links = Links::one_step);
    Pending<std::optional<DigestText>> digest(std::string path, DigestAlgorithm algorithm);
    Pending<Output> run(Command command, Origin origin = Origin::ours);
    Pending<Reached> probe_tcp(ProbeTcp probe);
    Pending<Reply> talk(Talk talk);
    Pending<std::optional<Names>> walk(Walk walk);
    Pending<HttpReply> http(Http http);
    Pending<DnsReply> dns(Dns question);
    Pending<std::optional<ImageDescription>> image();
    Pending<std::optional<FileMarks>> marks(std::string path);
    Pending<std::optional<KeyInFile>> private_key(ReadKey question);
    Pending<std::optional<FileSystemStatus>> file_system(std::string path);

    /// The part of a bulk's output that belongs to `key`; nothing when it is not there. `bulk` must
    /// outlive the host: make it a constant.
    Pending<std::optional<std::string>> joined(const Bulk& bulk, std::string key);

    /// Runs `fact(host)` once for all who ask: a parsed table shared by forty ports. The task lives as
    /// long as the host; await it as an lvalue: `auto& table = co_await host.once(sockets);`
    template<class T>
    Task<T>& once(Task<T> (*fact)(Host&));
    /// The same for a table with a key: one user's account, one namespace's sockets.
    template<class T>
    Task<T>& once(Task<T> (*fact)(Host&, std::string), std::string key);

    const Platform& platform() const { return platform_; }
    /// What a plural finds its own words in.
    const Vocabulary& vocabulary() const { return vocabulary_; }
    bool can(Ability ability) const { return backend_.can(ability); }
    /// Throws with the backend's reason when it cannot: NotAsked where that is in its nature, as of an image, and CannotTell
    /// of what runs.
    void require(Ability ability) const;
    bool reads_are_free() const { return backend_.reads_are_free(); }
    Limits limits() const { return backend_.limits(); }
    std::vector<OwnProcess> own_processes() const { return backend_.own_processes(); }
    Instant now() const { return backend_.now(); }

private:
    friend class Gatherer;
    friend class PromiseBase;

    Slot& slot_for(Question question);
    void resume_ready();
    /// The questions that have not been sent; joined keys become runs.
    std::vector<Slot*> take_unsent();
    void answer(Slot& slot, Answer answer);

    void join_keys();
    void share_out(Slot& run);
    void share_out_failure(const std::vector<Slot*>& keys, const CannotTell& why);
    void finish_key(Slot& key, Slot& run, const std::map<std::string, std::string>& parts);

    struct Shared {
        virtual ~Shared() = default;
    };
    template<class T>
    struct SharedTask : Shared {
        explicit SharedTask(Task<T> running) : task(std::move(running)) {}
        Task<T> task;
    };
    using SharedKey = std::pair<void (*)(), std::string>;
    template<class T, class Start>
    Task<T>& shared(SharedKey key, const Start& start);

    const Vocabulary& vocabulary_;
    const Backend& backend_;
    Platform platform_;
    WaitList ready_;
    std::deque<Slot> slots_;  // stable addresses
    std::unordered_map<std::string, Slot*> by_key_;
    std::vector<Slot*> unsent_;
    std::vector<Slot*> unsent_keys_;
    std::unordered_map<const Slot*, std::vector<Slot*>> keys_of_run_;
    // Last, so that shared tasks die before the slots that they may wait in.
    std::map<SharedKey, std::unique_ptr<Shared>> shared_;
};

template<class T, class Start>
Task<T>& Host::shared(SharedKey key, const Start& start) {
    auto& place = shared_[std::move(key)];
    if (not place)
        place = std::make_unique<SharedTask<T>>(start());
    auto* typed = dynamic_cast<SharedTask<T>*>(place.get());
    return typed->task;
}

template<class T>
Task<T>& Host::once(Task<T> (*fact)(Host&)) {
    return shared<T>({reinterpret_cast<void (*)()>(fact), ""}, [&] { return fact(*this); });
}

template<class T>
Task<T>& Host::once(Task<T> (*fact)(Host&, std::string), std::string key) {
    SharedKey name{reinterpret_cast<void (*)()>(fact), key};
    return shared<T>(std::move(name), [&] { return fact(*this, key); });
}

}  // namespace muster
