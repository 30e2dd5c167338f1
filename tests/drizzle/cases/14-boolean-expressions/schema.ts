// Predicates joined: or, and, not, and what is nested in what.
import { and, not, or, sql } from 'drizzle-orm';
import { anonymousRole, authenticatedRole, authUid, crudPolicy } from 'drizzle-orm/neon';
import { boolean, integer, pgTable, text } from 'drizzle-orm/pg-core';

export const articles = pgTable(
  'articles',
  {
    id: integer('id').primaryKey(),
    authorId: text('author_id').notNull().default(sql`auth.user_id()`),
    editorId: text('editor_id'),
    isPublic: boolean('is_public').notNull().default(false),
    archived: boolean('archived').notNull().default(false),
  },
  (t) => [
    crudPolicy({
      role: authenticatedRole,
      read: or(sql`${t.isPublic}`, authUid(t.authorId)),
      modify: and(or(authUid(t.authorId), authUid(t.editorId)), not(sql`${t.archived}`)),
    }),
    crudPolicy({
      role: anonymousRole,
      read: and(sql`${t.isPublic}`, not(sql`(${t.archived} or ${t.id} < 0)`)),
      modify: null,
    }),
  ],
);
