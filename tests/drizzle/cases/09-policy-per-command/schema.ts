// Single policies, one for each command, and the clauses that each command takes.
import { sql } from 'drizzle-orm';
import { authUid } from 'drizzle-orm/neon';
import { integer, pgPolicy, pgTable, text } from 'drizzle-orm/pg-core';

export const entries = pgTable(
  'entries',
  {
    id: integer('id').primaryKey(),
    bookkeeper: text('bookkeeper').notNull().default(sql`auth.user_id()`),
    amount: integer('amount').notNull(),
  },
  (t) => [
    pgPolicy('entries_all', { to: 'authenticated', using: authUid(t.bookkeeper) }),
    pgPolicy('entries_all_check', {
      for: 'all',
      to: 'authenticated',
      using: authUid(t.bookkeeper),
      withCheck: sql`${t.amount} > 0`,
    }),
    pgPolicy('entries_select', { for: 'select', to: 'public', using: sql`${t.amount} < 1000` }),
    pgPolicy('entries_insert', { for: 'insert', to: 'authenticated', withCheck: authUid(t.bookkeeper) }),
    pgPolicy('entries_update', {
      for: 'update',
      to: ['authenticated', 'anonymous'],
      using: sql`${t.amount} > 0`,
      withCheck: sql`${t.amount} > 1`,
    }),
    pgPolicy('entries_update_using_only', { for: 'update', to: 'authenticated', using: sql`${t.amount} = 7` }),
    pgPolicy('entries_delete', { for: 'delete', to: 'authenticated', using: sql`false` }),
  ],
);
