//! Do the derive and the scanner say the same?

use pg_rls::{Schema, schema};

use crate::corpus;

macro_rules! corpus {
    ($($path:literal $module:ident [$($item:ident $(:: $more:ident)*),* $(,)?];)*) => {
        $(
            #[path = $path]
            #[allow(dead_code, unreachable_pub, clippy::duplicated_attributes)]
            mod $module;
        )*

        /// Every case by the derive's door.
        fn derived() -> Vec<(&'static str, Schema)> {
            vec![$(($path, schema![$($module::$item $(:: $more)*),*])),*]
        }
    };
}

corpus! {
    "../corpus/append-only/models.rs" append_only [AuditEvent, Currency, Comment];
    "../corpus/blog/models.rs" blog [Author, Post, Status];
    "../corpus/constraints/models.rs" constraints [Member, Order, Chicken, Egg, Seat];
    "../corpus/enums/models.rs" enums [Ticket];
    "../corpus/grants/models.rs" grants [Page, Entry];
    "../corpus/indexes/models.rs" indexes [Note, Diary, Task];
    "../corpus/inside/models.rs" inside [billing::Invoice, Receipt];
    "../corpus/names/models.rs" names [Odd, Long];
    "../corpus/pattern-append-only/models.rs" pattern_append_only [Event];
    "../corpus/pattern-co-members/models.rs" pattern_co_members [Membership];
    "../corpus/pattern-deny/models.rs" pattern_deny [Rate];
    "../corpus/pattern-edit-window/models.rs" pattern_edit_window [Message];
    "../corpus/pattern-editor/models.rs" pattern_editor [Article];
    "../corpus/pattern-member/models.rs" pattern_member [Note, Membership];
    "../corpus/pattern-member-role/models.rs" pattern_member_role [Document, Membership];
    "../corpus/pattern-no-policy/models.rs" pattern_no_policy [Secret];
    "../corpus/pattern-organisation/models.rs" pattern_organisation [Project, Task];
    "../corpus/pattern-owner/models.rs" pattern_owner [Note];
    "../corpus/pattern-parent/models.rs" pattern_parent [Note, Comment];
    "../corpus/pattern-profile/models.rs" pattern_profile [Profile];
    "../corpus/pattern-public-flag/models.rs" pattern_public_flag [Post];
    "../corpus/pattern-public-read/models.rs" pattern_public_read [Article];
    "../corpus/pattern-public-write/models.rs" pattern_public_write [Feedback];
    "../corpus/pattern-second-factor/models.rs" pattern_second_factor [Transfer];
    "../corpus/pattern-service-role/models.rs" pattern_service_role [Order];
    "../corpus/pattern-signed-in/models.rs" pattern_signed_in [Announcement];
    "../corpus/pattern-storage/models.rs" pattern_storage [Object];
    "../corpus/pattern-tenant/models.rs" pattern_tenant [Invoice];
    "../corpus/pattern-token-role/models.rs" pattern_token_role [Ticket];
    "../corpus/policies/models.rs" policies [Document];
    "../corpus/predicates/models.rs" predicates [Row];
    "../corpus/predicates-rust/models.rs" predicates_rust [Article, Member, Note, Team];
    "../corpus/provider-custom/models.rs" provider_custom [Textual, Unique];
    "../corpus/provider-postgrest/models.rs" provider_postgrest [Textual, Unique];
    "../corpus/provider-supabase/models.rs" provider_supabase [Textual, Unique];
    "../corpus/rename-all/models.rs" rename_all [CamelNote];
    "../corpus/roles/models.rs" roles [Article];
    "../corpus/schemas/models.rs" schemas [Project, Plan, User];
    "../corpus/switches/models.rs" switches [Secret, Silent, Vault, Country, Thing];
    "../corpus/text/models.rs" text [Text];
    "../corpus/todos/models.rs" todos [Todo];
    "../corpus/types/models.rs" types [Every];
    "../corpus/uuid-owner/models.rs" uuid_owner [Profile, Avatar, Letter];
}

#[test]
fn both_doors_give_the_same_schema() {
    let derived = derived();
    for case in corpus::cases() {
        let path = format!("../corpus/{}/models.rs", case.name);
        let Some((_, schema)) = derived.iter().find(|(p, _)| *p == path) else {
            panic!("tests/it/doors.rs does not list the case {}", case.name);
        };
        let derived = schema.clone().provider(case.provider.clone()).resolve().unwrap();
        let mut scanned = case.resolved();
        // rls.toml's roles are no word of the models
        scanned.schema.roles.clear();
        assert_eq!(derived, scanned, "{}", case.name);
    }
}

#[test]
fn a_derived_table_says_its_own_name() {
    assert_eq!(todos::Todo::TABLE, r#""todos""#);
    assert_eq!(names::Odd::TABLE, r#""Odd Schema"."Odd ""Table""""#);
    assert_eq!(todos::Todo::table().columns.len(), 5);
}
