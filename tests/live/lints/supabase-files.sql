-- Files in buckets, as storage has them: whose they are stands in the first folder of their name.
-- provider: supabase
-- finds: RLS005 policy "Anyone can upload an avatar." on files.objects
-- finds: RLS005 policy "Avatar images are publicly accessible." on files.objects
-- finds: RLS011 column files.objects.owner_id
-- finds: RLS013 column files.objects.owner_id
-- finds: RLS030 policy "own by id" on files.objects
-- finds: RLS065 table files.objects
-- finds: RLS065 table files.objects
-- finds: RLS065 table files.objects
CREATE SCHEMA files;
GRANT USAGE ON SCHEMA files TO anon, authenticated;
CREATE TABLE files.objects (id uuid PRIMARY KEY, bucket_id text NOT NULL, name text NOT NULL, owner_id text);
CREATE FUNCTION files.foldername(name text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE BEGIN ATOMIC SELECT string_to_array(name, '/'); END;
ALTER TABLE files.objects ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Avatar images are publicly accessible." ON files.objects FOR SELECT USING (bucket_id = 'avatars');
CREATE POLICY "Anyone can upload an avatar." ON files.objects FOR INSERT WITH CHECK (bucket_id = 'avatars');
CREATE POLICY "own folder" ON files.objects FOR ALL TO authenticated
    USING (bucket_id = 'private' AND (files.foldername(name))[1] = (SELECT auth.uid()::text));
CREATE POLICY "own by id" ON files.objects FOR DELETE TO authenticated USING (owner_id = auth.uid()::text);
GRANT SELECT, INSERT ON files.objects TO anon;
GRANT SELECT, INSERT, UPDATE, DELETE ON files.objects TO authenticated;
