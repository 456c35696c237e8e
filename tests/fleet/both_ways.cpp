// Everything twice, plain and negated: on a host that is well one of the two passes; of what cannot be told both are
// errored. What is asked relies on the tools and files that `ignorance` takes away.
#include <muster/spec.hpp>
using namespace muster;

SPEC("both ways") {
    expect(package("nginx").installed);
    expect(not package("nginx").installed);
    expect(package("nginx").version >= "1.22");
    expect(not(package("nginx").version >= "1.22"));

    expect(service("nginx").running);
    expect(not service("nginx").running);
    expect(service("nginx").enabled);
    expect(not service("nginx").enabled);

    expect(port(80).listening);
    expect(not port(80).listening);
    expect(port(80).process == "nginx");
    expect(not(port(80).process == "nginx"));
    expect(listening_ports().exposed_tcp == list(22, 80));
    expect(not(listening_ports().exposed_tcp == list(22, 80)));

    expect(file("/etc/nginx/nginx.conf").mode == 0644);
    expect(not(file("/etc/nginx/nginx.conf").mode == 0644));
    expect(file("/etc/nginx/nginx.conf").content.contains("worker_processes"));
    expect(not file("/etc/nginx/nginx.conf").content.contains("worker_processes"));
    expect(file("/etc/nginx/nginx.conf").sha256 == "");
    expect(not(file("/etc/nginx/nginx.conf").sha256 == ""));
    expect(
        file("/etc/nginx/sites-enabled/default").linked_to == "/etc/nginx/sites-available/default"
    );
    expect(not(
        file("/etc/nginx/sites-enabled/default").linked_to == "/etc/nginx/sites-available/default"
    ));

    expect(user("www-data").uid == 33);
    expect(not(user("www-data").uid == 33));
    expect(user("www-data").groups == list("www-data"));
    expect(not(user("www-data").groups == list("www-data")));
    expect(user("stranger").exists);
    expect(not user("stranger").exists);
    expect(group("adm").gid == 4);
    expect(not(group("adm").gid == 4));

    expect(process("nginx").running);
    expect(not process("nginx").running);
    expect(process("nginx").user == "root");
    expect(not(process("nginx").user == "root"));

    expect(kernel_parameter("net.ipv4.ip_forward").value == 0);
    expect(not(kernel_parameter("net.ipv4.ip_forward").value == 0));
    expect(mount("/").mounted);
    expect(not mount("/").mounted);
    expect(interface("lan").up);
    expect(not interface("lan").up);
    expect(files_under("/etc/nginx").world_writable.is_empty());
    expect(not files_under("/etc/nginx").world_writable.is_empty());
    expect(command("echo ready").stdout == "ready\n");
    expect(not(command("echo ready").stdout == "ready\n"));
}
