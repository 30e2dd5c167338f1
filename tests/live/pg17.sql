-- What came with PostgreSQL 17.

CREATE TABLE maintained (id integer);
GRANT MAINTAIN, SELECT ON maintained TO authenticated;
CREATE TABLE numbered (id integer GENERATED ALWAYS AS IDENTITY, at date) PARTITION BY RANGE (at);
CREATE TABLE numbered_1 PARTITION OF numbered FOR VALUES FROM (MINVALUE) TO ('2030-01-01');
CREATE DOMAIN needed AS integer CONSTRAINT is_needed NOT NULL;
