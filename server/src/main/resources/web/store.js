// Stores conversations in the browser. Titles are separate from contents, so that the list does not read pictures.

const done = request => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

const finished = transaction => new Promise((resolve, reject) => {
  transaction.oncomplete = () => resolve();
  transaction.onabort = transaction.onerror = () => reject(transaction.error);
});

let opened = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('qwenvl4j', 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('titles', { keyPath: 'id' });
      request.result.createObjectStore('contents', { keyPath: 'id' });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function change(act) {
  const transaction = (await database()).transaction(['titles', 'contents'], 'readwrite');
  const end = finished(transaction);
  await act(transaction.objectStore('titles'), transaction.objectStore('contents'));
  return end;
}

/** {id, title, changed} of every conversation, the latest first. */
export async function kept() {
  const titles = await done((await database()).transaction('titles').objectStore('titles').getAll());
  return titles.sort((a, b) => b.changed - a.changed);
}

/** {id, title, turns}, or undefined. */
export async function load(id) {
  const transaction = (await database()).transaction(['titles', 'contents']);
  const [title, contents] = await Promise.all([done(transaction.objectStore('titles').get(id)), done(transaction.objectStore('contents').get(id))]);
  return contents && { id, title: title.title, turns: contents.turns };
}

export const keep = ({ id, title, turns }) => change((titles, contents) => {
  contents.put({ id, turns });
  titles.put({ id, title, changed: Date.now() });
});

export const rename = (id, title) => change(async titles => titles.put({ ...await done(titles.get(id)), title }));

export const remove = id => change((titles, contents) => {
  titles.delete(id);
  contents.delete(id);
});
