// Names that Postgres takes only in quotes: spaces, capitals, keywords, dashes, letters beyond ASCII, an apostrophe.
import { sql } from 'drizzle-orm';
import { authenticatedRole, authUid, crudPolicy } from 'drizzle-orm/neon';
import { boolean, date, integer, pgPolicy, pgRole, pgTable, text } from 'drizzle-orm/pg-core';

export const nightShift = pgRole('night-shift');

export const readingList = pgTable(
  'Reading List',
  {
    id: integer('id').primaryKey(),
    addedBy: text('addedBy').notNull().default(sql`auth.user_id()`),
    isShared: boolean('isShared').notNull().default(false),
    position: integer('order').notNull(),
    due: date('Due Date'),
    size: integer('größe'),
  },
  (t) => [
    crudPolicy({ role: authenticatedRole, read: authUid(t.addedBy), modify: authUid(t.addedBy) }),
    crudPolicy({ role: [nightShift, authenticatedRole], read: sql`${t.isShared}`, modify: null }),
    pgPolicy("Nobody deletes the first; that's final", {
      as: 'restrictive',
      for: 'delete',
      to: nightShift,
      using: sql`${t.position} > 1 and ${t.size} is not null`,
    }),
  ],
);

// a keyword for the table's name
export const user = pgTable('user', { id: integer('id').primaryKey(), group: text('group') }, (t) => [
  crudPolicy({ role: authenticatedRole, read: sql`${t.group} = 'open'`, modify: false }),
]);
