#include "framework/fleet/watch/page_changes.hpp"

#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"
#include "framework/fleet/alert/silencing.hpp"
#include "framework/fleet/store/store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <span>
#include <vector>

namespace muster {

namespace {

constexpr int bad_request = 400;
constexpr int not_found = 404;
constexpr int method_not_allowed = 405;
constexpr int unavailable = 503;
constexpr int created = 201;
constexpr int see_other = 303;
constexpr std::size_t longest_field = 1000;
constexpr std::size_t longest_name = 40;  ///< that is repeated to who sent it
constexpr auto longest_silence = std::chrono::hours(24 * 366);

/// What is sent: texts by their names.
class Fields {
public:
    /// Throws Broken for what is none, and for a name that is not among `known`: a slip would silence everybody.
    Fields(const HttpRequest& request, std::span<const std::string_view> known)
        : is_form_(is_form(request)), who_(request.who), known_(known) {
        if (is_form_) {
            const auto form = form_from(request.body);
            if (not form)
                throw Broken("the form cannot be read");
            for (const auto& [name, value] : *form)
                add(name, value);
            return;
        }
        const auto json = parse_json(request.body);
        const auto* object = json.as<Json::Object>();
        if (object == nullptr)
            throw Broken("write an object, or send a form");
        for (const auto& [name, value] : *object)
            add(name, text_of(name, value));
    }

    bool came_as_form() const { return is_form_; }

    std::string text(const std::string& name) const {
        const auto found = texts_.find(name);
        return found == texts_.end() ? "" : found->second;
    }
    std::string needed(const std::string& name) const {
        auto value = text(name);
        if (value.empty())
            throw Broken(fmt::format("{} is missing", name));
        return value;
    }
    std::string who() const {
        const auto said = text("who");
        return said.empty() ? who_ : said;
    }

private:
    static bool is_form(const HttpRequest& request) {
        return request.header("Content-Type").starts_with("application/x-www-form-urlencoded");
    }
    static std::string text_of(const std::string& name, const Json& value) {
        if (const auto* text = value.as<std::string>())
            return *text;
        if (const auto* number = value.as<std::int64_t>())
            return std::to_string(*number);
        throw Broken(fmt::format("{}: a text", name));
    }
    void add(const std::string& name, const std::string& value) {
        if (std::ranges::count(known_, name) == 0) {
            const std::vector<std::string> known(known_.begin(), known_.end());
            throw Broken(fmt::format(
                "unknown field {}", quoted(name, longest_name) + did_you_mean(name, known)
            ));
        }
        if (value.size() > longest_field)
            throw Broken(fmt::format("{}: at most {} bytes", name, longest_field));
        texts_.insert_or_assign(name, std::string(trimmed(value)));
    }

    bool is_form_;
    std::string who_;
    std::span<const std::string_view> known_;
    std::map<std::string, std::string> texts_;
};

Silence silence_from(const Fields& fields, Instant now) {
    Silence silence;
    const auto kind = fields.text("kind");
    if (not kind.empty() and kind != "silence" and kind != "ack")
        throw Broken("kind: silence or ack");
    silence.kind = kind == "ack" ? Silence::Kind::ack : Silence::Kind::silence;
    silence.target = fields.text("target");
    silence.role = fields.text("role");
    silence.id = fields.text("id");
    if (silence.target.empty() and silence.role.empty() and silence.id.empty())
        throw Broken("of what? say a target, a role or an id; target * is all");
    silence.reason = fields.needed("reason");
    silence.who = fields.who();
    silence.from = now;
    const auto time = fields.text("for");
    if (time.empty() and silence.kind == Silence::Kind::ack)
        return silence;  // as long as the problem
    const auto duration = duration_from(time);
    if (not duration or *duration <= Nanoseconds::zero() or *duration > longest_silence)
        throw Broken("for: a time as 2h, at most a year");
    silence.until = now + *duration;
    return silence;
}

std::int64_t keep_silence(const Fields& fields, Store& store) {
    auto silence = silence_from(fields, system_now());
    const auto number = store.add(silence);
    (void)store.add(event_of_silence(
        silence, silence.kind == Silence::Kind::ack ? "acknowledged" : "silenced", silence.from
    ));
    return number;
}

std::int64_t end_silence(const Fields& fields, Store& store) {
    const auto number = whole_number(fields.needed("number"));
    const auto now = system_now();
    const auto all = store.silences(now);
    const auto found = number ? std::ranges::find(all, *number, &Silence::number) : all.end();
    if (found == all.end())
        throw Broken("number: there is no such silence");
    store.end_silence(*number, now);
    auto ended = *found;
    ended.who = fields.who();
    (void)store.add(event_of_silence(ended, "no longer silenced", now));
    return *number;
}

std::int64_t keep_mark(const Fields& fields, Store& store) {
    Event mark;
    mark.at = system_now();
    mark.kind = Event::Kind::mark;
    mark.of.target = fields.text("target");
    mark.is = fields.needed("text");
    mark.who = fields.who();
    return store.add(mark);
}

struct PageChange {
    std::string_view path;
    std::string_view page;  ///< that shows it
    std::span<const std::string_view> fields;
    std::int64_t (*make)(const Fields& fields, Store& store);
};

constexpr std::string_view fields_of_silence[] = {
    "kind", "target", "role", "id", "for", "reason", "who"};
constexpr std::string_view fields_of_end[] = {"number", "who"};
constexpr std::string_view fields_of_mark[] = {"text", "target", "who"};

constexpr PageChange changes[] = {
    {"/api/v1/silences", "/silences", fields_of_silence, keep_silence},
    {"/api/v1/silences/end", "/silences", fields_of_end, end_silence},
    {"/api/v1/marks", "/events", fields_of_mark, keep_mark},
};

/// That the store is not there is no slip of who asks.
std::unique_ptr<Store> opened(const std::string& file) {
    try {
        return std::make_unique<Store>(file, Store::Access::open);
    } catch (const Broken& why) {
        throw StoreTrouble(why.what());
    }
}

HttpAnswer made(const PageChange& change, const HttpRequest& request, const std::string& file) {
    const Fields fields(request, change.fields);
    const auto number = change.make(fields, *opened(file));
    if (fields.came_as_form())
        return {see_other, "text/plain", {{"Location", std::string(change.page)}}, ""};
    return {created, "application/json", {}, fmt::format("{{\"number\":{}}}\n", number)};
}

/// RFC 9110 15.5.6: it names what is.
HttpAnswer not_allowed() {
    auto answer = plain_answer(method_not_allowed, "send it by POST");
    answer.headers.emplace_back("Allow", "POST");
    return answer;
}

}  // namespace

HttpAnswer change_by(const HttpRequest& request, const std::string& store) {
    const auto* const found = std::ranges::find(changes, request.path, &PageChange::path);
    if (found == std::end(changes))
        return plain_answer(not_found, "there is nothing to change here");
    if (request.method != "POST")
        return not_allowed();
    try {
        return made(*found, request, store);
    } catch (const Broken& broken) {
        return plain_answer(bad_request, broken.what());
    } catch (const StoreTrouble& trouble) {
        return plain_answer(unavailable, trouble.what());
    }
}

}  // namespace muster
