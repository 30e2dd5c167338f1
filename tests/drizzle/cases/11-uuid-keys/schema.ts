// Random uuid primary keys, and a foreign key of that type.
import { sql } from 'drizzle-orm';
import { authenticatedRole, authUid, crudPolicy } from 'drizzle-orm/neon';
import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core';

export const folders = pgTable(
  'folders',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    ownerId: text('owner_id').notNull().default(sql`auth.user_id()`),
    title: text('title').notNull(),
    parentId: uuid('parent_id'),
  },
  (t) => [crudPolicy({ role: authenticatedRole, read: authUid(t.ownerId), modify: authUid(t.ownerId) })],
);

export const files = pgTable(
  'files',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    folderId: uuid('folder_id').notNull().references(() => folders.id, { onDelete: 'cascade' }),
    ownerId: text('owner_id').notNull().default(sql`auth.user_id()`),
    shareKey: uuid('share_key').unique().default(sql`gen_random_uuid()`),
  },
  (t) => [
    index('files_folder_id_idx').on(t.folderId),
    crudPolicy({ role: authenticatedRole, read: authUid(t.ownerId), modify: authUid(t.ownerId) }),
  ],
);
