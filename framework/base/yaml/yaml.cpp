#include "framework/base/yaml/yaml.hpp"

#include "framework/base/text.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <map>
#include <optional>
#include <set>
#include <sstream>

namespace muster {

namespace {

Location place(const YAML::Mark& mark, const std::string& file) {
    if (mark.is_null())
        return {file, 0, 0};
    return {file, mark.line + 1, mark.column + 1};
}

/// Builds our tree from what the library's parser tells, within bounds: ten lines of aliases can mean a billion
/// nodes, and they are counted before they are made.
class Builder : public YAML::EventHandler {
public:
    Builder(const std::string& file, std::size_t most_nodes)
        : file_(file), most_nodes_(most_nodes) {}

    std::vector<Yaml> documents;

    void OnDocumentStart(const YAML::Mark& mark) override {
        // The library does not get past a "," that stands where nothing may, and tells of documents for ever.
        if (not documents.empty() and mark.pos == last_start_)
            throw Broken("this is not YAML", place(mark, file_));
        last_start_ = mark.pos;
        documents.emplace_back();
    }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        put(node_at(mark, ""), anchor);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto found = anchors_.find(anchor);
        if (found == anchors_.end())
            throw Broken("an alias stands within what it names", place(mark, file_));
        count(found->second.size, mark);
        auto copy = found->second.node;
        copy.where = place(mark, file_);
        add(std::move(copy));
    }
    void OnScalar(
        const YAML::Mark& mark,
        const std::string& tag,
        YAML::anchor_t anchor,
        const std::string& value
    ) override {
        auto node = node_at(mark, tag);
        // The library tags quoted scalars "!".
        node.content = Yaml::Scalar{value, tag == "!"};
        put(std::move(node), anchor);
    }

    void OnSequenceStart(
        const YAML::Mark& mark,
        const std::string& tag,
        YAML::anchor_t anchor,
        YAML::EmitterStyle::value
    ) override {
        open(mark, tag, anchor, Yaml::Sequence());
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(
        const YAML::Mark& mark,
        const std::string& tag,
        YAML::anchor_t anchor,
        YAML::EmitterStyle::value
    ) override {
        open(mark, tag, anchor, Yaml::Mapping());
    }
    void OnMapEnd() override { close(); }

private:
    struct Open {
        Yaml node;
        YAML::anchor_t anchor;
        std::size_t before;                ///< nodes that were counted before it
        std::optional<std::string> key{};  ///< of a mapping: what the next value belongs to
        Location key_place{};
        std::set<std::string> keys{};
    };
    struct Anchored {
        Yaml node;
        std::size_t size;
    };

    Yaml node_at(const YAML::Mark& mark, const std::string& tag) {
        count(1, mark);
        Yaml node;
        node.where = place(mark, file_);
        // Plain nodes have the tag "?" or none.
        if (tag != "!" and tag != "?")
            node.tag = tag;
        return node;
    }

    void count(std::size_t nodes, const YAML::Mark& mark) {
        nodes_ += nodes;
        if (nodes_ > most_nodes_)
            throw Broken(
                fmt::format("more than {} values: do aliases multiply?", most_nodes_),
                place(mark, file_)
            );
    }

    template<class Content>
    void open(
        const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Content content
    ) {
        constexpr std::size_t deepest = 100;
        auto node = node_at(mark, tag);
        if (open_.size() > deepest)
            throw Broken("nested too deeply", node.where);
        node.content = std::move(content);
        open_.push_back({std::move(node), anchor, nodes_ - 1});
    }

    void close() {
        auto done = std::move(open_.back());
        open_.pop_back();
        if (done.anchor != YAML::NullAnchor) {
            const auto size = nodes_ - done.before;
            count(size, YAML::Mark::null_mark());  // it is kept a second time
            anchors_[done.anchor] = {done.node, size};
        }
        add(std::move(done.node));
    }

    void put(Yaml node, YAML::anchor_t anchor) {
        if (anchor != YAML::NullAnchor)
            anchors_[anchor] = {node, 1};
        add(std::move(node));
    }

    void add(Yaml node) {
        if (open_.empty()) {
            documents.back() = std::move(node);
            return;
        }
        auto& parent = open_.back();
        if (auto* items = std::get_if<Yaml::Sequence>(&parent.node.content)) {
            items->push_back(std::move(node));
            return;
        }
        if (not parent.key) {
            take_key(parent, node);
            return;
        }
        auto& members = std::get<Yaml::Mapping>(parent.node.content);
        members.push_back({std::move(*parent.key), std::move(node), std::move(parent.key_place)});
        parent.key.reset();
    }

    static void take_key(Open& mapping, const Yaml& key) {
        const auto* scalar = key.as<Yaml::Scalar>();
        if (scalar == nullptr)
            throw Broken("a key must be a plain text", key.where);
        if (not mapping.keys.insert(scalar->text).second)
            throw Broken(fmt::format("the key \"{}\" stands twice", scalar->text), key.where);
        mapping.key = scalar->text;
        mapping.key_place = key.where;
    }

    const std::string& file_;
    int last_start_ = 0;
    const std::size_t most_nodes_;
    std::size_t nodes_ = 0;
    std::vector<Open> open_;
    std::map<YAML::anchor_t, Anchored> anchors_;
};

}  // namespace

std::vector<Yaml> parse_yaml(
    std::string_view text, const std::string& file, std::size_t most_nodes
) {
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        Builder builder(file, most_nodes);
        while (parser.HandleNextDocument(builder)) {}
        return std::move(builder.documents);
    } catch (const YAML::Exception& error) {
        throw Broken(error.msg, place(error.mark, file));
    }
}

Json to_json(const Yaml& node) {
    if (const auto* scalar = node.as<Yaml::Scalar>())
        return Json(scalar->text);
    if (const auto* sequence = node.as<Yaml::Sequence>()) {
        Json::Array items;
        for (const auto& item : *sequence)
            items.push_back(to_json(item));
        return Json(std::move(items));
    }
    if (const auto* mapping = node.as<Yaml::Mapping>()) {
        Json::Object members;
        for (const auto& member : *mapping)
            members.emplace_back(member.key, to_json(member.value));
        return Json(std::move(members));
    }
    return {};
}

std::string yaml_scalar(std::string_view text) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    constexpr std::string_view others = "0123456789_.@/-";
    static const std::set<std::string, std::less<>> words = {
        "true", "false", "yes", "no", "on", "off", "y", "n", "null"};
    auto rest = text;
    if (const auto scheme = text.find("://"); scheme != std::string_view::npos)
        rest = rest.substr(scheme + 3);
    const bool is_plain =
        not rest.empty() and letters.find(text.front()) != std::string_view::npos
        and text.substr(0, text.size() - rest.size()).find_first_not_of(std::string(letters) + ":/")
                == std::string_view::npos
        and rest.find_first_not_of(std::string(letters) + std::string(others))
                == std::string_view::npos
        and not words.contains(lower_case(text));
    return is_plain ? std::string(text) : to_text(Json(text));
}

}  // namespace muster
