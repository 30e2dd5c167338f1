// Each way of leaving a half of a crud out (`null`): only the other half becomes policies.
import { sql } from 'drizzle-orm';
import { anonymousRole, authenticatedRole, authUid, crudPolicy } from 'drizzle-orm/neon';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';

// written by anyone, read by nobody
export const dropBoxes = pgTable('drop_boxes', { id: integer('id').primaryKey() }, () => [
  crudPolicy({ role: authenticatedRole, read: null, modify: true }),
]);

// read, never written
export const notices = pgTable('notices', { id: integer('id').primaryKey() }, () => [
  crudPolicy({ role: authenticatedRole, read: true, modify: null }),
]);

// neither: crudPolicy gives an empty list
export const vaults = pgTable('vaults', { id: integer('id').primaryKey() }, () => [
  crudPolicy({ role: authenticatedRole, read: null, modify: null }),
]);

// each half said by another crud
export const letters = pgTable(
  'letters',
  { id: integer('id').primaryKey(), sender: text('sender').notNull().default(sql`auth.user_id()`) },
  (t) => [
    crudPolicy({ role: anonymousRole, read: authUid(t.sender), modify: null }),
    crudPolicy({ role: authenticatedRole, read: null, modify: authUid(t.sender) }),
  ],
);
