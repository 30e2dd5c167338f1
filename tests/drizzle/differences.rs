//! Which differences are meant, and why?
//!
//! Each is written out: the case, the object, what Drizzle says of it, what we say. One that is not here is a fault, and
//! so is one that is here and no longer there.

use std::collections::BTreeSet;

/// Why, and the differences: `case object: Drizzle's -> ours`.
const LISTED: &[(&str, &[&str])] = &[
    (
        "the owner is in every query, so an index leads with it",
        &[
            "01-seed-todo index public.todos unique false public.todos USING btree (user_id): none -> todos_user_id_idx",
            "04-absent-halves index public.letters unique false public.letters USING btree (sender): none -> letters_sender_idx",
            "06-role-array index public.announcements unique false public.announcements USING btree (posted_by): none -> announcements_posted_by_idx",
            "08-restrictive index public.contracts unique false public.contracts USING btree (owner_id): none -> contracts_owner_id_idx",
            "09-policy-per-command index public.entries unique false public.entries USING btree (bookkeeper): none -> entries_bookkeeper_idx",
            "10-types-and-keys index public.project_members unique false public.project_members USING btree (user_id): none -> project_members_user_id_idx",
            "10-types-and-keys index public.projects unique false public.projects USING btree (created_by): none -> projects_created_by_idx",
            "11-uuid-keys index public.files unique false public.files USING btree (owner_id): none -> files_owner_id_idx",
            "11-uuid-keys index public.folders unique false public.folders USING btree (owner_id): none -> folders_owner_id_idx",
            r#"12-quoted-names index public.Reading List unique false public."Reading List" USING btree ("addedBy"): none -> Reading List_addedBy_idx"#,
            "14-boolean-expressions index public.articles unique false public.articles USING btree (author_id): none -> articles_author_id_idx",
            "14-boolean-expressions index public.articles unique false public.articles USING btree (editor_id): none -> articles_editor_id_idx",
        ],
    ),
    (
        "deny by default: a table without a policy is closed, where Drizzle leaves it open",
        &[
            "04-absent-halves table public.vaults: row security false force false -> row security true force false",
        ],
    ),
    (
        "constraints are called as Postgres calls them",
        &[
            "02-public-read-only constraint public.countries UNIQUE (code): countries_code_unique -> countries_code_key",
            "10-types-and-keys constraint public.project_members FOREIGN KEY (project_id) REFERENCES public.projects(id) ON UPDATE RESTRICT ON DELETE CASCADE: project_members_project_id_projects_id_fk -> project_members_project_id_fkey",
            "10-types-and-keys constraint public.project_members PRIMARY KEY (project_id, user_id): project_members_project_id_user_id_pk -> project_members_pkey",
            "10-types-and-keys constraint public.tasks FOREIGN KEY (project_id, user_id) REFERENCES public.project_members(project_id, user_id) ON DELETE CASCADE: tasks_project_id_user_id_project_members_project_id_user_id_fk -> tasks_project_id_user_id_fkey",
            "10-types-and-keys constraint public.tasks UNIQUE (project_id, title): tasks_project_id_title_unique -> tasks_project_id_title_key",
            "11-uuid-keys constraint public.files FOREIGN KEY (folder_id) REFERENCES public.folders(id) ON DELETE CASCADE: files_folder_id_folders_id_fk -> files_folder_id_fkey",
            "11-uuid-keys constraint public.files UNIQUE (share_key): files_share_key_unique -> files_share_key_key",
            "13-other-schema constraint back_office.binders FOREIGN KEY (region_id) REFERENCES public.regions(id): binders_region_id_regions_id_fk -> binders_region_id_fkey",
            "13-other-schema constraint back_office.pages FOREIGN KEY (binder_id) REFERENCES back_office.binders(id) ON DELETE CASCADE: pages_binder_id_binders_id_fk -> pages_binder_id_fkey",
        ],
    ),
];

/// All of them.
pub(crate) fn all() -> BTreeSet<String> {
    let lines = LISTED.iter().flat_map(|(why, lines)| {
        assert!(!why.is_empty() && !lines.is_empty());
        lines.iter().map(|line| (*line).to_owned())
    });
    lines.collect()
}
