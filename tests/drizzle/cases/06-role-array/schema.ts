// One crud for several roles: their names are joined in the policy's name, in the order written.
import { sql } from 'drizzle-orm';
import { anonymousRole, authenticatedRole, authUid, crudPolicy } from 'drizzle-orm/neon';
import { boolean, integer, pgRole, pgTable, text } from 'drizzle-orm/pg-core';

export const kiosk = pgRole('lobby_kiosk');

export const announcements = pgTable(
  'announcements',
  {
    id: integer('id').primaryKey(),
    postedBy: text('posted_by').notNull().default(sql`auth.user_id()`),
    body: text('body').notNull(),
    onWall: boolean('on_wall').notNull().default(false),
  },
  (t) => [
    crudPolicy({ role: [authenticatedRole, anonymousRole], read: true, modify: authUid(t.postedBy) }),
    crudPolicy({ role: [kiosk, 'authenticated', 'anonymous'], read: sql`${t.onWall}`, modify: null }),
  ],
);
