import { ReparteeError } from "../core/errors.ts";

/**
 * The address that an upstream's paths are appended to, without a slash at its end.
 * @throws ReparteeError `config_invalid` unless it is http or https without credentials, query and fragment.
 */
export function parseBaseUrl(text: string, upstream: string): string {
  const action = `Cannot use the address of upstream "${upstream}"`;
  const hint = "Write it as http://HOST:PORT or https://HOST/PATH; a key belongs into the environment.";
  const fail = (found: string): ReparteeError => new ReparteeError("config_invalid", `${action}: ${found}`, { hint });
  if (!URL.canParse(text)) throw fail("it is no URL");
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") throw fail(`${url.protocol} is neither http nor https`);
  // Not shown: it may be a secret.
  if (url.username !== "" || url.password !== "") throw fail("it contains a user name or password");
  if (url.search !== "" || url.hash !== "") throw fail("it contains a query or a fragment");
  return url.origin + url.pathname.replace(/\/+$/, "");
}
