// A trainee's day at a running centre, through the client that is generated from its description.
// Usage: node day.js URL. Whatever is not as the types say does not compile; whatever is answered
// otherwise ends it with a word.
import assert from 'node:assert/strict';
import createClient from 'openapi-fetch';
import type { paths } from './schema.js';

const url = process.argv[2];
assert(url, 'usage: node day.js URL');
const client = createClient<paths>({ baseUrl: url });

const person = { email: 'jo@example.com', password: 'Correct-horse-1' };
const picture = new Blob(
  [Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC', 'base64')],
  { type: 'image/png' },
);

// A form's fields as multipart, which fetch puts together by itself.
function form(fields: Record<string, unknown>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value as string | Blob);
  return data;
}

async function comeIn(): Promise<void> {
  const made = await client.POST('/api/auth/register', { body: { ...person, name: 'Jo' } });
  assert.equal(made.data?.role, 'TRAINEE');
  const wrong = await client.POST('/api/auth/login', { body: { ...person, password: 'Wrong-horse-1' } });
  assert.equal(wrong.response.status, 401);
  const right = await client.POST('/api/auth/login', { body: person });
  const token = right.data?.access_token;
  assert(token, 'no token');
  client.use({
    onRequest({ request }) {
      request.headers.set('Authorization', `Bearer ${token}`);
    },
  });
}

async function keepRecords(): Promise<void> {
  const changed = await client.POST('/api/trainee/update-profile', { body: { goal: 'Run far', weight: 61.5 } });
  assert.equal(changed.data?.goal, 'Run far');
  const { data: profile } = await client.GET('/api/trainee/profile');
  assert.equal(profile?.weight, 61.5);
  const { error } = await client.POST('/api/trainee/update-profile', { body: { weight: -1, height: -1 } });
  assert(error && Array.isArray(error.detail), 'no list of faults');
  assert.deepEqual(error.detail.map((fault) => fault.loc.at(-1)).sort(), ['height', 'weight']);
}

async function eat(): Promise<void> {
  const kept = await client.POST('/api/trainee/nutrition-log', {
    body: { item: 'Soup', calories: 320, macros_json: { protein: 12 }, image: 'shown' },
    bodySerializer: ({ item, calories, macros_json }) =>
      form({ item, calories, macros_json: JSON.stringify(macros_json), image: picture }),
  });
  assert(kept.data?.image_url, 'no picture was kept');
  const { data: meals } = await client.GET('/api/trainee/nutrition-logs', { params: { query: { limit: 5 } } });
  assert.equal(meals?.total, 1);
  assert.equal(meals.items[0]?.calories, 320);
  const file = kept.data.image_url.replace('/profile_uploads/', '');
  const shown = await client.GET('/profile_uploads/{file}', { params: { path: { file } }, parseAs: 'blob' });
  assert.equal(shown.response.headers.get('content-type'), 'image/png');
}

async function leave(): Promise<void> {
  const { data: pass } = await client.GET('/api/trainee/pass');
  assert(pass?.text, 'no code for the door');
  const { error } = await client.GET('/api/admin/trainees');
  assert.equal(typeof error?.detail, 'string');
  await client.POST('/api/auth/logout');
  const after = await client.GET('/api/trainee/profile');
  assert.equal(after.response.status, 401);
}

await comeIn();
await keepRecords();
await eat();
await leave();
console.log('a day went by as described');
