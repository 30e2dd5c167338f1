-- what few databases have
create schema app;
create schema "Odd Schema";
create role "Odd Role";
create domain app.email as text check (value ~ '@');
create type public.empty as enum ();
create type "Odd Schema"."Order Status" as enum ('On hold', 'ON-HOLD', '2', '', 'Déjà');
create type public.value as enum ('a', 'b');
create table "User" (
  "userId" bigint primary key,
  "firstName" text not null,
  "type" text,
  "self" text,
  "a b" int,
  "a_b" int,
  "Größe €" int,
  "x""y
z" text
);
create table app.users (
  id uuid primary key default gen_random_uuid(),
  email app.email not null,
  kind value not null default 'a',
  kinds value[] not null,
  status "Odd Schema"."Order Status",
  nothing empty,
  at time, stamp timestamp(3), zone timetz, bits bit(3), vbits varbit(8), c char(3), vc varchar(5)[], n numeric,
  net cidr, addr inet, mac macaddr, raw bytea, js json, iv interval, pt point, xm xml, m money, f4 real, f8 double precision,
  full_email text generated always as (lower((email)::text)) stored,
  constraint "Odd PK" unique (email),
  constraint "chk; --" check (id is not null)
);
create table users (id int, other int, constraint users_primary primary key (id), constraint users_uq unique (id), constraint self_fk foreign key (other) references users);
create table "abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz_abcdefghi" (id int primary key, "abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz_abcdefghi" int unique);
create table options (id int);
create table status (id int check (id > 0) check (id < 10));
create table news (id int);
create table empty_one ();
create table no_rls (id int, secret text);
create policy unused on no_rls using (true);
alter table no_rls force row level security;
grant select (id), update on no_rls to public;
alter table users enable row level security;
alter table users force row level security;
create policy nothing on users for select;
create policy "check only" on users for all to "Odd Role" with check (true);
create policy rest on users as restrictive for delete to "Odd Role", authenticated using (id > 0 and (other is null or other <> 5) and not (id = 3));
create policy "crud-authenticated-policy-select" on users for select to authenticated using (true);
create policy "crud-authenticated-policy-insert" on users for insert to authenticated with check (id < 5);
grant select, insert (id) on users to "Odd Role", authenticated;
grant delete on users to public;
create index on users using hash (other);
create index users_other_idx2 on users (other desc nulls last);
create unique index one_other on users ((other + 1)) where other > 0;
create index on app.users using gin (kinds);
create index on app.users (full_email text_pattern_ops);
comment on table users is E'one\n\n  two  three\n/// "quoted" \\ */';
comment on table news is ' leading';
comment on column users.other is E'a\u202eb';
