use pg_rls::Rls;

/// The first folder of an object's path is its owner's id: what only SQL says.
#[derive(Rls)]
#[rls(crud(
    read = "bucket_id = 'avatars' AND split_part(name, '/', 1) = (SELECT auth.jwt() ->> 'sub')",
    modify = "bucket_id = 'avatars' AND split_part(name, '/', 1) = (SELECT auth.jwt() ->> 'sub')"
))]
pub struct Object {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub bucket_id: String,
    pub name: String,
}
