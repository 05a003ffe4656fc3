import { signal } from "@preact/signals";
import { createConnection } from "../server/connection.ts";

/** In the session's storage only: closed with the tab, never in an address. */
const storageKey = "repartee.key";

/** Set while the server wants a key and somebody is asked for it. */
export const keyRequest = signal<{ readonly isRetry: boolean; answer(key: string | undefined): void } | undefined>(
  undefined,
);

/** Somebody was asked and gave none: nobody is asked again until they say so. */
export const isKeyDeclined = signal(false);

let asked: Promise<string | undefined> | undefined;

/** All requests that need a key wait for one answer. */
function requestKey(): Promise<string | undefined> {
  if (isKeyDeclined.value) return Promise.resolve(undefined);
  asked ??= new Promise<string | undefined>((resolve) => {
    keyRequest.value = { isRetry: sessionStorage.getItem(storageKey) !== null, answer: resolve };
  }).then((key) => {
    keyRequest.value = undefined;
    asked = undefined;
    isKeyDeclined.value = key === undefined;
    if (key !== undefined) sessionStorage.setItem(storageKey, key);
    return key;
  });
  return asked;
}

/** The server that this page came from. */
export const connection = createConnection({
  key: () => sessionStorage.getItem(storageKey) ?? undefined,
  requestKey,
});

/** Whose preferences and conversations these are: a random name that this browser keeps. */
export function userId(): string {
  const key = "repartee.user";
  const known = localStorage.getItem(key);
  if (known !== null) return known;
  const created = `page-${crypto.getRandomValues(new Uint32Array(3)).join("").slice(0, 24)}`;
  localStorage.setItem(key, created);
  return created;
}
