//! What people write in policies: from the guides of Neon, Supabase, PostgREST and Drizzle, and what patterns.md counts.

use rls_core::{
    ident::QName,
    schema::{Column, Enum, Schema, Table, Type},
};

/// What the policies below are over, as Supabase has it.
pub(super) const TABLES: &str = "
    CREATE SCHEMA storage;
    CREATE FUNCTION storage.foldername(name text) RETURNS text[] LANGUAGE sql IMMUTABLE AS 'SELECT string_to_array(name, ''/'')';
    CREATE TYPE status AS ENUM ('draft', 'published');
    CREATE TABLE profiles (id uuid PRIMARY KEY, role text, org_id uuid, email text);
    CREATE TABLE members (team_id bigint, org_id uuid, user_id uuid, role text, left_at timestamptz);
    CREATE TABLE notes (id bigint PRIMARY KEY, user_id uuid NOT NULL, owner_id text);
    CREATE TABLE posts (
        id bigint PRIMARY KEY, user_id uuid NOT NULL, author text NOT NULL, email text, org_id uuid, team_id bigint,
        note_id bigint, tenant_id text, is_public boolean NOT NULL, archived boolean, status status NOT NULL, title text,
        bucket_id text, name text, created_at timestamptz NOT NULL, deleted_at timestamptz, tags text[], meta jsonb,
        age integer, expires date);
    CREATE FUNCTION is_member(bigint) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT true';
    CREATE FUNCTION my_teams() RETURNS SETOF bigint LANGUAGE sql STABLE AS 'SELECT 1::bigint';
    CREATE FUNCTION my_team() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 1::bigint';
";

/// Real policies.
pub(super) const POLICIES: [&str; 84] = [
    "true",
    "false",
    "auth.uid() = user_id",
    "(select auth.uid()) = user_id",
    "user_id = (SELECT auth.uid())",
    "(auth.uid() = user_id)",
    "((select auth.uid() as uid) = user_id)",
    "auth.uid()::text = author",
    "(select auth.uid())::text = author",
    "author = (auth.jwt() ->> 'sub')",
    "author = (select auth.jwt() ->> 'sub'::text)",
    "(select auth.uid() = posts.user_id)",
    "auth.role() = 'authenticated'",
    "auth.role() = 'authenticated'::text",
    "(auth.jwt() ->> 'role') = 'service_role'",
    "auth.uid() IS NOT NULL",
    "auth.uid() = user_id OR is_public",
    "is_public = true OR auth.uid() = user_id",
    "is_public IS TRUE",
    "NOT archived AND user_id = auth.uid()",
    "archived IS NOT TRUE",
    "archived = false",
    "coalesce(archived, false) = false",
    "status = 'published'",
    "status = 'published'::status AND deleted_at IS NULL",
    "status IN ('draft', 'published') AND author = (auth.jwt() ->> 'sub')",
    "status <> 'draft'",
    "title IS NULL OR title <> ''",
    "tenant_id = (auth.jwt() ->> 'tenant_id')",
    "tenant_id = ((auth.jwt() -> 'app_metadata') ->> 'tenant_id')",
    "org_id = (auth.jwt() ->> 'org_id')::uuid",
    "org_id = ((select auth.jwt()) -> 'app_metadata' ->> 'org_id')::uuid",
    "tenant_id = current_setting('app.tenant_id', true)",
    "tenant_id = current_setting('app.tenant_id')::text",
    "org_id = nullif(current_setting('app.org_id', true), '')::uuid",
    "(current_setting('request.jwt.claims', true)::json ->> 'role') = 'admin'",
    "tenant_id = current_setting('request.jwt.claims', true)::jsonb ->> 'tenant_id'",
    "team_id IN (SELECT team_id FROM members WHERE user_id = auth.uid())",
    "team_id in (select m.team_id from public.members m where m.user_id = (select auth.uid()) and m.role = 'admin')",
    "team_id = ANY (ARRAY(SELECT members.team_id FROM members WHERE members.user_id = (SELECT auth.uid())))",
    "team_id = any (select team_id from members where user_id = auth.uid())",
    "EXISTS (SELECT 1 FROM members WHERE members.team_id = posts.team_id AND members.user_id = auth.uid())",
    "exists (select 1 from members m where m.user_id = auth.uid() and m.team_id = posts.team_id and m.role in ('owner', 'admin'))",
    "EXISTS (SELECT * FROM members m WHERE m.team_id = posts.team_id AND m.user_id = (SELECT auth.uid()) AND m.left_at IS NULL LIMIT 1)",
    "EXISTS (SELECT FROM members m JOIN profiles p ON p.id = m.user_id WHERE m.team_id = posts.team_id AND p.id = auth.uid())",
    "NOT EXISTS (SELECT 1 FROM members WHERE members.team_id = posts.team_id AND members.role = 'banned')",
    "org_id = (SELECT org_id FROM profiles WHERE id = auth.uid())",
    "(select role from profiles where id = auth.uid()) = 'admin'",
    "auth.uid() IN (SELECT user_id FROM members WHERE members.team_id = posts.team_id)",
    "auth.uid() in (select id from profiles where role = 'admin')",
    "note_id IN (SELECT id FROM notes WHERE user_id = auth.uid())",
    "(select notes.user_id from notes where notes.id = note_id) = auth.uid()",
    "(select notes.user_id = (select auth.uid()) from notes where notes.id = posts.note_id)",
    "is_member(team_id)",
    "public.is_member(posts.team_id)",
    "team_id IN (SELECT my_teams())",
    "team_id = ANY (ARRAY(SELECT my_teams()))",
    "team_id = (SELECT my_team())",
    "bucket_id = 'avatars' and (storage.foldername(name))[1] = auth.uid()::text",
    "bucket_id = 'avatars' AND (select auth.uid()::text) = (storage.foldername(name))[1]",
    "bucket_id = 'public' AND lower((storage.foldername(name))[1]) = 'public'",
    "(auth.jwt() -> 'app_metadata' ->> 'role') = 'admin' OR user_id = auth.uid()",
    "(auth.jwt() ->> 'user_role')::text = 'moderator'",
    "(auth.jwt() -> 'app_metadata' -> 'roles') ? 'editor'",
    "(auth.jwt() -> 'app_metadata' -> 'teams') @> to_jsonb(team_id)",
    "team_id::text = any (array(select jsonb_array_elements_text(auth.jwt() -> 'app_metadata' -> 'teams')))",
    "(select auth.jwt() ->> 'aal') = 'aal2'",
    "array[(select auth.jwt() ->> 'aal')] <@ (select case when count(id) > 0 then array['aal2'] else array['aal1', 'aal2'] end as aal from profiles where (select auth.uid()) = id)",
    "((auth.jwt() ->> 'is_anonymous')::boolean) is false",
    "email = (auth.jwt() ->> 'email')",
    "lower(email) = lower(auth.jwt() ->> 'email')",
    "email ILIKE auth.email()",
    "right((auth.jwt() ->> 'email'), 12) = '@example.org'",
    "created_at > now() - interval '24 hours'",
    "created_at > (now() - '7 days'::interval) AND user_id = auth.uid()",
    "created_at + interval '1 day' > CURRENT_TIMESTAMP",
    "expires >= CURRENT_DATE",
    "age BETWEEN 18 AND 65",
    "user_id = auth.uid() AND char_length(title) <= 280",
    "tags && ARRAY['public', 'shared']",
    "'public' = ANY (tags)",
    "meta ->> 'visibility' = 'public' AND NOT (meta ? 'locked')",
    "CASE WHEN is_public THEN true ELSE user_id = auth.uid() END",
    "user_id = auth.uid() AND (age >= 18 OR is_public) AND NOT (archived OR deleted_at IS NOT NULL)",
];

/// What few write and Postgres reads all the same.
pub(super) const ODD: [&str; 46] = [
    "age = -1 OR age = - 1 OR age = +1",
    "age != 1.5e-3 AND age <> .5",
    "NOT NOT is_public",
    "is_public IS NOT DISTINCT FROM archived",
    "title LIKE 'a!%%' ESCAPE '!' AND title NOT ILIKE '%b'",
    "title SIMILAR TO '(a|b)%'",
    "title ~ '^a' OR title !~* 'b$'",
    "title COLLATE \"C\" < 'z' AND title = name COLLATE \"C\" || 'a'",
    "created_at AT TIME ZONE 'UTC' < timestamp '2024-01-01 00:00:00'",
    "extract(year FROM created_at) > 2020",
    "date_trunc('day', created_at) = timestamptz '2024-01-01 00:00+00'",
    "interval '1' day < interval '2 days' AND created_at > timestamp with time zone '2024-01-01 00:00+00'",
    "substring(title from 1 for 2) = 'ab' AND substring(title, 1, 2) = 'ab'",
    "trim(both ' ' from title) = 'a' AND trim(title) <> '' AND position('a' in title) > 0",
    "overlay(title placing 'x' from 1) = 'x'",
    "(age, team_id) = (1, 2) AND ROW(age, team_id) < ROW(3, 4)",
    "(age, team_id) IN (SELECT 1, 2::bigint UNION ALL SELECT 3, 4)",
    "(((is_public)))",
    "age IN (1, 2) = is_public",
    "age = ANY ('{1,2}'::int[]) AND age <> ALL (ARRAY[3, 4])",
    "age = ANY (ARRAY[[1, 2], [3, 4]])",
    "tags[1] = 'a' AND tags[1:2] = ARRAY['a', 'b'] AND (ARRAY[1, 2])[1] = 1",
    "cast(age AS text) = '1' AND age::numeric(5, 2) > 1 AND title::character varying(3) = 'abc'",
    "age::double precision > 1 AND age::int4 = 1 AND created_at::timestamp(3) without time zone > '2024-01-01'",
    "coalesce(title, email, '') = '' AND nullif(title, '') IS NOT NULL AND greatest(age, 1) = least(age, 2)",
    "current_user = 'authenticated' OR session_user = 'a' OR CURRENT_ROLE <> 'b'",
    "title = E'it\\'s' AND title <> 'it''s' AND name = $$it's$$ AND name = $x$a$b$x$",
    "\"title\" = 'a' AND \"posts\".\"title\" = 'b' AND public.posts.title = 'c'",
    "age % 2 = 0 AND age * 2 + 1 > age ^ 2 - 3 / 1",
    "age + 1 IS NOT NULL AND (age = 1) IS UNKNOWN AND age = 1 IS NOT TRUE",
    "age ISNULL OR title NOTNULL",
    "pg_catalog.length(title) > 1 AND length(title) OPERATOR(pg_catalog.>) 1",
    "EXISTS (WITH mine AS (SELECT team_id FROM members WHERE user_id = auth.uid()) SELECT 1 FROM mine WHERE mine.team_id = posts.team_id)",
    "EXISTS ((SELECT 1) UNION (SELECT 2 LIMIT 1))",
    "age IN ((SELECT 1)) AND age IN (((SELECT 1) + 1), 2)",
    "age = ((SELECT 1) + 1) AND ((SELECT 1) = 1)",
    "age IN (VALUES (1), (2))",
    "(SELECT count(*) FROM members) > 0 AND (SELECT count(DISTINCT role) FILTER (WHERE role <> 'x') FROM members) >= 0",
    "(SELECT array_agg(role ORDER BY role DESC NULLS LAST) FROM members GROUP BY team_id HAVING count(*) > 1 LIMIT 1) IS NULL",
    "EXISTS (SELECT 1 FROM members a LEFT JOIN members b USING (team_id) CROSS JOIN profiles, LATERAL (SELECT a.role) AS x(y) WHERE x.y = b.role)",
    "EXISTS (SELECT 1 FROM unnest(tags) AS tag WHERE tag = 'a')",
    "EXISTS (SELECT DISTINCT ON (role) role AS \"from\" FROM members ORDER BY role, team_id)",
    "jsonb_path_exists(meta, '$.a') AND meta @? '$.b' AND meta #>> '{a,b}' = 'c' AND meta - 'a' <> meta #- '{b}'",
    "meta['a'] = '1'::jsonb",
    "make_interval(days => 1) < interval '1 week'",
    "title /* a comment /* in */ another */ = 'a'",
];

/// The same tables as models.
pub(super) fn schema() -> Schema {
    let table = |name: &str, columns: Vec<Column>| {
        columns.into_iter().fold(Table::new(QName::new(name)), Table::column)
    };
    let status = QName::new("status");
    let other = |sql: &str| Type::Other(sql.to_owned());
    let profiles = table(
        "profiles",
        vec![
            Column::new("id", Type::Uuid),
            Column::new("role", Type::Text).nullable(),
            Column::new("org_id", Type::Uuid).nullable(),
            Column::new("email", Type::Text).nullable(),
        ],
    );
    let members = table(
        "members",
        vec![
            Column::new("team_id", Type::BigInt).nullable(),
            Column::new("org_id", Type::Uuid).nullable(),
            Column::new("user_id", Type::Uuid).nullable(),
            Column::new("role", Type::Text).nullable(),
            Column::new("left_at", Type::TimestampTz).nullable(),
        ],
    );
    let notes = table(
        "notes",
        vec![
            Column::new("id", Type::BigInt),
            Column::new("user_id", Type::Uuid),
            Column::new("owner_id", Type::Text).nullable(),
        ],
    );
    let posts = table(
        "posts",
        vec![
            Column::new("id", Type::BigInt),
            Column::new("user_id", Type::Uuid),
            Column::new("author", Type::Text),
            Column::new("email", Type::Text).nullable(),
            Column::new("org_id", Type::Uuid).nullable(),
            Column::new("team_id", Type::BigInt).nullable(),
            Column::new("note_id", Type::BigInt).nullable(),
            Column::new("tenant_id", Type::Text).nullable(),
            Column::new("is_public", Type::Boolean),
            Column::new("archived", Type::Boolean).nullable(),
            Column::new("status", Type::Enum(status.clone())),
            Column::new("title", Type::Text).nullable(),
            Column::new("bucket_id", Type::Text).nullable(),
            Column::new("name", Type::Text).nullable(),
            Column::new("created_at", Type::TimestampTz),
            Column::new("deleted_at", other("timestamptz")).nullable(),
            Column::new("tags", Type::array(Type::Text)).nullable(),
            Column::new("meta", Type::Jsonb).nullable(),
            Column::new("age", Type::Integer).nullable(),
            Column::new("expires", Type::Date).nullable(),
        ],
    );
    let mut schema = Schema::new()
        .table(profiles.primary_key(["id"]))
        .table(members)
        .table(notes.primary_key(["id"]))
        .table(posts.primary_key(["id"]));
    schema.add_enum(Enum::new(status).value("draft").value("published"));
    schema
}
