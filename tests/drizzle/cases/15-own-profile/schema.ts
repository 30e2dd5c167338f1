// The primary key is the caller's id: it serves as the index too.
import { sql } from 'drizzle-orm';
import { authenticatedRole, authUid, crudPolicy } from 'drizzle-orm/neon';
import { pgTable, text } from 'drizzle-orm/pg-core';

export const profiles = pgTable(
  'profiles',
  {
    id: text('id').primaryKey().default(sql`(auth.user_id())`),
    displayName: text('display_name').notNull(),
    locale: text('locale').notNull().default('en'),
  },
  (t) => [crudPolicy({ role: authenticatedRole, read: true, modify: authUid(t.id) })],
);
