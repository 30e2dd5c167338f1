//! In a function, in a module, in a const: the derive stands wherever an item may.
#![deny(warnings)]
#![allow(dead_code)]

mod billing {
    pub mod state {
        #[derive(pg_rls::Rls)]
        pub enum State {
            Open,
            Paid,
        }
    }

    #[derive(pg_rls::Rls)]
    pub struct Invoice {
        pub id: i64,
        pub state: self::state::State,
        pub states: Vec<state::State>,
        pub maybe: Option<super::billing::state::State>,
        pub maybe_many: Option<Vec<Option<crate::billing::state::State>>>,
    }
}

const _: () = {
    #[derive(pg_rls::Rls)]
    #[allow(dead_code)]
    struct Hidden {
        id: i64,
    }
};

fn main() {
    #[derive(pg_rls::Rls)]
    enum Mood {
        Happy,
        Sad,
    }

    #[derive(pg_rls::Rls)]
    struct Diary {
        id: i64,
        mood: Option<Mood>,
    }

    let _ = [Mood::Happy, Mood::Sad];
    let diary = Diary { id: 1, mood: None };
    let _ = (diary.id, diary.mood);
    let _ = [billing::state::State::Open, billing::state::State::Paid];
    let schema = pg_rls::schema![billing::Invoice, Diary];
    assert_eq!(schema.tables().count(), 2);
    // each enum once, however many columns have it
    let sql = schema.sql();
    assert_eq!(sql.matches("CREATE TYPE \"state\"").count(), 1, "{sql}");
    assert!(sql.contains("\"maybe_many\" \"state\"[]"), "{sql}");
}
