// The description of the API as a page: every route with its fields and a line for curl.
const main = document.querySelector('main');
const keyForm = document.querySelector('#key');
const search = document.querySelector('#search');

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.append(...children);
  return made;
}

const resolved = (schema, api) =>
  schema?.$ref ? schema.$ref.slice(2).split('/').reduce((at, step) => at[step], api) : schema ?? {};

function typeOf(schema, api) {
  if (schema.$ref) return schema.$ref.split('/').at(-1);
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.filter((value) => value !== null).map((value) => JSON.stringify(value)).join(' | ');
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return choices.map((choice) => typeOf(choice, api)).filter((type) => type !== 'null').join(' | ');
  const types = [schema.type ?? 'any'].flat().filter((type) => type !== 'null');
  return types.map((type) => (type === 'array' ? `list of ${typeOf(schema.items ?? {}, api)}` : type)).join(' | ');
}

// The objects within a schema that have fields of their own.
function parts(schema, api) {
  const plain = resolved(schema, api);
  if (plain.properties) return [plain];
  return [...(plain.oneOf ?? plain.anyOf ?? []), ...(plain.items ? [plain.items] : [])].flatMap((part) => parts(part, api));
}

function table(schema, api, depth) {
  const rows = Object.entries(schema.properties).map(([name, field]) => {
    const required = schema.required?.includes(name);
    const about = element('td', {}, element('code', {}, typeOf(field, api) || 'null'), required ? ' required. ' : ' ');
    about.append(field.description ?? resolved(field, api).description ?? '');
    if (depth < 4) {
      parts(field, api).forEach((part) => {
        const inner = element('details', {}, element('summary', { class: 'muted' }, Object.keys(part.properties).join(', ')));
        inner.addEventListener('toggle', () => inner.querySelector('table') ?? inner.append(table(part, api, depth + 1)));
        about.append(inner);
      });
    }
    return element('tr', {}, element('td', {}, element('code', {}, name)), about);
  });
  return element('table', {}, ...rows);
}

function curl(path, method, body) {
  const url = location.origin + path;
  if (method === 'get') return `curl -s ${url}`;
  const example = JSON.stringify(body?.example ?? {}, null, 1).replaceAll("'", "'\\''");
  return `curl -s ${url} -H 'Content-Type: application/json' -d '${example}'`;
}

function route(path, method, operation, api) {
  const content = operation.requestBody?.content?.['application/json'];
  const title = element('summary', {}, element('span', { class: 'method' }, method.toUpperCase()), element('code', {}, path));
  title.append(' ', element('span', { class: 'muted' }, operation.summary ?? ''));
  const made = element('details', { id: `${method}${path}` }, title);
  made.dataset.words = [path, operation.summary, JSON.stringify(resolved(content?.schema, api).properties ?? {})].join(' ').toLowerCase();
  made.addEventListener('toggle', () => {
    if (made.childElementCount > 1) return;
    if (operation.description) made.append(element('p', {}, operation.description));
    made.append(element('pre', {}, curl(path, method, content)));
    if (content) parts(content.schema, api).forEach((part) => made.append(table(part, api, 0)));
    const replies = Object.entries(operation.responses).map(([status, reply]) => {
      const described = resolved(reply, api);
      return element('tr', {}, element('td', {}, status), element('td', {}, described.description ?? ''));
    });
    made.append(element('h2', {}, 'Replies'), element('table', {}, ...replies));
  });
  return made;
}

function show(api) {
  document.querySelector('#version').textContent = api.info.version;
  const routes = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).filter(([method]) => method !== 'parameters')
      .map(([method, operation]) => route(path, method, operation, api)));
  main.replaceChildren(element('p', {}, api.info.description ?? ''), ...routes);
  search.hidden = false;
  search.querySelector('input').addEventListener('input', (event) => {
    const word = event.target.value.trim().toLowerCase();
    routes.forEach((made) => { made.hidden = !made.dataset.words.includes(word); });
  });
}

async function load(key) {
  const reply = await fetch('/openapi.json', key ? { headers: { Authorization: `Bearer ${key}` } } : {});
  keyForm.hidden = reply.status !== 401;
  if (!reply.ok) throw new Error((await reply.json()).error.message);
  show(await reply.json());
}

const tell = (problem) => { main.replaceChildren(element('p', { id: 'state' }, problem.message)); };
keyForm.addEventListener('submit', (event) => {
  event.preventDefault();
  load(keyForm.querySelector('input').value).catch(tell);
});
load().catch(tell);
