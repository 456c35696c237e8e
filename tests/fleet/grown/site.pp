# The grown shop by Puppet: the same as site.yml makes of it.

$lan = {
  'front' => '10.99.1.20', 'app1' => '10.99.1.21', 'app2' => '10.99.1.22', 'db1' => '10.99.1.23', 'db2' => '10.99.1.24',
}
$here = '/tmp/grown'
$password = 'a-secret-of-the-test-hosts'
$session_store = "${lan['app1']}:11211"

# Runs and comes up with the host, or neither.
define shop::daemon(Boolean $wanted) {
  service { $title:
    ensure => $wanted,
    enable => $wanted,
  }
}

class shop::base(Array[String] $daemons) {
  ['haproxy', 'mariadb', 'memcached', 'monit', 'named', 'nginx', 'puppet', 'unicorn'].each |$name| {
    shop::daemon { $name: wanted => $name in $daemons }
  }
  # Debian enables it: it listens on every address, whatever bind-address says.
  service { 'mariadb.socket':
    ensure => stopped,
    enable => false,
  }
  file { '/etc/sysctl.d/shop.conf': content => "net.ipv4.ip_forward = 0\n" }
  file { '/etc/monit/conf.d/shop':
    mode    => '0600',
    content => @(END),
      check process sshd with pidfile /run/sshd.pid
          start program "/bin/systemctl start ssh"
          if failed port 22 protocol ssh then restart
      | END
    notify  => Shop::Daemon['monit'],
  }
}

class shop::front(Hash $apps) {
  file { '/etc/nginx/sites-available/default':
    content => @(END),
      server {
          listen 80 default_server;
          server_name _;
          location / {
              proxy_pass http://127.0.0.1:8080;
              proxy_set_header Host $host;
          }
      }
      | END
    notify  => Shop::Daemon['nginx'],
  }
  $servers = $apps.map |$name, $address| { "    server ${name} ${address}:8080 check\n" }
  file { '/etc/haproxy/haproxy.cfg':
    content => @("END"),
      global
          stats socket /run/haproxy/admin.sock mode 660 level admin
          user haproxy
          group haproxy
          daemon
      defaults
          mode http
          timeout connect 2s
          timeout client 30s
          timeout server 30s
      frontend shop
          bind 127.0.0.1:8080
          default_backend app
      backend app
          option httpchk GET /health
          default-server inter 500ms fall 2 rise 1
      ${servers.join('')}
      | END
    notify  => Shop::Daemon['haproxy'],
  }
}

class shop::names(String $zone, String $address) {
  file { '/etc/bind/named.conf.local':
    content => $zone,
    notify  => Shop::Daemon['named'],
  }
  file { '/etc/bind/named.conf.options':
    content => @("END"),
      options {
          directory "/var/cache/bind";
          listen-on { ${address}; 127.0.0.1; };
          listen-on-v6 { none; };
          recursion no;
          dnssec-validation no;
      };
      | END
    notify  => Shop::Daemon['named'],
  }
}

class shop::app(String $address, String $sessions, String $database, String $password, String $files) {
  group { 'shop': system => true }
  user { 'shop':
    system => true,
    gid    => 'shop',
    home   => '/srv/shop',
    shell  => '/usr/sbin/nologin',
  }
  file {
    default: ensure => file, notify => Service['shop'];
    '/etc/shop': ensure => directory, group => 'shop', mode => '0750';
    '/srv/shop': ensure => directory, group => 'shop', mode => '0750';
    '/srv/shop/config.ru': source => "${files}/config.ru";
    '/etc/systemd/system/shop.service': source => "${files}/shop.service";
    '/srv/shop/unicorn.rb': content => @("END");
      listen "127.0.0.1:8080"
      listen "${address}:8080"
      worker_processes 2
      working_directory "/srv/shop"
      timeout 15
      | END
    '/etc/shop/shop.yml': group => 'shop', mode => '0640', content => @("END");
      release: "1.4"
      sessions: ${sessions}
      database: {host: ${database}, username: shop, password: ${password}, database: shop, connect_timeout: 2}
      | END
  }
  service { 'shop':
    ensure  => running,
    enable  => true,
    require => User['shop'],
  }
}

class shop::sessions(String $address) {
  file { '/etc/memcached.conf':
    content => @("END"),
      -d
      logfile /var/log/memcached.log
      -m 64
      -p 11211
      -u memcache
      -l ${address}
      -l 127.0.0.1
      -P /var/run/memcached/memcached.pid
      | END
    notify  => Shop::Daemon['memcached'],
  }
}

class shop::database(String $address, Integer $number, String $read_only, String $script, String $unless) {
  file { '/etc/mysql/mariadb.conf.d/60-shop.cnf':
    content => @("END"),
      [mariadbd]
      bind-address = ${address}
      skip-name-resolve
      innodb_buffer_pool_size = 32M
      server_id = ${number}
      log_bin = shop
      read_only = ${read_only}
      | END
    notify  => Shop::Daemon['mariadb'],
  }
  exec { "mariadb <${script}":
    provider => shell,
    unless   => $unless,
    require  => Shop::Daemon['mariadb'],
  }
}

node 'front' {
  class { 'shop::base': daemons => ['haproxy', 'monit', 'named', 'nginx'] }
  class { 'shop::front': apps => { 'app1' => $lan['app1'], 'app2' => $lan['app2'] } }
  file { '/etc/bind/db.shop.test':
    source => "${here}/files/db.shop.test",
    notify => Shop::Daemon['named'],
  }
  class { 'shop::names':
    address => $lan['front'],
    zone    => "zone \"shop.test\" { type primary; file \"/etc/bind/db.shop.test\"; allow-transfer { ${lan['db2']}; }; also-notify { ${lan['db2']}; }; };\n",
  }
}

node 'app1' {
  class { 'shop::base': daemons => ['memcached', 'monit'] }
  class { 'shop::sessions': address => $lan['app1'] }
  class { 'shop::app':
    address => $lan['app1'], sessions => $session_store, database => $lan['db1'], password => $password, files => "${here}/files",
  }
}

node 'app2' {
  class { 'shop::base': daemons => ['monit'] }
  class { 'shop::app':
    address => $lan['app2'], sessions => $session_store, database => $lan['db1'], password => $password, files => "${here}/files",
  }
}

node 'db1' {
  class { 'shop::base': daemons => ['mariadb', 'monit'] }
  class { 'shop::database':
    address => $lan['db1'], number => 1, read_only => 'OFF', script => "${here}/files/schema.sql", unless => 'mariadb -e "SELECT 1 FROM shop.goods"',
  }
}

node 'db2' {
  class { 'shop::base': daemons => ['mariadb', 'monit', 'named'] }
  class { 'shop::database':
    address => $lan['db2'], number => 2, read_only => 'ON', script => "${here}/files/follow.sql", unless => 'mariadb -e "SHOW SLAVE STATUS" | grep -q .',
  }
  class { 'shop::names':
    address => $lan['db2'],
    zone    => "zone \"shop.test\" { type secondary; file \"/var/cache/bind/db.shop.test\"; primaries { ${lan['front']}; }; };\n",
  }
}
