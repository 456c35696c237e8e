#include "framework/fleet/store/store.hpp"

#include "framework/base/sqlite/statement.hpp"
#include "framework/fleet/store/history_table.hpp"
#include "framework/fleet/store/outbox_table.hpp"
#include "framework/fleet/store/round_table.hpp"
#include "framework/fleet/store/schema.hpp"
#include "framework/fleet/store/silence_table.hpp"
#include "framework/fleet/store/state_table.hpp"
#include "framework/fleet/store/stored_json.hpp"

#include <filesystem>

namespace muster {

namespace {

void require_file(const std::string& file) {
    std::error_code why;
    // Where it cannot be told SQLite says why.
    if (std::filesystem::status(file, why).type() == std::filesystem::file_type::not_found)
        throw Broken("there is no store", {file, 0, 0}, "muster watch makes it");
}

}  // namespace

Store::Store(const std::string& file, Access access, Nanoseconds patience) {
    const bool is_made = access == Access::create;
    if (not is_made)
        require_file(file);
    const auto way = is_made ? Database::Access::create : Database::Access::open;
    database_ = std::make_unique<Database>(file, way, patience);
    prepare_store(*database_, way);
}

Store::~Store() = default;

void Store::write(const Round& round) {
    Transaction transaction(*database_);
    if (not round.target.name.empty()) {
        const auto number = write_target(*database_, round.target);
        write_round(*database_, number, round.target, round.facts);
    }
    delete_states(*database_, round.gone);
    write_states(*database_, round.states);
    (void)write_events(*database_, round.events);
    write_messages(*database_, round.outgoing);
    transaction.commit();
}

std::vector<TargetState> Store::targets() const {
    return from_rows(*database_, [&] { return read_targets(*database_); });
}

std::vector<State> Store::states() const {
    return from_rows(*database_, [&] { return read_states(*database_); });
}

std::vector<Event> Store::history(const HistoryQuery& query) const {
    return from_rows(*database_, [&] { return read_history(*database_, query); });
}

std::int64_t Store::add(const Event& event) {
    Transaction transaction(*database_);
    const auto number = write_events(*database_, {event});
    transaction.commit();
    return number;
}

std::vector<Silence> Store::silences(Instant now) const {
    return from_rows(*database_, [&] { return read_silences(*database_, now); });
}

std::int64_t Store::add(const Silence& silence) {
    Transaction transaction(*database_);
    const auto number = write_silence(*database_, silence);
    transaction.commit();
    return number;
}

void Store::end_silence(std::int64_t number, Instant now) {
    muster::end_silence(*database_, number, now);
}

std::vector<Outgoing> Store::due(Instant now, std::size_t most) const {
    return from_rows(*database_, [&] { return read_due(*database_, now, most); });
}

std::size_t Store::waiting() const {
    return static_cast<std::size_t>(database_->number("SELECT count(*) FROM outbox"));
}

void Store::add(const std::vector<Outgoing>& messages) {
    Transaction transaction(*database_);
    write_messages(*database_, messages);
    transaction.commit();
}

void Store::delivered(std::int64_t number) {
    Statement(*database_, "DELETE FROM outbox WHERE number = ?").with(number).run();
}

void Store::not_delivered(std::int64_t number, const std::string& trouble, Instant next_try) {
    Statement update(
        *database_,
        "UPDATE outbox SET tries = tries + 1, trouble = ?, next_try = ? WHERE number = ?"
    );
    update.with(trouble, next_try, number).run();
}

std::size_t Store::bound_outbox(std::size_t most) {
    return delete_oldest_messages(*database_, most);
}

std::vector<RoundRecord> Store::rounds(const std::string& target, Instant since, Instant until)
    const {
    return read_rounds(*database_, target, since, until);
}

std::optional<Json> Store::facts_at(const std::string& target, Instant moment) const {
    return from_rows(*database_, [&] { return read_facts(*database_, target, moment); });
}

std::optional<std::string> Store::kept(const std::string& name) const {
    Statement select(*database_, "SELECT value FROM kept WHERE name = ?");
    if (not select.with(name).step())
        return std::nullopt;
    std::string value;
    select.into(value);
    return value;
}

void Store::keep(const std::string& name, const std::string& value) {
    Statement put(
        *database_,
        "INSERT INTO kept (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    );
    put.with(name, value).run();
}

std::int64_t Store::data_version() const {
    return database_->number("PRAGMA data_version");
}

}  // namespace muster
