// Everyone reads, nobody writes: one crud for each of the two roles, with an explicit deny.
import { anonymousRole, authenticatedRole, crudPolicy } from 'drizzle-orm/neon';
import { integer, pgTable, text, varchar } from 'drizzle-orm/pg-core';

export const countries = pgTable(
  'countries',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    code: varchar('code', { length: 2 }).notNull().unique(),
    name: text('name').notNull(),
  },
  () => [
    crudPolicy({ role: authenticatedRole, read: true, modify: false }),
    crudPolicy({ role: anonymousRole, read: true, modify: false }),
  ],
);
