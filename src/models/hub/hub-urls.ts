/** The hub's routes as URLs. Names are checked by repository-name.ts before they come here. */

/** Where a file's bytes are, or where the hub redirects from. */
export function resolveUrl(hubUrl: string, repository: string, revision: string, file: string): URL {
  const path = file.split("/").map(encodeURIComponent).join("/");
  return new URL(`${hubUrl}/${repository}/resolve/${encodeURIComponent(revision)}/${path}`);
}

/** What the hub knows of a repository at a revision, with sizes and hashes of its files. */
export function repositoryUrl(hubUrl: string, repository: string, revision: string): URL {
  return new URL(`${hubUrl}/api/models/${repository}/revision/${encodeURIComponent(revision)}?blobs=true`);
}

/** The page where people read about a model and accept its licence. */
export function modelPageUrl(hubUrl: string, repository: string): string {
  return `${hubUrl}/${repository}`;
}

/** A URL as logs and errors may show it: a redirect's query carries a signature. */
export function shownUrl(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
