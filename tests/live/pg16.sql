-- What came with PostgreSQL 16.

CREATE ROLE live_16;
CREATE ROLE live_16_of NOLOGIN;
GRANT live_16_of TO live_16 WITH INHERIT FALSE, SET FALSE;
CREATE TABLE sixteen (id integer);
GRANT SELECT ON sixteen TO live_16, live_16_of;
