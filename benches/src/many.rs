//! How is a database of thousands of tables made?

use std::error::Error;

use pg_rls::Provider;
use postgres::Client;

/// So many tables, in transactions of some hundred: each holds its locks to the end.
/// # Errors
/// What the server says.
pub fn fill(client: &mut Client, tables: usize) -> Result<(), Box<dyn Error>> {
    client.batch_execute(&Provider::Neon.bootstrap())?;
    client.batch_execute("CREATE TABLE tenants (id uuid PRIMARY KEY, name text NOT NULL)")?;
    for first in (1..=tables).step_by(200) {
        let last = (first + 199).min(tables);
        client.batch_execute(&TABLES.replace("first..last", &format!("{first}..{last}")))?;
    }
    client.batch_execute("ANALYZE")?;
    Ok(())
}

const TABLES: &str = "
DO $$ BEGIN FOR i IN first..last LOOP
    EXECUTE format('CREATE TABLE t%1$s (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        user_id uuid NOT NULL DEFAULT auth.uid(),
        tenant uuid REFERENCES tenants ON DELETE CASCADE,
        title text NOT NULL,
        done boolean NOT NULL DEFAULT false,
        price numeric(12, 2) CHECK (price > 0),
        created_at timestamptz NOT NULL DEFAULT now(),
        note text);
    CREATE INDEX ON t%1$s (user_id);
    CREATE INDEX ON t%1$s (tenant, created_at DESC);
    ALTER TABLE t%1$s ENABLE ROW LEVEL SECURITY;
    CREATE POLICY s ON t%1$s FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()) OR done);
    CREATE POLICY i ON t%1$s FOR INSERT TO authenticated WITH CHECK (user_id = (SELECT auth.uid()));
    CREATE POLICY u ON t%1$s FOR UPDATE TO authenticated USING (user_id = (SELECT auth.uid()));
    CREATE POLICY d ON t%1$s FOR DELETE TO authenticated USING (user_id = (SELECT auth.uid()) AND tenant IN (SELECT id FROM tenants));
    GRANT SELECT, INSERT, UPDATE (title, done), DELETE ON t%1$s TO authenticated;
    COMMENT ON TABLE t%1$s IS ''table %1$s''', i);
END LOOP; END $$";
