#include "framework/backend/name_servers.hpp"

#include "framework/base/crypto/digest.hpp"
#include "framework/base/display.hpp"
#include "framework/model/term.hpp"
#include "framework/protocol/dns.hpp"

#include <algorithm>

namespace muster {

namespace {

const DnsReply* reply_in(const Answer& answer) {
    return std::get_if<DnsReply>(&answer);
}

std::string outcome_of(const Answer& answer) {
    if (const auto* reply = reply_in(answer))
        return reply->reached.remark.empty() ? describe(answer) : reply->reached.remark;
    return std::get<CannotTell>(answer).message;
}

/// A refusal says more than silence.
const Answer& more_telling(const Answer& one, const Answer& other) {
    const auto* reply = reply_in(other);
    return reply != nullptr and reply->reached.how == Reached::How::refused ? other : one;
}

bool is_either(const Question& question) {
    const auto* asked = std::get_if<Dns>(&question);
    return asked != nullptr and asked->over == Over::either;
}

Question over(const Question& question, Over transport) {
    auto asked = std::get<Dns>(question);
    asked.over = transport;
    return asked;
}

}  // namespace

std::optional<CannotTell> objection_to(const Dns& question) {
    // `%eth0` of a link-local address says where it is, and is no part of it.
    const auto address = address_from(question.server.substr(0, question.server.find('%')));
    const bool has_nul = question.server.find('\0') != std::string::npos;
    if (not address or address->prefix or has_nul)
        return CannotTell{
            Kind::unsupported, quoted(question.server) + " is no address of a name server"};
    if (not labels_from(question.name))
        return CannotTell{Kind::unsupported, quoted(question.name) + " is no domain name"};
    if (not dns_type_number(question.type))
        return CannotTell{Kind::unsupported, quoted(question.type) + " is no type of DNS records"};
    return std::nullopt;
}

std::string query_of(const Dns& question) {
    const auto bytes = random_bytes(2);
    const auto high = static_cast<unsigned char>(bytes[0]);
    const auto low = static_cast<unsigned char>(bytes[1]);
    const auto id = static_cast<std::uint16_t>(high << 8U | low);
    return dns_query(id, question.name, question.type);
}

DnsReply reply_from(std::string_view frames, std::string_view query, Reached reached) {
    if (auto message = dns_reply_in(frames, query))
        return {{Reached::How::open, std::move(reached.remark)}, std::move(message)};
    // Connected, and then nothing, half a reply, or one to another question.
    if (reached.how == Reached::How::open)
        return {{Reached::How::closed, "no reply that makes sense"}, {}};
    return {std::move(reached), {}};
}

bool is_whole(const Answer& answer) {
    const auto* reply = reply_in(answer);
    return reply != nullptr and reply->message and not reply->message->truncated;
}

Answer settled(const Answer& first, const Answer& second) {
    if (is_whole(second))
        return second;
    for (const auto& [answer, other] : {std::pair(&first, &second), std::pair(&second, &first)})
        if (const auto* reply = reply_in(*answer); reply != nullptr and reply->message) {
            auto part = *reply;
            part.reached.remark = outcome_of(*other);
            return part;
        }
    const auto* why = std::get_if<CannotTell>(&second);
    if (why == nullptr)
        why = std::get_if<CannotTell>(&first);
    if (why == nullptr)
        return more_telling(first, second);
    const auto& other = why == std::get_if<CannotTell>(&second) ? first : second;
    auto untold = *why;
    if (outcome_of(other) != why->message)
        untold.message = outcome_of(other) + "; " + why->message;
    return untold;
}

std::vector<Answer> exchange_over_both(
    std::span<const Question> batch,
    Over first,
    const std::function<std::vector<Answer>(std::span<const Question>)>& exchange
) {
    if (std::ranges::none_of(batch, is_either))
        return exchange(batch);
    std::vector<Question> questions(batch.begin(), batch.end());
    std::vector<std::size_t> places;
    for (std::size_t place = 0; place < questions.size(); ++place) {
        if (not is_either(questions[place]))
            continue;
        places.push_back(place);
        questions[place] = over(questions[place], first);
    }
    auto answers = exchange(questions);
    std::erase_if(places, [&](std::size_t place) { return is_whole(answers[place]); });
    std::vector<Question> again;
    for (const auto place : places)
        again.push_back(over(batch[place], first == Over::udp ? Over::tcp : Over::udp));
    if (again.empty())
        return answers;
    const auto others = exchange(again);
    for (std::size_t i = 0; i < places.size(); ++i)
        answers[places[i]] = settled(answers[places[i]], others[i]);
    return answers;
}

}  // namespace muster
