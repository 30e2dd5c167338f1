-- Names that need care, and who owns what.

CREATE SCHEMA "Odd ""schema"" of 'ours'.x";
CREATE TABLE "Odd ""schema"" of 'ours'.x"."select" ("from" integer PRIMARY KEY, "a ""b"" 'c'" text NOT NULL, "line
break" text, "ÄÖ.ü" text CHECK ("ÄÖ.ü" <> 'x'), "back\slash" text);
CREATE TABLE "table_of_a_name_that_is_just_as_long_as_postgres_lets_it_be__63" (
    "column_of_a_name_that_is_just_as_long_as_postgres_lets_it_be63x" bigserial PRIMARY KEY,
    "column_of_a_name_that_is_just_as_long_as_postgres_lets_it_be63y" integer UNIQUE
        REFERENCES "Odd ""schema"" of 'ours'.x"."select" ("from"));
CREATE TYPE "User" AS ENUM ('A', 'b "c"');
CREATE TABLE "user" ("user" text, "User" "User", "USER" "User"[]);
ALTER TABLE "user" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "user" ON "user" USING ("user" = CURRENT_USER);
CREATE POLICY "policy_of_a_name_that_is_just_as_long_as_postgres_lets_it_be_63" ON "user" FOR UPDATE USING ("User" = 'A' OR "USER" @> ARRAY['A'::"User"]);
CREATE POLICY "it's ""quoted"" \ and
broken" ON "user" FOR INSERT WITH CHECK ("user" LIKE E'a\\b''c%');
GRANT SELECT ("User", "user") ON "user" TO authenticated;
CREATE VIEW "View" AS SELECT "User" AS "select" FROM "user";
CREATE FUNCTION "f ""x"""("Arg" integer) RETURNS "User" LANGUAGE sql AS $$ SELECT 'A'::"User" $$;
CREATE INDEX "index on ""it""" ON "user" ((lower("user")));

CREATE ROLE "live Owner" NOINHERIT CREATEDB;
CREATE ROLE live_group ADMIN authenticated;
CREATE ROLE live_login LOGIN CONNECTION LIMIT 3 VALID UNTIL '2030-01-01' IN ROLE live_group;
CREATE ROLE live_bypass BYPASSRLS CREATEROLE;
ALTER ROLE live_login SET statement_timeout = '3s';
ALTER ROLE live_login SET search_path = "$user", public, "Odd ""schema"" of 'ours'.x";
COMMENT ON ROLE live_login IS 'logs in';
GRANT "live Owner" TO live_login WITH ADMIN OPTION;
CREATE TABLE owned (id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY, at integer REFERENCES "Odd ""schema"" of 'ours'.x"."select");
ALTER TABLE owned OWNER TO "live Owner";
ALTER TABLE owned ENABLE ROW LEVEL SECURITY;
ALTER VIEW "View" OWNER TO live_bypass;
ALTER TYPE "User" OWNER TO "live Owner";
ALTER FUNCTION "f ""x""" OWNER TO live_login;
ALTER SCHEMA "Odd ""schema"" of 'ours'.x" OWNER TO "live Owner";
GRANT SELECT ON owned TO live_group, live_bypass;
GRANT INSERT ON owned TO live_login;
CREATE POLICY just ON owned TO live_login USING (pg_has_role('live_group', 'MEMBER'));
ALTER DEFAULT PRIVILEGES FOR ROLE "live Owner" IN SCHEMA "Odd ""schema"" of 'ours'.x" GRANT ALL ON TABLES TO live_login;
