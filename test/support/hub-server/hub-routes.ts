import type { IncomingMessage, ServerResponse } from "node:http";
import { namesOf, type HostedRepository } from "./hosted-repository.ts";
import type { HubState } from "./hub-state.ts";
import { sendBody } from "./send-body.ts";

/** `/owner/name/resolve/revision/file` and `/api/models/owner/name/revision/revision`. */
export async function answerHub(request: IncomingMessage, response: ServerResponse, state: HubState): Promise<void> {
  const url = new URL(request.url ?? "/", "http://hub");
  const parts = url.pathname.slice(1).split("/").map(decodeURIComponent);
  if (parts[0] === "api" && parts[1] === "models" && parts[4] === "revision")
    return answerListing(request, response, state, `${parts[2]}/${parts[3]}`, parts[5] ?? "");
  if (parts[2] === "resolve")
    return answerResolve(request, response, state, {
      repository: `${parts[0]}/${parts[1]}`,
      revision: parts[3] ?? "",
      file: parts.slice(4).join("/"),
    });
  refuse(response, 404);
}

interface ResolvePath {
  readonly repository: string;
  readonly revision: string;
  readonly file: string;
}

async function answerResolve(
  request: IncomingMessage,
  response: ServerResponse,
  state: HubState,
  { repository, revision, file }: ResolvePath,
): Promise<void> {
  const hosted = findRepository(request, response, state, repository, revision);
  if (hosted === undefined || !maySeeFiles(request, response, hosted)) return;
  const content = state.contentOf(repository, file);
  if (content === undefined) return refuse(response, 404, "EntryNotFound");
  const isLarge = hosted.files.find(({ name }) => name === file)?.isLarge ?? true;
  const names = namesOf(content);
  if (hosted.commit !== undefined) response.setHeader("x-repo-commit", hosted.commit);
  if (!isLarge) {
    const { faults, onSent } = state;
    return sendBody(request, response, { content, etag: `"${names.gitSha1}"`, faults, onSent });
  }
  if (state.options.sendsLinkedHeaders ?? true) {
    response.setHeader("x-linked-etag", `"${names.sha256}"`);
    response.setHeader("x-linked-size", content.byteLength);
  }
  const path = `${repository}/${file}`.split("/").map(encodeURIComponent).join("/");
  response.writeHead(302, { location: `${state.storageUrl}/${path}?signature=made-up` }).end();
}

function answerListing(
  request: IncomingMessage,
  response: ServerResponse,
  state: HubState,
  repository: string,
  revision: string,
): void {
  // Open to all, also for gated repositories: only the files are kept back.
  const hosted = findRepository(request, response, state, repository, revision);
  if (hosted === undefined) return;
  const siblings = hosted.files.map(({ name, isLarge }) => {
    const content = state.contentOf(repository, name) ?? new Uint8Array();
    const { sha256, gitSha1 } = namesOf(content);
    const lfs = { sha256, size: content.byteLength, pointerSize: 134 };
    return { rfilename: name, size: content.byteLength, blobId: gitSha1, ...((isLarge ?? true) ? { lfs } : {}) };
  });
  const gated = hosted.gatedFor === undefined ? false : "manual";
  response.setHeader("content-type", "application/json; charset=utf-8");
  response.end(JSON.stringify({ id: repository, sha: hosted.commit ?? "0".repeat(40), gated, siblings }));
}

/** Answers the request itself when there is no such repository, revision or account. */
function findRepository(
  request: IncomingMessage,
  response: ServerResponse,
  { options }: HubState,
  repository: string,
  revision: string,
): HostedRepository | undefined {
  const token = tokenOf(request);
  const hosted = options.repositories.find(({ id }) => id === repository);
  if (token !== undefined && !(options.tokens ?? []).includes(token)) refuse(response, 401);
  else if (hosted === undefined) refuse(response, token === undefined ? 401 : 404, "RepoNotFound");
  else if (revision !== "main" && revision !== hosted.commit) refuse(response, 404, "RevisionNotFound");
  else return hosted;
  return undefined;
}

function maySeeFiles(request: IncomingMessage, response: ServerResponse, { gatedFor }: HostedRepository): boolean {
  const token = tokenOf(request);
  if (gatedFor === undefined || (token !== undefined && gatedFor.includes(token))) return true;
  refuse(response, token === undefined ? 401 : 403, "GatedRepo");
  return false;
}

function tokenOf(request: IncomingMessage): string | undefined {
  return /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
}

function refuse(response: ServerResponse, status: number, code?: string): void {
  response.writeHead(status, code === undefined ? {} : { "x-error-code": code }).end();
}
