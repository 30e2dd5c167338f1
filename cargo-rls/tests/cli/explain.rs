//! `cargo rls explain`: is a page found and shown?

use insta::assert_snapshot;

use crate::project::Project;

#[test]
fn a_page() {
    let project = Project::empty();
    let page = project.run(&["explain", "RLS117"]).good();
    assert_eq!(project.run(&["explain", "rls117"]).good(), page);
    assert!(page.lines().all(|line| line.chars().count() <= 90), "{page}");
    assert_snapshot!(page);
}

#[test]
fn the_list() {
    assert_snapshot!(Project::empty().run(&["explain"]).good());
}

#[test]
fn a_code_that_is_none() {
    let project = Project::empty();
    let near = project.run(&["explain", "RLS15"]).failed(2);
    assert!(near.contains("there is no code `RLS15`") && near.contains("did you mean"), "{near}");
    let far = project.run(&["explain", "E0277"]).failed(2);
    assert!(far.contains("`cargo rls explain` lists all codes"), "{far}");
}

#[test]
fn headings_are_bold_where_colours_are() {
    let page = Project::empty().run(&["explain", "RLS101", "--color", "always"]).good();
    assert!(page.starts_with("\u{1b}[1mRLS101"), "{page:?}");
}
