#include "framework/fleet/alert/forms/chat.hpp"

#include "framework/fleet/alert/paragraphs.hpp"

#include <algorithm>

namespace muster {

namespace {

using Escape = std::string (*)(std::string_view);

std::string escaped_for_slack(std::string_view text) {
    std::string escaped;
    for (const char letter : text) {
        switch (letter) {
        case '&': escaped += "&amp;"; break;
        case '<': escaped += "&lt;"; break;
        case '>': escaped += "&gt;"; break;
        default: escaped += letter;
        }
    }
    return escaped;
}

std::string escaped_for_mattermost(std::string_view text) {
    // The signs that a backslash can take their meaning from; before others it would be seen itself.
    constexpr std::string_view signs = "\\`*_{}[]()#$+-.!~|>";
    constexpr std::string_view zero_width_space = "\xe2\x80\x8b";
    std::string escaped;
    for (const char letter : text) {
        if (letter == '&')
            escaped += "&amp;";
        else if (letter == '@')
            escaped.append(1, letter).append(zero_width_space);  // "@all" would call everybody
        else if (signs.find(letter) != std::string_view::npos)
            escaped.append(1, '\\').append(1, letter);
        else
            escaped += letter;
    }
    return escaped;
}

/// Never alone a sign: the title says in words what it is.
std::string_view colour_of(const Paragraph& paragraph) {
    if (paragraph.kind == Notice::Kind::recovery)
        return "#2e7d32";
    if (paragraph.kind == Notice::Kind::followed or paragraph.impact < Impact::medium)
        return "#1565c0";
    return paragraph.impact < Impact::high ? "#ef6c00" : "#c62828";
}

std::string lines_of_details(const Paragraph& paragraph, Escape escape) {
    std::string lines;
    for (const auto& [label, value] : paragraph.details)
        lines.append(lines.empty() ? "" : "\n").append(label).append(": ").append(escape(value));
    return lines;
}

Json attachment_of(const Paragraph& paragraph, Escape escape) {
    const auto title = escape(paragraph.title());
    auto attachment = Json::object();
    attachment.add("color", colour_of(paragraph));
    attachment.add("fallback", title);
    attachment.add("title", title);
    attachment.add("text", lines_of_details(paragraph, escape));
    attachment.add("mrkdwn_in", Json::array());
    return attachment;
}

std::string chat_message(const Message& message, Escape escape) {
    const auto paragraphs = paragraphs_of(message);
    auto attachments = Json::Array();
    for (const auto& paragraph : paragraphs.all)
        attachments.push_back(attachment_of(paragraph, escape));
    if (not attachments.empty())
        std::get<Json::Object>(attachments.back().data)
            .emplace_back("footer", escape(footer_of(message, paragraphs)));
    auto json = Json::object();
    json.add("text", escape(subject_of(paragraphs)));
    json.add("mrkdwn", false);
    json.add("link_names", false);
    json.add("attachments", std::move(attachments));
    return to_text(json);
}

}  // namespace

std::string slack_message(const Message& message) {
    return chat_message(message, escaped_for_slack);
}

std::string mattermost_message(const Message& message) {
    return chat_message(message, escaped_for_mattermost);
}

}  // namespace muster
