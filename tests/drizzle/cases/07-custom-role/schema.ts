// A role of the schema's own that may do more: a second crud.
import { sql } from 'drizzle-orm';
import { authenticatedRole, authUid, crudPolicy } from 'drizzle-orm/neon';
import { index, pgRole, pgTable, text, timestamp, bigint } from 'drizzle-orm/pg-core';

export const deskEditor = pgRole('desk_editor');

export const stories = pgTable(
  'stories',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    reporterId: text('reporter_id').notNull().default(sql`auth.user_id()`),
    headline: text('headline').notNull(),
    filedAt: timestamp('filed_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    index('stories_reporter_filed').on(t.reporterId, t.filedAt.desc().nullsFirst()),
    crudPolicy({ role: authenticatedRole, read: authUid(t.reporterId), modify: authUid(t.reporterId) }),
    crudPolicy({ role: deskEditor, read: true, modify: true }),
  ],
);
