#include "framework/fleet/store/outbox_table.hpp"

#include "framework/base/sqlite/statement.hpp"
#include "framework/fleet/store/stored_json.hpp"

namespace muster {

namespace {

Outgoing message_of(Statement& row) {
    Outgoing message;
    std::string content;
    row.into(
        message.number,
        message.channel,
        content,
        message.created,
        message.next_try,
        message.tries,
        message.trouble
    );
    message.content = json_from_store(content);
    return message;
}

}  // namespace

void write_messages(Database& database, const std::vector<Outgoing>& messages) {
    Statement insert(
        database,
        "INSERT INTO outbox (channel, content, created, next_try, tries, trouble)"
        " VALUES (?, ?, ?, ?, ?, ?)"
    );
    for (const auto& message : messages)
        insert
            .with(
                message.channel,
                stored_json(message.content),
                message.created,
                message.next_try,
                message.tries,
                message.trouble
            )
            .run();
}

std::vector<Outgoing> read_due(Database& database, Instant now, std::size_t most) {
    Statement select(
        database,
        "SELECT number, channel, content, created, next_try, tries, trouble FROM outbox"
        " WHERE next_try <= ? ORDER BY number"
    );
    select.with(now);
    std::vector<Outgoing> messages;
    while (messages.size() < most and select.step())
        messages.push_back(message_of(select));
    return messages;
}

std::size_t delete_oldest_messages(Database& database, std::size_t most_of_channel) {
    Statement remove(
        database,
        "DELETE FROM outbox WHERE number IN (SELECT number FROM (SELECT number, row_number() OVER"
        " (PARTITION BY channel ORDER BY number DESC) AS place FROM outbox) WHERE place > ?)"
    );
    remove.with(most_of_channel).run();
    return database.changed();
}

}  // namespace muster
