// Neon's driver against a running `cargo rls serve`. STARTED is what it said at its start (`--format json`).
//
// Each expectation follows from the protocol of Neon Authorize, not from what the endpoint happens to answer.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { neon, neonConfig, NeonDbError } from '@neondatabase/serverless';

const started = JSON.parse(process.env.STARTED);
const [alice, bob] = started.users.map((user) => user.token);
const base = started.url.replace(/\/sql$/, '');
neonConfig.fetchEndpoint = started.url;
neonConfig.disableWarningInBrowsers = true;

const sql = neon(started.connection_string, { authToken: alice });
const full = neon(started.connection_string, { authToken: alice, fullResults: true });
const arrays = neon(started.connection_string, { authToken: alice, arrayMode: true });

const failure = async (query) => {
  try {
    await query;
  } catch (error) {
    return error;
  }
  assert.fail('it did not fail');
};

// The protocol itself, without what the driver makes of it.
const raw = async (body, headers = {}, token = alice) => {
  const response = await fetch(started.url, {
    method: 'POST',
    headers: {
      'Neon-Connection-String': started.connection_string,
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, json: await response.json() };
};
const value = async (query, params, headers) => {
  const { status, json } = await raw({ query, params }, headers);
  assert.equal(status, 200, JSON.stringify(json));
  return json.rows[0].v;
};

describe("the guide's queries", () => {
  test('each caller sees their own rows', async () => {
    const mine = await sql`SELECT * FROM todos WHERE user_id = auth.user_id() ORDER BY id`;
    assert.deepEqual(mine.map((row) => row.task), ['write', 'read']);
    const theirs = await neon(started.connection_string, { authToken: bob })`SELECT * FROM todos`;
    assert.deepEqual(theirs.map((row) => [row.user_id, row.task]), [['bob', 'sleep']]);
  });
  test('auth.user_id() is the subject of the token', async () => {
    assert.deepEqual(await sql`SELECT auth.user_id()`, [{ user_id: 'alice' }]);
  });
  test('writes are held against the policies', async () => {
    const [row] = await sql`INSERT INTO todos (task) VALUES (${'new'}) RETURNING user_id, task`;
    assert.deepEqual(row, { user_id: 'alice', task: 'new' });
    const refused = await failure(sql`INSERT INTO todos (user_id, task) VALUES ('bob', 'x')`);
    assert.equal(refused.code, '42501');
    assert.deepEqual(await sql`UPDATE todos SET task = 'x' WHERE user_id = 'bob' RETURNING id`, []);
    const gone = await full`DELETE FROM todos WHERE task = 'new'`;
    assert.deepEqual([gone.command, gone.rowCount], ['DELETE', 1]);
  });
});

describe('parameters', () => {
  const cases = [
    ['text', 'it\'s "x" \\ ü 🦀\n', 'text'],
    ['empty text', '', 'text'],
    ['int4', 2147483647, 'int4'],
    ['negative int2', -32768, 'int2'],
    ['float8', 0.1, 'float8'],
    ['true', true, 'bool'],
    ['false', false, 'bool'],
    ['null', null, 'text'],
    ['json object', { b: [1, { c: null }], a: 'x"y' }, 'json'],
    ['jsonb object', { a: 1 }, 'jsonb'],
    ['int array', [1, 2, 3], 'int4[]'],
    ['nested array', [[1, 2], [3, 4]], 'int4[]'],
    ['text array', ['a', 'b c', 'x,y', '"', '\\', '{}', 'NULL', '', 'ü\n'], 'text[]'],
    ['array with null', ['a', null], 'text[]'],
    ['bool array', [true, false], 'bool[]'],
    ['empty array', [], 'text[]'],
  ];
  for (const [name, given, type] of cases) {
    test(`${name} comes back`, async () => {
      const [{ v }] = await sql.query(`SELECT $1::${type} AS v`, [given]);
      assert.deepEqual(v, given);
    });
    // as other clients send them: JSON that is not text
    test(`${name} comes back as plain JSON`, async () => {
      assert.deepEqual(await value(`SELECT $1::${type} AS v`, [given]), given);
    });
  }
  test('undefined is null', async () => assert.deepEqual(await sql`SELECT ${undefined}::text AS v`, [{ v: null }]));
  test('a date', async () => {
    const date = new Date('2026-11-28T12:34:56.789Z');
    const [{ v }] = await sql`SELECT ${date}::timestamptz AS v`;
    assert.equal(v.getTime(), date.getTime());
  });
  test('bytes', async () => {
    const [{ v }] = await sql`SELECT ${Buffer.from([0, 255, 65])}::bytea AS v`;
    assert.deepEqual([...v], [0, 255, 65]);
  });
  test('a bigint', async () => {
    const [{ v }] = await sql`SELECT ${9223372036854775807n}::int8 AS v`;
    assert.equal(v, '9223372036854775807');
  });
  test('a uuid, an enum, an interval', async () => {
    const id = '7f8c4a5e-0b1d-4c3a-9e2f-1a2b3c4d5e6f';
    const [row] = await sql`SELECT ${id}::uuid AS id, ${'ok'}::mood AS mood, ${'1 day'}::interval::text AS i`;
    assert.deepEqual(row, { id, mood: 'ok', i: '1 day' });
  });
  test('numbers keep their digits', async () => {
    const digits = '123456789012345678901234567890.12345678901234567890';
    const { json } = await raw(`{"query":"SELECT $1::numeric AS v, $2::jsonb AS j","params":[${digits},{"n":${digits}}]}`);
    assert.equal(json.rows[0].v, digits);
    const text = await raw(
      `{"query":"SELECT $1::jsonb AS j","params":[{"n":${digits}}]}`, { 'Neon-Raw-Text-Output': 'true' });
    assert.equal(text.json.rows[0].j, `{"n": ${digits}}`);
  });
  test('an array of objects', async () => {
    const given = [{ a: '"}' }, { b: [1] }];
    assert.deepEqual(await value('SELECT $1::jsonb[] AS v', [given]), given);
  });
  test('what looks like SQL is a text', async () => {
    const text = "'; DROP TABLE todos; --";
    assert.deepEqual(await sql`SELECT ${text} AS v`, [{ v: text }]);
  });
  test('a type that cannot be found is text', async () => {
    assert.deepEqual(await sql`SELECT ${'a'} || ${'b'} AS v`, [{ v: 'ab' }]);
  });
  test('too few and too many', async () => {
    assert.match((await failure(sql.query('SELECT $1::int', []))).message, /supplies 0 parameters/);
    assert.match((await failure(sql.query('SELECT $1::int', [1, 2]))).message, /supplies 2 parameters/);
  });
  test('a wrong one says so', async () => {
    const error = await failure(sql`SELECT ${'x'}::int`);
    assert.equal(error.code, '22P02');
  });
});

describe('values without raw output', () => {
  for (const [expression, expected] of [
    ['true', true], ['1::int2', 1], ['(-2147483648)::int4', -2147483648], ['1.5::float4', 1.5], ['1e20::float8', 1e20],
    ["'NaN'::float8", 'NaN'], ["'-Infinity'::float4", '-Infinity'], ['9007199254740993::int8', '9007199254740993'],
    ['1.10::numeric', '1.10'], ["'{\"a\": [1, null]}'::jsonb", { a: [1, null] }], ["'[1]'::json", [1]],
    ["'null'::jsonb", null], ['NULL::int', null], ["DATE '2026-11-28'", '2026-11-28'],
    ["'{1,NULL,3}'::int4[]", [1, null, 3]], ["'{{t,f},{f,t}}'::bool[]", [[true, false], [false, true]]],
    ["'[0:1]={1,2}'::int4[]", [1, 2]], ["'{9007199254740993}'::int8[]", ['9007199254740993']],
    ["'{a,\"b c\",NULL,\"NULL\"}'::text[]", ['a', 'b c', null, 'NULL']], ["ARRAY['{\"a\":1}'::jsonb]", [{ a: 1 }]],
    ["'{NaN,1.5}'::float8[]", ['NaN', 1.5]], ["'{}'::int4[]", []], ["'1 2'::int2vector", '1 2'],
    ["'ok'::mood", 'ok'], ["'{ok,sad}'::mood[]", '{ok,sad}'], ["'\\x00ff'::bytea", '\\x00ff'],
    ["'(1,1),(0,0)'::box", '(1,1),(0,0)'], ["ARRAY['(1,1),(0,0)','(2,2),(0,0)']::box[]", ['(1,1),(0,0)', '(2,2),(0,0)']],
    ["int4range(1, 3)", '[1,3)'], ["'x'::\"char\"", 'x'], ["'a'::char(3)", 'a  '], ["ROW(1,'a')", '(1,a)'],
  ]) {
    test(expression, async () => assert.deepEqual(await value(`SELECT ${expression} AS v`), expected));
  }
  test('raw output is text or null', async () => {
    const { json } = await raw({ query: "SELECT true AS a, 1 AS b, NULL AS c, '{1}'::int[] AS d, '{\"x\":1}'::json AS e" },
      { 'Neon-Raw-Text-Output': 'true' });
    assert.deepEqual(json.rows, [{ a: 't', b: '1', c: null, d: '{1}', e: '{"x":1}' }]);
  });
  test('only the word true is true', async () => {
    const { json } = await raw({ query: 'SELECT 1 AS v' }, { 'Neon-Raw-Text-Output': 'TRUE', 'Neon-Array-Mode': '1' });
    assert.deepEqual([json.rows, json.rowAsArray], [[{ v: 1 }], false]);
  });
});

describe('modes and results', () => {
  test('array mode', async () => {
    assert.deepEqual(await arrays`SELECT 1 AS a, 'x' AS b`, [[1, 'x']]);
    assert.deepEqual(await sql.query('SELECT 1 AS a', [], { arrayMode: true }), [[1]]);
    const { json } = await raw({ query: 'SELECT 1 AS a', arrayMode: true });
    assert.deepEqual([json.rows, json.rowAsArray], [[[1]], true]);
    const other = await raw({ query: 'SELECT 1 AS a', arrayMode: false }, { 'Neon-Array-Mode': 'true' });
    assert.deepEqual([other.json.rows, other.json.rowAsArray], [[{ a: 1 }], false]);
  });
  test('full results', async () => {
    const result = await full`SELECT id, task FROM todos ORDER BY id`;
    assert.deepEqual([result.command, result.rowCount, result.rowAsArray, result.rows.length], ['SELECT', 2, false, 2]);
    const [id, task] = result.fields;
    assert.deepEqual(
      { ...id, tableID: 0 },
      { name: 'id', dataTypeID: 20, tableID: 0, columnID: 1, dataTypeSize: 8, dataTypeModifier: -1, format: 'text' });
    assert.ok(id.tableID > 0);
    assert.deepEqual([task.name, task.dataTypeID, task.dataTypeSize], ['task', 25, -1]);
    const computed = (await full`SELECT 'x'::varchar(7) AS v`).fields[0];
    assert.deepEqual([computed.tableID, computed.columnID, computed.dataTypeModifier], [0, 0, 11]);
  });
  test('commands and counts', async () => {
    for (const [query, command, count] of [
      ['SELECT 1 WHERE false', 'SELECT', 0],
      ["INSERT INTO todos (task) VALUES ('a'), ('b')", 'INSERT', 2],
      ["UPDATE todos SET task = 'c' WHERE task IN ('a', 'b')", 'UPDATE', 2],
      ["DELETE FROM todos WHERE task = 'c'", 'DELETE', 2],
      ['VALUES (1), (2)', 'SELECT', 2],
      ['CREATE TEMP TABLE t (x int)', 'CREATE', null],
      ["SET LOCAL statement_timeout = '1s'", 'SET', null],
      ['SHOW server_version', 'SHOW', null],
    ]) {
      const result = await full.query(query);
      assert.deepEqual([result.command, result.rowCount], [command, count], query);
    }
  });
  test('no columns, no rows, the same name twice', async () => {
    assert.deepEqual((await full`SELECT`).rows, [{}]);
    assert.deepEqual(await arrays`SELECT 1 AS a, 2 AS a`, [[1, 2]]);
    assert.deepEqual(await sql`SELECT 1 AS a, 2 AS a`, [{ a: 2 }]);
  });
  test('the option types', async () => {
    const types = { getTypeParser: (oid) => (text) => `${oid}:${text}` };
    assert.deepEqual(await sql.query('SELECT 1::int8 AS v', [], { types }), [{ v: '20:1' }]);
  });
  test('sql.unsafe and composed queries', async () => {
    const where = sql`task = ${'write'}`;
    assert.deepEqual(await sql`SELECT ${sql.unsafe('task')} FROM todos WHERE ${where}`, [{ task: 'write' }]);
  });
  test('an answer of many rows', async () => {
    const rows = await sql`SELECT n FROM generate_series(1, 20000) AS n`;
    assert.deepEqual([rows.length, rows.at(-1).n], [20000, 20000]);
  });
});

describe('tokens and endpoints', () => {
  test('a token by a function, also by one that waits', async () => {
    const by = (authToken) => neon(started.connection_string, { authToken })`SELECT auth.user_id() AS v`;
    assert.deepEqual(await by(() => bob), [{ v: 'bob' }]);
    assert.deepEqual(await by(async () => alice), [{ v: 'alice' }]);
  });
  test('a token for one query', async () => {
    assert.deepEqual(await sql.query('SELECT auth.user_id() AS v', [], { authToken: bob }), [{ v: 'bob' }]);
  });
  test('no token, a bad token, another kind of credentials: a 400 with its message', async () => {
    for (const [authToken, said] of [
      [undefined, /Authorization/],
      ['x', /token/],
      [`${alice.slice(0, -4)}AAAA`, /signature/],
      [alice.split('.').slice(0, 2).join('.') + '.', /token/],
    ]) {
      const error = await failure(neon(started.connection_string, { authToken })`SELECT 1`);
      assert.ok(error instanceof NeonDbError);
      assert.match(error.message, said);
      assert.equal(error.code, undefined);
      assert.ok(!error.message.includes(alice.split('.')[1]));
    }
    const basic = await raw({ query: 'SELECT 1' }, { Authorization: 'Basic YTpi' }, null);
    assert.equal(basic.status, 400);
  });
  test('without a token only as the role for everybody, and then nobody is the caller', async () => {
    const nobody = neon(started.anonymous_connection_string);
    assert.deepEqual(await nobody`SELECT current_user AS v`, [{ v: 'anonymous' }]);
    assert.equal((await failure(nobody`SELECT * FROM todos`)).code, '42501');
  });
  test('no other role, no other database, no address that is none', async () => {
    const of = (role, database = 'app') =>
      failure(neon(`postgresql://${role}@localhost/${database}`, { authToken: alice })`SELECT 1`);
    for (const role of ['postgres', 'authenticator', 'pg_read_all_data', 'Authenticated', '%22x']) {
      assert.match((await of(role)).message, /role/, role);
    }
    assert.match((await of('authenticated', 'postgres')).message, /database/);
    for (const [text, said] of [
      ['', /begin with postgresql/], ['postgresql://localhost/app', /no role/], ['postgresql://a@/app', /no host/],
      ['postgresql://authenticated@127.0.0.1/app', /number/], ['postgresql://authenticated@localhost', /no database/],
      ['https://authenticated@localhost/app', /begin with/], ['postgresql://a%zz@localhost/app', /percent/],
    ]) {
      const { status, json } = await raw({ query: 'SELECT 1' }, { 'Neon-Connection-String': text });
      assert.equal(status, 400);
      assert.match(json.message, said, text);
    }
    const secret = await raw({ query: 'SELECT 1' }, { 'Neon-Connection-String': 'postgresql://x:hunter2@/app' });
    assert.ok(!JSON.stringify(secret.json).includes('hunter2'));
  });
  test('further words and a password in the connection string do not matter', async () => {
    const string = `${started.connection_string.replace('@', ':secret@')}?sslmode=require&application_name=x&options=-crole%3Dpostgres`;
    assert.deepEqual(await neon(string, { authToken: alice })`SELECT current_user AS v`, [{ v: 'authenticated' }]);
  });
  test('fetchEndpoint as a function', async () => {
    const before = neonConfig.fetchEndpoint;
    neonConfig.fetchEndpoint = (host, port, { jwtAuth }) => {
      assert.deepEqual([host, jwtAuth], ['localhost', true]);
      return started.url;
    };
    try {
      assert.deepEqual(await sql`SELECT 1 AS v`, [{ v: 1 }]);
    } finally {
      neonConfig.fetchEndpoint = before;
    }
  });
});

describe('errors', () => {
  test('every field of a syntax error', async () => {
    const error = await failure(sql`SELECT 1 FRM x`);
    assert.equal(error.name, 'NeonDbError');
    const { severity, code, position, routine, message } = error;
    assert.deepEqual({ severity, code, position }, { severity: 'ERROR', code: '42601', position: '14' });
    assert.match(message, /syntax error/);
    assert.ok(error.file && error.line && routine);
  });
  test('what a function raises', async () => {
    const error = await failure(sql`SELECT complain()`);
    const { message, code, detail, hint, column, table, schema, dataType, constraint } = error;
    assert.deepEqual(
      { message, code, detail, hint, column, table, schema, dataType, constraint },
      { message: 'no such luck', code: 'P0042', detail: 'more', hint: 'less', column: 'c', table: 't', schema: 's',
        dataType: 'd', constraint: 'k' });
    assert.match(error.where, /complain/);
    assert.equal(error.position, undefined);
  });
  test('a query inside of a function', async () => {
    const error = await failure(sql`SELECT internal()`);
    assert.equal(error.code, '42703');
    assert.ok(error.internalPosition && /nothing/.test(error.internalQuery));
    assert.equal(error.position, undefined);
  });
  test('a constraint', async () => {
    const error = await failure(sql`INSERT INTO todos (task) VALUES ('')`);
    assert.deepEqual([error.code, error.table, error.schema], ['23514', 'todos', 'public']);
    assert.ok(error.constraint);
  });
  test('each field is there in the answer, and null where there is nothing', async () => {
    const { status, json } = await raw({ query: 'SELECT 1 FRM x' });
    assert.equal(status, 400);
    assert.deepEqual(Object.keys(json).sort(), [
      'code', 'column', 'constraint', 'dataType', 'detail', 'file', 'hint', 'internalPosition', 'internalQuery', 'line',
      'message', 'position', 'routine', 'schema', 'severity', 'table', 'where']);
    assert.deepEqual([json.detail, json.table, json.constraint], [null, null, null]);
  });
  test('one statement a query', async () => {
    assert.equal((await failure(sql`SELECT 1; SELECT 2`)).code, '42601');
  });
  test('what takes too long', async () => {
    const error = await failure(sql`SELECT pg_sleep(20)`);
    assert.equal(error.code, '57014');
  });
  test('too many rows', async () => {
    const { status, json } = await raw({ query: 'SELECT generate_series(1, 20001)' });
    assert.equal(status, 507);
    assert.match(json.message, /20000 rows/);
  });
  test('too large an answer, and too large a request', async () => {
    const answer = await raw({ query: "SELECT repeat('x', 11000000) AS v" });
    assert.equal(answer.status, 507);
    const request = await raw({ query: 'SELECT $1', params: ['x'.repeat(10 * 1024 * 1024)] });
    assert.equal(request.status, 413);
  });
  test('a request that was aborted runs no further, and the next one is answered', async () => {
    const fetchOptions = { signal: AbortSignal.timeout(200) };
    await failure(sql.query('SELECT pg_sleep(4)', [], { fetchOptions }));
    assert.deepEqual(await sql`SELECT 1 AS v`, [{ v: 1 }]);
  });
});

describe('transactions', () => {
  test('results in their order', async () => {
    const [one, two] = await sql.transaction([sql`SELECT 1 AS a`, sql`SELECT ${'x'} AS b`]);
    assert.deepEqual([one, two], [[{ a: 1 }], [{ b: 'x' }]]);
    const by = await sql.transaction((tx) => [tx`SELECT auth.user_id() AS v`]);
    assert.deepEqual(by, [[{ v: 'alice' }]]);
  });
  test('it is one transaction', async () => {
    const [[a], [b]] = await sql.transaction([sql`SELECT txid_current() AS v`, sql`SELECT txid_current() AS v`]);
    assert.equal(a.v, b.v);
    const [, rows] = await sql.transaction([
      sql`INSERT INTO todos (task) VALUES ('in between')`,
      sql`DELETE FROM todos WHERE task = 'in between' RETURNING task`,
    ]);
    assert.deepEqual(rows, [{ task: 'in between' }]);
  });
  test('an error in it leaves nothing', async () => {
    const error = await failure(sql.transaction([
      sql`INSERT INTO todos (task) VALUES ('never')`, sql`SELECT 1 / 0`, sql`SELECT 1`]));
    assert.equal(error.code, '22012');
    assert.deepEqual(await sql`SELECT * FROM todos WHERE task = 'never'`, []);
  });
  for (const [isolationLevel, level] of [
    ['ReadUncommitted', 'read uncommitted'], ['ReadCommitted', 'read committed'],
    ['RepeatableRead', 'repeatable read'], ['Serializable', 'serializable'],
  ]) {
    test(isolationLevel, async () => {
      const [[row]] = await sql.transaction([sql`SHOW transaction_isolation`], { isolationLevel });
      assert.equal(row.transaction_isolation, level);
    });
  }
  test('read only and deferrable', async () => {
    const show = sql`SELECT current_setting('transaction_read_only') AS r, current_setting('transaction_deferrable') AS d`;
    assert.deepEqual(await sql.transaction([show]), [[{ r: 'off', d: 'off' }]]);
    const options = { isolationLevel: 'Serializable', readOnly: true, deferrable: true };
    assert.deepEqual(await sql.transaction([show], options), [[{ r: 'on', d: 'on' }]]);
    assert.deepEqual(await sql.transaction([show], { readOnly: false }), [[{ r: 'off', d: 'off' }]]);
    const error = await failure(sql.transaction([sql`INSERT INTO todos (task) VALUES ('x')`], { readOnly: true }));
    assert.equal(error.code, '25006');
  });
  test('the headers of a batch come back, and only those that hold', async () => {
    const headers = {
      'Neon-Batch-Isolation-Level': 'RepeatableRead', 'Neon-Batch-Read-Only': 'true', 'Neon-Batch-Deferrable': 'false' };
    const batch = await raw({ queries: [{ query: 'SELECT 1 AS a' }] }, headers);
    const back = (name) => batch.headers.get(name);
    assert.deepEqual(
      [back('Neon-Batch-Isolation-Level'), back('Neon-Batch-Read-Only'), back('Neon-Batch-Deferrable')],
      ['RepeatableRead', 'true', null]);
    const one = await raw({ query: 'SHOW transaction_isolation' }, headers);
    assert.equal(one.headers.get('Neon-Batch-Isolation-Level'), null);
    assert.deepEqual(one.json.rows, [{ transaction_isolation: 'read committed' }]);
    const bad = await raw({ queries: [] }, { 'Neon-Batch-Isolation-Level': 'serializable' });
    assert.equal(bad.status, 400);
    assert.match(bad.json.message, /Isolation-Level/);
  });
  test('each query has its own options', async () => {
    const [one, two] = await sql.transaction([
      sql.query('SELECT 1 AS a', [], { arrayMode: true }), sql.query('SELECT 2 AS a', [], { fullResults: true })]);
    assert.deepEqual(one, [[1]]);
    assert.deepEqual([two.rows, two.command], [[{ a: 2 }], 'SELECT']);
    const { json } = await raw({ queries: [{ query: 'SELECT 1 AS a', arrayMode: true }, { query: 'SELECT 2 AS a' }] });
    assert.deepEqual(json.results.map((result) => result.rows), [[[1]], [{ a: 2 }]]);
  });
  test('an empty one', async () => assert.deepEqual(await sql.transaction([]), []));
  test('nothing of a request is there in the next', async () => {
    await sql.transaction([sql`CREATE TEMP TABLE leak (x int)`, sql`SET timezone = 'Asia/Tokyo'`]);
    for (let n = 0; n < 12; n++) {
      const [row] = await sql`SELECT to_regclass('pg_temp.leak') AS t, current_setting('timezone') AS s`;
      assert.ok(row.t === null && row.s !== 'Asia/Tokyo', JSON.stringify(row));
    }
  });
});

describe('HTTP', () => {
  test('CORS', async () => {
    const response = await fetch(started.url, { method: 'OPTIONS' });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('Access-Control-Allow-Origin'), '*');
    assert.equal(response.headers.get('Access-Control-Max-Age'), '86400');
    const allowed = response.headers.get('Access-Control-Allow-Headers').toLowerCase().split(', ');
    for (const name of ['authorization', 'neon-connection-string', 'neon-raw-text-output', 'neon-array-mode',
      'neon-batch-read-only', 'neon-batch-isolation-level']) {
      assert.ok(allowed.includes(name), name);
    }
  });
  test('every answer may be read by any origin and has an id', async () => {
    const answers = [
      await raw({ query: 'SELECT 1' }), await raw({ query: 'SELEC' }), await raw('{'),
      await raw({ query: 'SELECT 1' }, {}, 'x'), await fetch(base), await fetch(started.url)];
    const ids = answers.map(({ headers }) => headers.get('neon-request-id'));
    for (const { headers } of answers) {
      assert.equal(headers.get('Access-Control-Allow-Origin'), '*');
      assert.equal(headers.get('Content-Type'), 'application/json');
    }
    for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(answers.map(({ status }) => status), [200, 400, 400, 400, 404, 405]);
  });
  test('a token for trying is not for pages of others', async () => {
    const get = (path, headers) => fetch(`${base}/dev/token${path}`, { headers });
    const mine = await get('?user=alice');
    assert.equal(mine.headers.get('Access-Control-Allow-Origin'), null);
    assert.equal(mine.headers.get('Cache-Control'), 'no-store');
    const { token, expires_in } = await mine.json();
    assert.ok(expires_in > 3600);
    assert.deepEqual(await neon(started.connection_string, { authToken: token })`SELECT auth.user_id() AS v`, [{ v: 'alice' }]);
    assert.equal((await get('?user=mallory')).status, 400);
    assert.equal((await get('?user=alice', { Origin: 'https://evil.example' })).status, 403);
  });
  test('health and metrics', async () => {
    const health = await fetch(`${base}/health`);
    assert.equal(health.status, 200);
    assert.deepEqual(await health.json(), { status: 'ok', database: 'ok', keys: 'ok', mode: started.mode });
    const metrics = await (await fetch(`${base}/metrics`)).text();
    assert.match(metrics, /^rls_serve_requests_total\{status="200"\} [1-9]/m);
    assert.match(metrics, /^rls_serve_verifications_failed_total\{check="signature"\} [1-9]/m);
    assert.match(metrics, /^rls_serve_pool_connections\{state="idle"\} [1-9]/m);
    assert.ok(!metrics.includes('alice'));
  });
});
