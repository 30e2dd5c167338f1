-- What hangs beside tables: views, functions, types, triggers, rules, sequences, and what few databases have.

CREATE SCHEMA app;
COMMENT ON SCHEMA app IS 'the application''s';
GRANT USAGE ON SCHEMA app TO authenticated;
GRANT USAGE, CREATE ON SCHEMA app TO anonymous WITH GRANT OPTION;
CREATE SCHEMA empty;
CREATE EXTENSION citext SCHEMA app;
CREATE EXTENSION pg_trgm;

CREATE TYPE app.mood AS ENUM ('sad', 'it''s ok', 'Happy');
COMMENT ON TYPE app.mood IS 'a mood';
CREATE TYPE app.point3 AS (x double precision, y double precision, "Z" double precision);
COMMENT ON COLUMN app.point3.x IS 'to the right';
CREATE DOMAIN app.email AS text COLLATE "C" DEFAULT 'a@b' CONSTRAINT has_at CHECK (VALUE LIKE '%@%') CHECK (length(VALUE) < 200);
COMMENT ON DOMAIN app.email IS 'an address';
COMMENT ON CONSTRAINT has_at ON DOMAIN app.email IS 'at least that';
CREATE DOMAIN app.needed AS integer NOT NULL;
CREATE FUNCTION app.apart(a double precision, b double precision) RETURNS double precision LANGUAGE sql IMMUTABLE AS 'SELECT a - b';
CREATE TYPE app.floats AS RANGE (subtype = double precision, subtype_diff = app.apart);
REVOKE USAGE ON TYPE app.mood FROM PUBLIC;
GRANT USAGE ON TYPE app.mood TO authenticated;
CREATE COLLATION app.plain (PROVIDER = libc, LOCALE = 'C');

CREATE SEQUENCE app.counter AS integer INCREMENT BY -1 MAXVALUE 5 MINVALUE -1000 START 3 CYCLE;
COMMENT ON SEQUENCE app.counter IS 'down';

CREATE TABLE app.todos (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id uuid NOT NULL DEFAULT auth.uid(),
    mood app.mood DEFAULT 'sad',
    moods app.mood[],
    mail app.email,
    at app.point3,
    range app.floats,
    number integer DEFAULT nextval('app.counter'),
    word text COLLATE app.plain,
    any_case app.citext UNIQUE
);
CREATE INDEX todos_words ON app.todos USING gin (word gin_trgm_ops);
CREATE INDEX todos_words_short ON app.todos USING gist (word gist_trgm_ops (siglen = 32));
CREATE INDEX todos_any ON app.todos (any_case app.citext_pattern_ops);
ALTER TABLE app.todos ENABLE ROW LEVEL SECURITY;

CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
COMMENT ON FUNCTION app.touch IS 'touches';
CREATE FUNCTION app.is_mine(t app.todos) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$ SELECT t.user_id = auth.uid() $$;
REVOKE EXECUTE ON FUNCTION app.is_mine FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.is_mine TO authenticated WITH GRANT OPTION;
CREATE FUNCTION app.moods(VARIADIC list app.mood[] DEFAULT '{}', OUT n bigint, OUT first app.mood) LANGUAGE sql
    BEGIN ATOMIC SELECT count(*), min(m) FROM unnest(list) m; END;
CREATE PROCEDURE app.clear(IN before date DEFAULT '2000-01-01') LANGUAGE plpgsql AS $$ BEGIN DELETE FROM app.todos; END $$;
CREATE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', PARALLEL = SAFE, COMBINEFUNC = int4pl);
COMMENT ON AGGREGATE app.total(integer) IS 'a sum';
CREATE FUNCTION app.near(a app.point3, b app.point3) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT (a).x = (b).x';
CREATE OPERATOR app.~~~ (FUNCTION = app.near, LEFTARG = app.point3, RIGHTARG = app.point3, COMMUTATOR = OPERATOR(app.~~~));
CREATE FUNCTION app.as_text(p app.point3) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT (p).x::text';
CREATE CAST (app.point3 AS text) WITH FUNCTION app.as_text AS ASSIGNMENT;
CREATE POLICY mine ON app.todos TO authenticated USING (app.is_mine(todos) OR at OPERATOR(app.~~~) ROW(1, 2, 3)::app.point3 OR mood = 'sad');
GRANT SELECT ON app.todos TO authenticated;

CREATE TRIGGER touch BEFORE UPDATE OF mail ON app.todos FOR EACH ROW WHEN (OLD.mail IS DISTINCT FROM NEW.mail) EXECUTE FUNCTION app.touch();
ALTER TABLE app.todos DISABLE TRIGGER touch;
COMMENT ON TRIGGER touch ON app.todos IS 'off';
CREATE CONSTRAINT TRIGGER late AFTER INSERT ON app.todos DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.touch('an', 'argument');
CREATE RULE quiet AS ON DELETE TO app.todos DO INSTEAD NOTHING;
COMMENT ON RULE quiet ON app.todos IS 'hush';

CREATE VIEW app.open AS SELECT id, mood, user_id FROM app.todos WHERE mood <> 'Happy';
ALTER VIEW app.open ALTER COLUMN mood SET DEFAULT 'sad';
COMMENT ON VIEW app.open IS 'of the owner';
COMMENT ON COLUMN app.open.mood IS 'how';
GRANT SELECT, INSERT (mood) ON app.open TO authenticated;
CREATE VIEW app.checked WITH (security_barrier) AS SELECT * FROM app.open WHERE mood = 'sad' WITH LOCAL CHECK OPTION;
CREATE RULE away AS ON UPDATE TO app.checked DO INSTEAD NOTHING;
CREATE MATERIALIZED VIEW app.counted WITH (fillfactor = 80) AS SELECT mood, count(*) AS n FROM app.todos GROUP BY mood;
CREATE UNIQUE INDEX counted_mood ON app.counted (mood) INCLUDE (n);
GRANT SELECT ON app.counted TO anonymous;
CREATE RECURSIVE VIEW app.steps (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM steps WHERE n < 9;

CREATE TEXT SEARCH DICTIONARY app.words (TEMPLATE = simple, STOPWORDS = english);
CREATE TEXT SEARCH CONFIGURATION app.search (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION app.search ADD MAPPING FOR asciiword, word WITH app.words, simple;

CREATE FUNCTION app.watched() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE EVENT TRIGGER watch ON ddl_command_end WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION app.watched();
ALTER EVENT TRIGGER watch DISABLE;
COMMENT ON EVENT TRIGGER watch IS 'asleep';
CREATE PUBLICATION everything FOR ALL TABLES WITH (publish = 'insert');
CREATE PUBLICATION of_todos FOR TABLE app.todos;
CREATE OPERATOR FAMILY app.family USING btree;

ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO authenticated;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT USAGE ON SEQUENCES TO authenticated WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
