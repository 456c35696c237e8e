#include "framework/backend/local/local_backend.hpp"

#include "framework/backend/files/answers.hpp"
#include "framework/backend/files/system_tree.hpp"
#include "framework/backend/local/accounts.hpp"
#include "framework/backend/local/activity.hpp"
#include "framework/backend/local/commands.hpp"
#include "framework/backend/local/conversations.hpp"
#include "framework/backend/local/name_servers.hpp"
#include "framework/base/overloaded.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <future>

namespace muster {

namespace {

constexpr std::size_t own_commands_at_once = 8;
constexpr std::size_t connections_at_once = 32;

/// One batch. What waits for others, commands and connections, goes on side by side in a thread of its own; meanwhile
/// files are looked at.
class Turn {
public:
    Turn(std::span<const Question> batch, const Limits& limits, Deadline deadline)
        : batch_(batch), limits_(limits), deadline_(deadline), answers_(batch.size()) {}

    std::vector<Answer> take() {
        for (place_ = 0; place_ < batch_.size(); ++place_)
            begin(batch_[place_]);
        std::future<void> waited_for;
        if (std::ranges::any_of(queues_, [](const auto& queue) {
                return not queue.waiting.empty();
            }))
            // Where there may be no more threads it is done at the end.
            waited_for = std::async(std::launch::async | std::launch::deferred, [this] {
                local::work_off(queues_, batch_, answers_, deadline_);
            });
        SystemTree tree;
        local::SystemOwners owners;
        answer_about_files(batch_, tree, owners, limits_, deadline_, answers_);
        if (waited_for.valid())
            waited_for.get();
        return std::move(answers_);
    }

private:
    void begin(const Question& question) {
        std::visit(
            Overloaded{
                [&](const Run& q) {
                    auto& lane = q.origin == Origin::author ? author_commands_ : own_commands_;
                    later(lane, [this, &q] { return local::start_command(q.command, limits_); });
                },
                [&](const ProbeTcp& q) {
                    converse([&q](const Dial& dial) { return probe_over(dial, q); });
                },
                [&](const Talk& q) {
                    converse([this, &q](const Dial& dial) { return talk_over(dial, q, limits_); });
                },
                [&](const Http& q) {
                    converse([this, &q](const Dial& dial) {
                        return http_over(dial, q, trust_store_for(q), limits_);
                    });
                },
                [&](const Dns& q) {
                    later(connections_, [this, &q] { return local::start_asking(q, limits_); });
                },
                [](const auto&) {},  // about files
            },
            question
        );
    }

    template<class Start>
    void converse(Start start) {
        later(connections_, [start] { return local::start_conversation(start); });
    }

    /// Read once, by whoever needs it first.
    std::shared_ptr<const TrustStore> trust_store_for(const Http& http) {
        if (not authorities_ and wants_trust_store(http))
            authorities_ = local::trust_store();
        return authorities_;
    }

    void later(local::Queue& queue, std::function<local::Started()> start) {
        queue.waiting.push_back({place_, std::move(start)});
    }

    std::span<const Question> batch_;
    const Limits& limits_;
    Deadline deadline_;
    std::vector<Answer> answers_;
    std::size_t place_ = 0;                          ///< of the question in hand
    std::shared_ptr<const TrustStore> authorities_;  // with the conversations
    std::array<local::Queue, 3> queues_ = {{{own_commands_at_once}, {1}, {connections_at_once}}};
    local::Queue& own_commands_ = queues_[0];
    local::Queue& author_commands_ = queues_[1];
    local::Queue& connections_ = queues_[2];
};

}  // namespace

std::vector<Answer> LocalBackend::exchange(std::span<const Question> batch, Deadline deadline) {
    return Turn(batch, limits_, deadline).take();
}

}  // namespace muster
