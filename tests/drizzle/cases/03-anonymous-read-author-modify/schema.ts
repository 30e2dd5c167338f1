// A blog: visitors read, signed-in authors read all and change what is theirs.
import { sql } from 'drizzle-orm';
import { anonymousRole, authenticatedRole, authUid, crudPolicy } from 'drizzle-orm/neon';
import { index, integer, pgTable, text } from 'drizzle-orm/pg-core';

export const posts = pgTable(
  'posts',
  {
    id: integer('id').primaryKey(),
    authorId: text('author_id').notNull().default(sql`auth.user_id()`),
    title: text('title').notNull(),
    body: text('body'),
  },
  (t) => [
    index('posts_author_id_idx').on(t.authorId),
    crudPolicy({ role: anonymousRole, read: true, modify: null }),
    crudPolicy({ role: authenticatedRole, read: true, modify: authUid(t.authorId) }),
  ],
);
