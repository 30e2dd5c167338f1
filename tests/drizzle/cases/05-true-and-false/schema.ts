// The two constants, alike in both halves and crossed.
import { anonymousRole, authenticatedRole, crudPolicy } from 'drizzle-orm/neon';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';

export const whiteboards = pgTable(
  'whiteboards',
  { id: integer('id').primaryKey(), drawing: text('drawing') },
  () => [crudPolicy({ role: authenticatedRole, read: true, modify: true })],
);

export const sealedRecords = pgTable(
  'sealed_records',
  { id: integer('id').primaryKey(), body: text('body') },
  () => [crudPolicy({ role: anonymousRole, read: false, modify: false })],
);

export const suggestions = pgTable(
  'suggestions',
  { id: integer('id').primaryKey(), body: text('body') },
  () => [
    crudPolicy({ role: anonymousRole, read: false, modify: true }),
    crudPolicy({ role: authenticatedRole, read: true, modify: false }),
  ],
);
