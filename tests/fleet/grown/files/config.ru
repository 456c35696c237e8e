# The grown shop: its stock from the database, its visitors in the session store.
require "dalli"
require "json"
require "mysql2"
require "yaml"

SETTINGS = YAML.safe_load(File.read("/etc/shop/shop.yml"))
SESSIONS = Dalli::Client.new(SETTINGS["sessions"], socket_timeout: 1, down_retry_delay: 1, expires_in: 3600)

def stock
  client = Mysql2::Client.new(SETTINGS["database"].transform_keys(&:to_sym))
  client.query("SELECT name, pieces FROM goods ORDER BY name").to_a
ensure
  client&.close
end

# Whoever has been here before, on whichever host, is known.
def visits
  SESSIONS.set("visits", (SESSIONS.get("visits") || 0) + 1)
  "#{SETTINGS["sessions"]} answers\n"
rescue Dalli::DalliError
  "#{SETTINGS["sessions"]} does not answer\n"
end

ROUTES = {
  "/" => -> { ["text/plain", "Welcome to the shop\n"] },
  "/health" => -> { ["text/plain", "ok\n"] },
  "/release" => -> { ["text/plain", "#{SETTINGS["release"]}\n"] },
  "/sessions" => -> { ["text/plain", visits] },
  "/stock" => -> { ["application/json", JSON.generate(stock)] },
}.freeze

run lambda { |request|
  route = ROUTES[request["PATH_INFO"]]
  next [404, { "Content-Type" => "text/plain" }, ["no such page\n"]] unless route

  begin
    type, body = route.call
    [200, { "Content-Type" => type }, [body]]
  rescue Mysql2::Error
    [503, { "Content-Type" => "text/plain" }, ["the stock is not known now\n"]]
  end
}
