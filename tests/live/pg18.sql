-- What came with PostgreSQL 18.

CREATE TABLE computed (a integer, b integer GENERATED ALWAYS AS (a * 2) VIRTUAL, c integer GENERATED ALWAYS AS (a * 3) STORED);
CREATE TABLE nulls (
    id integer PRIMARY KEY,
    a integer CONSTRAINT a_is_there NOT NULL,
    b integer NOT NULL NO INHERIT,
    c integer,
    d integer NOT NULL);
ALTER TABLE nulls ADD CONSTRAINT c_later NOT NULL c NOT VALID;
COMMENT ON CONSTRAINT nulls_d_not_null ON nulls IS 'why';
CREATE TABLE loose (id integer PRIMARY KEY, a integer CONSTRAINT hint CHECK (a > 0) NOT ENFORCED,
    n integer CONSTRAINT to_nulls REFERENCES nulls NOT ENFORCED);
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TABLE rooms (id integer, during daterange, CONSTRAINT rooms_key PRIMARY KEY (id, during WITHOUT OVERLAPS));
CREATE TABLE bookings (room integer, during daterange,
    CONSTRAINT of_room FOREIGN KEY (room, PERIOD during) REFERENCES rooms (id, PERIOD during));
