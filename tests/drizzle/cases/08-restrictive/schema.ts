// Guards on top of an owner's crud: what every row must be, and what every caller must be.
import { sql } from 'drizzle-orm';
import { authenticatedRole, authUid, crudPolicy } from 'drizzle-orm/neon';
import { boolean, integer, pgPolicy, pgTable, text } from 'drizzle-orm/pg-core';

const secondFactor = sql`(select coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'aal', '')) = 'aal2'`;

export const contracts = pgTable(
  'contracts',
  {
    id: integer('id').primaryKey(),
    ownerId: text('owner_id').notNull().default(sql`auth.user_id()`),
    frozen: boolean('frozen').notNull().default(false),
    body: text('body').notNull(),
  },
  (t) => [
    crudPolicy({ role: authenticatedRole, read: authUid(t.ownerId), modify: authUid(t.ownerId) }),
    pgPolicy('contracts stay unfrozen', {
      as: 'restrictive',
      for: 'all',
      to: authenticatedRole,
      using: sql`not ${t.frozen}`,
      withCheck: sql`not ${t.frozen}`,
    }),
    pgPolicy('contracts_update_second_factor', {
      as: 'restrictive',
      for: 'update',
      to: 'public',
      using: secondFactor,
    }),
    pgPolicy('contracts_insert_not_empty', {
      as: 'restrictive',
      for: 'insert',
      to: ['authenticated', 'anonymous'],
      withCheck: sql`${t.body} <> ''`,
    }),
    pgPolicy('contracts_delete_second_factor', {
      as: 'restrictive',
      for: 'delete',
      to: authenticatedRole,
      using: secondFactor,
    }),
  ],
);
