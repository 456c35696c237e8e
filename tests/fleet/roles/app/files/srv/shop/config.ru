# The shop: what it has in stock, from the database.
require "json"
require "mysql2"
require "yaml"

SETTINGS = YAML.safe_load(File.read("/etc/shop/database.yml"))

def stock
  client = Mysql2::Client.new(SETTINGS.transform_keys(&:to_sym))
  client.query("SELECT name, pieces FROM goods ORDER BY name").to_a
ensure
  client&.close
end

ROUTES = {
  "/" => -> { ["text/plain", "Welcome to the shop\n"] },
  "/health" => -> { ["text/plain", "ok\n"] },
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
