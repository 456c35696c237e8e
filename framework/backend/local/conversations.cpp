#include "framework/backend/local/conversations.hpp"

#include "framework/backend/local/socket_stream.hpp"
#include "framework/base/file_descriptor.hpp"

#include <unistd.h>

namespace muster::local {

namespace {

/// A conversation and the stream that it has at hand, of which the poll loop has to know.
class OverSockets : public Activity {
public:
    explicit OverSockets(const std::function<std::unique_ptr<Conversation>(const Dial& dial)>& start
    )
        : conversation_(start([this](const Peer& peer, Deadline end) {
              auto stream = std::make_unique<SocketStream>(peer, end);
              at_hand_ = stream.get();
              return stream;
          })) {}
    OverSockets(const OverSockets&) = delete;
    OverSockets& operator=(const OverSockets&) = delete;

    std::optional<Answer> advance() override { return conversation_->advance(); }

    void watch(std::vector<pollfd>& descriptors) const override {
        if (at_hand_ != nullptr)
            at_hand_->watch(descriptors);
    }

    Deadline wake() const override {
        return at_hand_ == nullptr ? conversation_->end()
                                   : earlier(at_hand_->wake(), conversation_->end());
    }

private:
    const SocketStream* at_hand_ = nullptr;  // owned by the conversation
    std::unique_ptr<Conversation> conversation_;
};

}  // namespace

Started start_conversation(
    const std::function<std::unique_ptr<Conversation>(const Dial& dial)>& start
) {
    return std::make_unique<OverSockets>(start);
}

std::shared_ptr<const TrustStore> trust_store() {
    for (const auto& file : trust_store_files())
        if (const auto pem = ::access(file.c_str(), R_OK) == 0 ? read_file(file) : std::nullopt)
            return std::make_shared<TrustStore>(*pem);
    return nullptr;
}

}  // namespace muster::local
