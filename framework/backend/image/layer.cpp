#include "framework/backend/image/layer.hpp"

#include "framework/backend/image/system_files.hpp"
#include "framework/base/crypto/digest.hpp"
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

constexpr std::string_view white_out = ".wh.";
constexpr std::string_view opaque_mark = ".wh..wh..opq";

CannotTell too_much(std::string_view what) {
    return {Kind::too_large, fmt::format("the layers of the image hold more than {}", what)};
}

std::string require_plain(const std::string& path) {
    auto plain = plain_path(path);
    if (not plain)
        throw BadArchive("a layer of the image leads out of it, by " + quoted(path, 100));
    return *std::move(plain);
}

/// No system can have longer ones (PATH_MAX).
void require_length(const std::string& path) {
    constexpr std::size_t longest = 4096;
    if (path.size() > longest)
        throw BadArchive("a layer of the image has a path or a link of more than 4096 bytes");
}

/// Where a path ends; an entry of the root has an empty folder.
struct Parted {
    std::string folder;
    std::string name;
};
Parted parted(const std::string& path) {
    const auto slash = path.rfind('/');
    if (slash == std::string::npos)
        return {"", path};
    return {path.substr(0, slash), path.substr(slash + 1)};
}

}  // namespace

std::optional<std::string> plain_path(std::string_view path) {
    std::vector<std::string> names;
    for (const auto name : split(path, '/')) {
        if (name == "..")
            return std::nullopt;
        if (not name.empty() and name != ".")
            names.emplace_back(name);
    }
    return join(names, "/");
}

void LayerReader::check(std::uint64_t unpacked) const {
    if (unpacked > left_.unpacked)
        throw too_much(fmt::format("{} bytes, the limit of what is unpacked", left_.unpacked));
    if (deadline_.passed())
        throw CannotTell{
            Kind::timed_out, "reading the layers of the image did not end within the deadline"};
}

void LayerReader::count(const ArchiveEntry& entry) {
    require_length(entry.path);
    require_length(entry.link);
    auto bytes = entry.path.size() + entry.link.size();
    for (const auto& [name, value] : entry.attributes)
        bytes += name.size() + value.size();
    if (left_.entries == 0)
        throw too_much("the limit of entries of a walk");
    if (bytes > left_.names)
        throw too_much("the limit of names");
    --left_.entries;
    left_.names -= bytes;
}

/// Files are kept while there is room, in the order in which they come; of others nothing is but the digest that is asked
/// for most. Holes of sparse files cost nothing in the archive, so there is a limit to what is digested, too.
void LayerReader::take_bytes(ArchiveReader& archive, LayerEntry& entry) {
    const auto size = entry.told.size;
    const bool is_of_system = describes_system(entry.told.path);
    const auto most = is_of_system ? left_.kept_of_system_file : left_.kept_of_file;
    const auto room = is_of_system ? left_.kept : std::min(left_.kept, left_.kept_elsewhere);
    auto piece = archive.piece();
    // A key is read again where it is asked about, and is in no memory else.
    const bool is_key = piece.find("PRIVATE KEY-----") != std::string_view::npos;
    const bool is_asked_for = not is_key and (is_of_system or not begins_like_program(piece));
    if (is_asked_for and size <= most and size <= room) {
        auto& bytes = entry.bytes.emplace();
        for (bytes.reserve(size); not piece.empty(); piece = archive.piece())
            bytes += piece;
        left_.kept -= size;
        left_.kept_elsewhere -= is_of_system ? 0 : size;
    } else if (size <= left_.digested) {
        Digester sha256(DigestAlgorithm::sha256);
        for (; not piece.empty(); piece = archive.piece())
            sha256.add(piece);
        entry.sha256 = sha256.hex();
        left_.digested -= size;
    }
}

Layer LayerReader::read(const ArchiveReader::Supply& supply) {
    Layer layer;
    const auto check_so_far = [&](std::uint64_t so_far) { check(so_far); };
    const auto supply_checked = [&](std::uint64_t so_far) {
        check(so_far);
        return supply(so_far);
    };
    ArchiveReader archive(supply_checked, check_so_far);
    for (std::uint64_t place = 0; auto told = archive.next(); ++place) {
        count(*told);
        LayerEntry entry{*std::move(told), place};
        entry.told.path = require_plain(entry.told.path);
        if (entry.told.type == ArchiveEntry::Type::hard_link)
            entry.told.link = require_plain(entry.told.link);
        if (entry.told.path.empty() and entry.told.type != ArchiveEntry::Type::directory)
            throw BadArchive("a layer of the image has a root that is no folder");
        const auto [folder, name] = parted(entry.told.path);
        const auto below = folder.empty() ? "" : folder + "/";
        if (name == opaque_mark) {
            layer.made_opaque.push_back(folder);
        } else if (name.starts_with(white_out)) {
            layer.removed.push_back(below + name.substr(white_out.size()));
        } else {
            if (entry.told.type == ArchiveEntry::Type::regular)
                take_bytes(archive, entry);
            layer.entries.push_back(std::move(entry));
        }
    }
    auto unpacked = archive.unpacked();
    for (auto rest = supply(unpacked); not rest.empty(); rest = supply(unpacked))
        check(unpacked += rest.size());
    left_.unpacked -= std::min(left_.unpacked, unpacked);
    return layer;
}

}  // namespace muster
