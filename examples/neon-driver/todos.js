// The query of the Stytch and Neon guide, word for word, by Neon's driver, as two users, against `cargo rls serve`; and what one of
// them may not do. README.md has the command before it.
import { neon, neonConfig } from '@neondatabase/serverless';

// the one line that is not in the guide: without it the driver asks Neon
neonConfig.fetchEndpoint = process.env.NEON_FETCH_ENDPOINT ?? 'http://127.0.0.1:4444/sql';
const url = process.env.DATABASE_AUTHENTICATED_URL ?? 'postgresql://authenticated@localhost/app';

// in place of Stytch's session_jwt
async function sessionJwt(user) {
  const response = await fetch(new URL(`/dev/token?user=${user}`, neonConfig.fetchEndpoint));
  return (await response.json()).token;
}

for (const user of ['alice', 'bob']) {
  const sql = neon(url, { authToken: () => sessionJwt(user) });
  // whose it is, the database says: the column's default is auth.user_id()
  await sql`INSERT INTO todos (task) VALUES (${`What ${user} has to do`})`;

  const todos = await sql`SELECT * FROM todos WHERE user_id = auth.user_id()`;
  const all = await sql`SELECT * FROM todos`;
  console.log(`${user}: ${todos.length} of ${all.length} todos are their own`);
  for (const todo of all) console.log(`  ${todo.user_id}: ${todo.task}`);
}

// bob in the name of alice
const sql = neon(url, { authToken: () => sessionJwt('bob') });
try {
  await sql`INSERT INTO todos (user_id, task) VALUES ('alice', 'Pay bob')`;
  console.log('bob wrote in the name of alice');
} catch (error) {
  console.log(`bob as alice: ${error.message}`);
}
const changed = await sql`UPDATE todos SET task = 'Pay bob' WHERE user_id = 'alice' RETURNING id`;
console.log(`bob changed ${changed.length} of alice's todos`);
