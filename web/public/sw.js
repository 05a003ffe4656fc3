// Keeps the page itself, so that it opens without a network. Answers of the API are never kept.
const cacheName = "repartee-page-1";

self.addEventListener("install", (event) => {
  event.waitUntil(keepPage().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(openPage(request));
  else if (pathname.startsWith("/assets/")) event.respondWith(fromCacheFirst(request));
});

async function keepPage() {
  const cache = await caches.open(cacheName);
  const response = await fetch("/", { headers: { accept: "text/html" } });
  const html = await response.clone().text();
  await cache.put("/", response);
  await cache.addAll([...html.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path]) => path));
}

/** The newest page where the server answers, else the kept one. */
async function openPage(request) {
  try {
    const response = await fetch(request);
    const isPage = response.ok && (response.headers.get("content-type") ?? "").startsWith("text/html");
    if (isPage) await (await caches.open(cacheName)).put("/", response.clone());
    return response;
  } catch (error) {
    const kept = await caches.match("/", { ignoreVary: true });
    if (kept === undefined) throw error;
    return kept;
  }
}

/** Files with a hash in their names never change. */
async function fromCacheFirst(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  if (response.ok) await (await caches.open(cacheName)).put(request, response.clone());
  return response;
}
