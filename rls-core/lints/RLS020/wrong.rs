#[derive(Rls)]
struct Board {
    #[rls(primary_key, identity)]
    id: i64,
}

#[derive(Rls)]
struct Card {
    #[rls(primary_key, identity)]
    id: i64,
    #[rls(references("boards(id)", on_delete = "cascade"))]
    board_id: i64,
}
