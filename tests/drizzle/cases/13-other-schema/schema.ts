// Tables and an enum outside `public`, and foreign keys within and across schemas.
import { sql } from 'drizzle-orm';
import { authenticatedRole, authUid, crudPolicy } from 'drizzle-orm/neon';
import { index, integer, pgSchema, pgTable, text } from 'drizzle-orm/pg-core';

export const backOffice = pgSchema('back_office');

export const visibility = backOffice.enum('visibility', ['private', 'shared']);

export const regions = pgTable('regions', { id: integer('id').primaryKey() }, () => [
  crudPolicy({ role: authenticatedRole, read: true, modify: false }),
]);

export const binders = backOffice.table(
  'binders',
  {
    id: integer('id').primaryKey(),
    clerkId: text('clerk_id').notNull().default(sql`auth.user_id()`),
    regionId: integer('region_id').references(() => regions.id),
    visibility: visibility('visibility').notNull().default('private'),
  },
  (t) => [
    index('binders_clerk_id_idx').on(t.clerkId),
    crudPolicy({ role: authenticatedRole, read: authUid(t.clerkId), modify: authUid(t.clerkId) }),
  ],
);

export const pages = backOffice.table(
  'pages',
  {
    id: integer('id').primaryKey(),
    binderId: integer('binder_id').notNull().references(() => binders.id, { onDelete: 'cascade' }),
    body: text('body').notNull(),
  },
  (t) => [crudPolicy({ role: authenticatedRole, read: sql`${t.body} <> ''`, modify: null })],
);
