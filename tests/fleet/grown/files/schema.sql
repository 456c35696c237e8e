CREATE DATABASE IF NOT EXISTS shop;
CREATE TABLE IF NOT EXISTS shop.goods (name VARCHAR(40) PRIMARY KEY, pieces INT NOT NULL);
REPLACE INTO shop.goods VALUES ('kettle', 7), ('lantern', 3), ('rope', 12);
CREATE USER IF NOT EXISTS shop@'10.99.1.%' IDENTIFIED BY 'a-secret-of-the-test-hosts';
GRANT SELECT ON shop.* TO shop@'10.99.1.%';
CREATE USER IF NOT EXISTS follower@'10.99.1.24' IDENTIFIED BY 'a-secret-of-the-test-hosts';
GRANT REPLICATION SLAVE ON *.* TO follower@'10.99.1.24';
