#include "framework/base/json/json.hpp"

#include "framework/base/crypto/base64.hpp"
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace muster {

namespace {

Location place(const std::string& file, std::string_view text, std::size_t offset) {
    const auto before = text.substr(0, std::min(offset, text.size()));
    const auto line = 1 + std::ranges::count(before, '\n');
    const auto start = before.rfind('\n');
    const auto column = before.size() - (start == std::string_view::npos ? 0 : start + 1);
    return {file, static_cast<int>(line), static_cast<int>(std::max<std::size_t>(1, column))};
}

/// Builds our value from the library's events; keeps the depth and the names in check.
class Builder : public nlohmann::json_sax<nlohmann::json> {
public:
    Builder(const std::string& file, std::string_view text) : file_(file), text_(text) {}

    bool null() override { return put(Json()); }
    bool boolean(bool value) override { return put(Json(value)); }
    bool number_integer(number_integer_t value) override { return put(Json(std::int64_t{value})); }
    bool number_unsigned(number_unsigned_t value) override {
        if (value > static_cast<number_unsigned_t>(INT64_MAX))
            return put(Json(static_cast<double>(value)));
        return put(Json(static_cast<std::int64_t>(value)));
    }
    bool number_float(number_float_t value, const string_t&) override { return put(Json(value)); }
    bool string(string_t& value) override { return put(Json(std::move(value))); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(Json::object()); }
    bool start_array(std::size_t) override { return open(Json::array()); }
    bool key(string_t& value) override {
        if (open_.back()->find(value) != nullptr)
            throw Broken(fmt::format("the member \"{}\" stands twice", value), {file_, 0, 0});
        names_.back() = std::move(value);
        return true;
    }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&)
        override {
        throw Broken("this is not JSON", place(file_, text_, position));
    }

    Json result;

private:
    static constexpr std::size_t deepest = 200;

    Json* put(Json value, int) {
        if (open_.empty()) {
            result = std::move(value);
            return &result;
        }
        if (auto* array = std::get_if<Json::Array>(&open_.back()->data)) {
            array->push_back(std::move(value));
            return &array->back();
        }
        auto& members = std::get<Json::Object>(open_.back()->data);
        members.emplace_back(std::move(names_.back()), std::move(value));
        return &members.back().second;
    }
    bool put(Json value) { return put(std::move(value), 0) != nullptr; }
    bool open(Json value) {
        if (open_.size() == deepest)
            throw Broken("nested too deeply", {file_, 0, 0});
        open_.push_back(put(std::move(value), 0));
        names_.emplace_back();
        return true;
    }
    bool close() {
        open_.pop_back();
        names_.pop_back();
        return true;
    }

    const std::string& file_;
    std::string_view text_;
    std::vector<Json*> open_;  // a parent's storage grows only when no child of it is open
    std::vector<std::string> names_;
};

/// Writes our value without making the library's of it first, which would copy it whole; the library writes
/// texts and numbers.
class Writer {
public:
    explicit Writer(int indent) : indent_(indent) {}

    void put(const Json& value) {
        if (const auto* array = value.as<Json::Array>())
            put_all('[', *array, ']', [&](const Json& item) { put(item); });
        else if (const auto* object = value.as<Json::Object>())
            put_all('{', *object, '}', [&](const Json::Object::value_type& member) {
                put_text(member.first);
                text += indent_ < 0 ? ":" : ": ";
                put(member.second);
            });
        else if (const auto* string = value.as<std::string>())
            put_text(*string);
        else if (const auto* number = value.as<std::int64_t>())
            text += std::to_string(*number);
        else if (const auto* real = value.as<double>())
            text += nlohmann::json(*real).dump();
        else if (const auto* flag = value.as<bool>())
            text += *flag ? "true" : "false";
        else
            text += "null";
    }

    std::string text;

private:
    template<class Items, class Put>
    void put_all(char open, const Items& items, char close, const Put& put_item) {
        text += open;
        ++depth_;
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (i > 0)
                text += ',';
            new_line();
            put_item(items[i]);
        }
        --depth_;
        if (not items.empty())
            new_line();
        text += close;
    }

    void put_text(const std::string& string) {
        const auto is_plain = [](char c) {
            return c >= ' ' and c <= '~' and c != '"' and c != '\\';
        };
        if (std::ranges::all_of(string, is_plain)) {
            text.append(1, '"').append(string).append(1, '"');
            return;
        }
        constexpr auto replace = nlohmann::json::error_handler_t::replace;
        text += nlohmann::json(string).dump(-1, ' ', false, replace);
    }

    void new_line() {
        if (indent_ >= 0)
            text.append("\n").append(depth_ * static_cast<std::size_t>(indent_), ' ');
    }

    int indent_;
    std::size_t depth_ = 0;
};

}  // namespace

Json& Json::add(std::string name, Json value) {
    MUSTER_ASSERT(std::holds_alternative<Object>(data));
    auto& members = std::get<Object>(data);
    members.emplace_back(std::move(name), std::move(value));
    return members.back().second;
}

const Json* Json::find(std::string_view name) const {
    const auto* members = as<Object>();
    if (members == nullptr)
        return nullptr;
    const auto found = std::ranges::find(*members, name, &Object::value_type::first);
    return found == members->end() ? nullptr : &found->second;
}

std::string text_at(const Json& object, std::string_view name) {
    const auto* member = object.find(name);
    const auto* text = member == nullptr ? nullptr : member->as<std::string>();
    return text == nullptr ? "" : *text;
}

Json parse_json(std::string_view text, const std::string& file) {
    Builder builder(file, text);
    if (not nlohmann::json::sax_parse(text.begin(), text.end(), &builder))
        throw Broken("this is not JSON", {file, 0, 0});
    return std::move(builder.result);
}

std::string to_text(const Json& value, int indent) {
    Writer writer(indent);
    writer.put(value);
    return std::move(writer.text);
}

Json bytes_to_json(std::string_view bytes) {
    if (is_utf8(bytes))
        return bytes;
    return Json(Json::Object{{"base64", to_base64(bytes)}});
}

std::string bytes_from_json(const Json& value) {
    if (const auto* text = value.as<std::string>())
        return *text;
    const auto* coded = value.find("base64");
    const auto* text = coded == nullptr ? nullptr : coded->as<std::string>();
    const auto bytes = text == nullptr ? std::nullopt : from_base64(*text);
    if (not bytes)
        throw Broken("expected a text or {\"base64\": …}");
    return *bytes;
}

}  // namespace muster
