// The public face: <muster/statements.hpp>.
#include "framework/base/text.hpp"
#include "framework/spec/entries.hpp"
#include "framework/spec/running.hpp"
#include <muster/statements.hpp>

#include <fmt/format.h>

namespace muster::dsl {

namespace {

Location at(Here here) {
    return {here.file, here.line, 0};
}

}  // namespace

Statement expect(Expectation expectation, Here here) {
    const auto rows = running_collector().add_row(expectation.id, at(here));
    return {rows.first, rows.count};
}

void follow(const Ticket& fact, Here here) {
    running_collector().add_followed({fact.subject(), fact.attribute(), fact.extra()}, at(here));
}

void only_if(Expectation expectation, Here here) {
    running_collector().guard(expectation.id, at(here));
}

void skip(Word reason, Here here) {
    auto& collector = running_collector();
    collector.skip(collector.text(reason.id()), at(here));
}

Statement& Statement::retry_for(Duration duration) {
    running_collector().each({first_row_, rows_}, [&](Row& row) {
        row.retry_for = Nanoseconds(duration.nanoseconds);
    });
    return *this;
}

Statement& Statement::because(Word reason) {
    auto& collector = running_collector();
    collector.each({first_row_, rows_}, [&](Row& row) {
        row.because = collector.text(reason.id());
    });
    return *this;
}

Statement& Statement::impact(Word level) {
    auto& collector = running_collector();
    const auto text = collector.text(level.id());
    const auto impact = impact_named(text);
    collector.each({first_row_, rows_}, [&](Row& row) {
        if (impact)
            row.impact = *impact;
        else
            collector.broken(
                fmt::format("no impact \"{}\"", text),
                "it is none, low, medium, high or critical",
                row.where
            );
    });
    return *this;
}

Statement& Statement::id(Word name) {
    auto& collector = running_collector();
    collector.each({first_row_, rows_}, [&](Row& row) {
        row.given_id = collector.text(name.id());
    });
    return *this;
}

Statement& Statement::about(const Member& member) {
    auto& collector = running_collector();
    collector.each({first_row_, rows_}, [&](Row& row) {
        row.about = collector.text(member.name.id());
    });
    return *this;
}

Statement& Statement::follow() {
    running_collector().each({first_row_, rows_}, [](Row& row) { row.follow = true; });
    return *this;
}

Block::Block(Word heading, Here here) {
    auto& collector = running_collector();
    collector.open_block(collector.text(heading.id()), at(here));
}

Block::~Block() {
    running_collector().close_block();
}

Entry::Entry(
    Kind kind, const char* title, void (*body)(), std::initializer_list<Trait> traits, Here here
) {
    Spec described;
    described.kind = kind == Kind::spec ? Spec::Kind::spec : Spec::Kind::fleet;
    described.title = title;
    described.where = at(here);
    for (const auto& trait : traits) {
        for (const auto* value : trait.values) {
            if (value == nullptr)
                break;
            switch (trait.kind) {
            case Trait::Kind::roles: described.roles.emplace_back(value); break;
            case Trait::Kind::tags: described.tags.emplace_back(value); break;
            case Trait::Kind::owner: described.owner = value; break;
            case Trait::Kind::runbook: described.runbook = value; break;
            }
        }
    }
    add_entry({std::move(described), [body](Collector& collector) {
                   const RunningBody running(collector);
                   body();
               }});
}

}  // namespace muster::dsl
