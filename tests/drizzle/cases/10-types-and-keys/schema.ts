// An enum, foreign keys, a composite primary key, arrays, jsonb, a generated column and indexes.
import { sql } from 'drizzle-orm';
import { authenticatedRole, authUid, crudPolicy } from 'drizzle-orm/neon';
import {
  bigint, boolean, check, customType, date, doublePrecision, foreignKey, index, inet, integer, jsonb, numeric, pgEnum,
  pgTable, primaryKey, real, smallint, text, time, timestamp, unique, uniqueIndex, varchar,
} from 'drizzle-orm/pg-core';

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

export const taskState = pgEnum('task_state', ['open', 'in_progress', "won't do"]);

export const projects = pgTable(
  'projects',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedByDefaultAsIdentity(),
    createdBy: text('created_by').notNull().default(sql`auth.user_id()`),
    name: varchar('name', { length: 120 }).notNull(),
    labels: text('labels').array().notNull().default(sql`'{}'::text[]`),
    settings: jsonb('settings').notNull().default({ theme: 'plain' }),
    logo: bytea('logo'),
  },
  (t) => [
    index('projects_labels_gin').using('gin', t.labels),
    crudPolicy({ role: authenticatedRole, read: true, modify: authUid(t.createdBy) }),
  ],
);

export const projectMembers = pgTable(
  'project_members',
  {
    projectId: bigint('project_id', { mode: 'bigint' })
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade', onUpdate: 'restrict' }),
    userId: text('user_id').notNull(),
    role: text('role').notNull().default('reader'),
  },
  (t) => [
    primaryKey({ columns: [t.projectId, t.userId] }),
    crudPolicy({ role: authenticatedRole, read: authUid(t.userId), modify: null }),
  ],
);

export const tasks = pgTable(
  'tasks',
  {
    id: integer('id').primaryKey(),
    projectId: bigint('project_id', { mode: 'bigint' }).notNull(),
    userId: text('user_id').notNull(),
    state: taskState('state').notNull().default('open'),
    history: taskState('history').array(),
    title: text('title').notNull(),
    titleLower: text('title_lower').generatedAlwaysAs(sql`lower(title)`),
    cost: numeric('cost', { precision: 12, scale: 2 }).notNull().default(sql`0`),
    rate: numeric('rate'),
    priority: smallint('priority').notNull().default(1),
    weight: real('weight'),
    score: doublePrecision('score'),
    billable: boolean('billable').notNull().default(true),
    points: integer('points').array(),
    dueOn: date('due_on'),
    dueAt: time('due_at'),
    seenAt: timestamp('seen_at'),
    note: text('note').default("it's new"),
    address: inet('address'),
  },
  (t) => [
    foreignKey({
      columns: [t.projectId, t.userId],
      foreignColumns: [projectMembers.projectId, projectMembers.userId],
    }).onDelete('cascade'),
    check('tasks_cost_not_negative', sql`${t.cost} >= 0`),
    unique().on(t.projectId, t.title),
    index('tasks_open').on(t.projectId, t.dueOn).where(sql`${t.state} = 'open'`),
    uniqueIndex('tasks_user_title').on(t.userId, t.titleLower),
    crudPolicy({ role: authenticatedRole, read: authUid(t.userId), modify: authUid(t.userId) }),
  ],
);
