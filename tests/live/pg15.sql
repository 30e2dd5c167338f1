-- What came with PostgreSQL 15.

CREATE TABLE cities (id integer PRIMARY KEY, country integer, name text, code text, UNIQUE NULLS NOT DISTINCT (country, code));
CREATE UNIQUE INDEX cities_name ON cities (name) NULLS NOT DISTINCT;
CREATE TABLE streets (id integer PRIMARY KEY, city integer, country integer,
    FOREIGN KEY (city) REFERENCES cities ON DELETE SET NULL (city));
ALTER TABLE cities ENABLE ROW LEVEL SECURITY;
CREATE VIEW city_names WITH (security_invoker = on) AS SELECT name FROM cities;
CREATE PUBLICATION filtered FOR TABLE cities WHERE (country > 1);
CREATE PUBLICATION of_columns FOR TABLE streets (id, city);
CREATE PUBLICATION of_schema FOR TABLES IN SCHEMA public;
CREATE UNLOGGED SEQUENCE quick;
