-- Names that need quotes, and one that ends what it is not to end.
-- provider: neon
-- finds: RLS013 column "My Schema"."To ""Do"""."User Id"
-- finds: RLS020 column "My Schema"."To ""Do""".order
-- finds: RLS030 policy "Let's; DROP" on "My Schema"."To ""Do"""
-- finds: RLS030 policy "by function" on "My Schema"."To ""Do"""
-- finds: RLS062 sequence "My Schema"."To ""Do""_id_seq"
CREATE SCHEMA "My Schema";
GRANT USAGE ON SCHEMA "My Schema" TO authenticated;
CREATE TABLE "My Schema"."To ""Do""" (id bigserial PRIMARY KEY, "User Id" text NOT NULL, "order" bigint NOT NULL REFERENCES "My Schema"."To ""Do""");
ALTER TABLE "My Schema"."To ""Do""" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Let's; DROP" ON "My Schema"."To ""Do""" TO authenticated USING (auth.user_id() = "User Id");
CREATE FUNCTION "My Schema"."Who Am I"() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE BEGIN ATOMIC SELECT auth.user_id(); END;
CREATE POLICY "by function" ON "My Schema"."To ""Do""" AS RESTRICTIVE TO authenticated USING ("User Id" = "My Schema"."Who Am I"());
GRANT SELECT, INSERT, UPDATE, DELETE ON "My Schema"."To ""Do""" TO authenticated;
