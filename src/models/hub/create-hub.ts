import { ReparteeError } from "../../core/errors.ts";
import { contentIdentity, readContentRange, readHubFile, strongEtag, wholeNumber, type HubFile } from "./file-facts.ts";
import type { Hub, HubBody, HubFileRequest, HubRepositoryRequest } from "./hub.ts";
import { refusal, unreachable, type HubErrorContext } from "./hub-errors.ts";
import { hubRequest, type HubResponse } from "./hub-request.ts";
import { repositoryUrl, resolveUrl, shownUrl } from "./hub-urls.ts";
import { readRepository } from "./repository-files.ts";
import { checkFileName, checkRepository, checkRevision } from "./repository-name.ts";

const huggingFaceUrl = "https://huggingface.co";

/** Largest description of a repository that is read: tens of thousands of files fit. */
const maxListingBytes = 16 * 1024 * 1024;

export interface HubOptions {
  /** Default `https://huggingface.co`. */
  readonly url?: string;
}

/** @throws ReparteeError `config_invalid` when `url` is no http(s) URL, or has credentials or a query. */
export function createHub(options: HubOptions = {}): Hub {
  const hubUrl = checkHubUrl(options.url ?? huggingFaceUrl);

  function contextOf(request: HubRepositoryRequest & { readonly file?: string }, verb: string): HubErrorContext {
    const { repository, revision, file, token } = request;
    checkRepository(repository);
    checkRevision(revision);
    if (file !== undefined) checkFileName(file);
    if (token !== undefined) checkToken(token);
    const what = file === undefined ? `repository "${repository}"` : `"${file}" of "${repository}"`;
    return {
      hubUrl,
      repository,
      revision,
      file,
      tokenGiven: token !== undefined,
      action: `${verb} ${what} at revision "${revision}"`,
    };
  }

  async function requestFile(
    request: HubFileRequest,
    context: HubErrorContext,
    how: { method: "GET" | "HEAD"; leaveHub: boolean; headers: Readonly<Record<string, string>> },
  ): Promise<HubResponse> {
    const url = resolveUrl(hubUrl, request.repository, request.revision, request.file);
    return hubRequest({ ...how, url, token: request.token, action: context.action, signal: request.signal });
  }

  async function probe(request: HubFileRequest, context: HubErrorContext): Promise<HubFile | undefined> {
    const how = { method: "GET", leaveHub: true, headers: { range: "bytes=0-0" } } as const;
    const { message, headers, hubHeaders, status } = await requestFile(request, context, how);
    message.destroy();
    const sizeBytes = status === 206 ? readContentRange(headers["content-range"])?.total : undefined;
    return sizeBytes === undefined ? undefined : readHubFile(hubHeaders, headers, sizeBytes);
  }

  return {
    url: hubUrl,

    async describe(request) {
      const context = contextOf(request, "look up");
      const how = { method: "HEAD", headers: {} } as const;
      let response = await requestFile(request, context, { ...how, leaveHub: false });
      let file = readHubFile(response.hubHeaders, redirected(response) ? {} : response.headers);
      response.message.destroy();
      if (redirected(response) && file === undefined) {
        // A mirror that redirects without the linked headers: its storage knows.
        response = await requestFile(request, context, { ...how, leaveHub: true });
        file = readHubFile(response.hubHeaders, response.headers);
        response.message.destroy();
      }
      if (response.status >= 400) throw refusal(response, context);
      // Caches that compress small files on the fly answer HEAD without a length; a range is never compressed.
      file ??= await probe(request, context);
      if (file !== undefined) return file;
      throw new ReparteeError(
        "download_failed",
        `Cannot ${context.action}: ${shownUrl(response.url)} sent neither size nor version of the file`,
        { hint: `Check that ${hubUrl} is a Hugging Face hub or a mirror with its routes.` },
      );
    },

    async open(request) {
      const context = contextOf(request, "download");
      const { range, ifRange } = request;
      const headers = {
        ...(range === undefined ? {} : { range: `bytes=${range.start}-${range.end - 1}` }),
        ...(range === undefined || ifRange === undefined ? {} : { "if-range": ifRange }),
      };
      const response = await requestFile(request, context, { method: "GET", leaveHub: true, headers });
      const body = response.status === 200 || response.status === 206 ? readBody(response, context) : undefined;
      if (body !== undefined) return body;
      response.message.destroy();
      if (response.status === 416) return undefined;
      throw refusal(response, context);
    },

    async list(request) {
      const context = contextOf(request, "list");
      const { repository, revision, token, signal } = request;
      const url = repositoryUrl(hubUrl, repository, revision);
      const headers = { accept: "application/json" };
      const how = { method: "GET", url, token, headers, action: context.action, signal, leaveHub: false } as const;
      const response = await hubRequest(how);
      if (response.status !== 200) {
        response.message.destroy();
        throw refusal(response, context);
      }
      const listing = readRepository(await readJson(response, context));
      if (listing !== undefined) return listing;
      throw new ReparteeError("download_failed", `Cannot ${context.action}: the answer is no list of files`, {
        hint: `Check that ${hubUrl} is a Hugging Face hub or a mirror with its routes.`,
      });
    },
  };
}

/** Undefined for a 206 that does not say which bytes it carries. */
function readBody(response: HubResponse, context: HubErrorContext): HubBody | undefined {
  const { message, headers, hubHeaders } = response;
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") {
    message.destroy();
    throw new ReparteeError("download_failed", `Cannot ${context.action}: the bytes came as "${encoding}"`, {
      hint: "Something between here and the hub compresses what it should not; download without that proxy.",
    });
  }
  const range = response.status === 206 ? readContentRange(headers["content-range"]) : undefined;
  if (response.status === 206 && range === undefined) return undefined;
  const lengthBytes = wholeNumber(headers["content-length"]);
  return {
    kind: range === undefined ? "whole" : "part",
    start: range?.start ?? 0,
    lengthBytes,
    totalBytes: range?.total ?? lengthBytes,
    identity: contentIdentity(hubHeaders, headers),
    storageEtag: strongEtag(headers.etag),
    chunks: chunksOf(response, context),
    close: () => void message.destroy(),
  };
}

async function* chunksOf({ message, url }: HubResponse, context: HubErrorContext): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of message) yield chunk;
  } catch (error) {
    throw unreachable(error, url, context.action);
  }
}

async function readJson(response: HubResponse, context: HubErrorContext): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(response, context)) {
    length += chunk.byteLength;
    if (length > maxListingBytes) break;
    chunks.push(chunk);
  }
  if (length > maxListingBytes) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    // Not JSON: the caller reports it, as it does JSON of another form.
    return undefined;
  }
}

function redirected(response: HubResponse): boolean {
  return response.status >= 300 && response.status < 400;
}

function checkHubUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain =
    url !== undefined && url.username === "" && url.password === "" && url.search === "" && url.hash === "";
  if (isPlain && (url.protocol === "https:" || url.protocol === "http:"))
    return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
  throw new ReparteeError("config_invalid", "Cannot use the hub's address: it must be a plain http or https URL", {
    hint: `Such as ${huggingFaceUrl}, without a user name, a query or a fragment.`,
  });
}

/** A token goes into a header as it is; what a header cannot hold is a mistake in the settings. */
function checkToken(token: string): void {
  if (/^[\x21-\x7e]{1,512}$/.test(token)) return;
  throw new ReparteeError("config_invalid", "Cannot use the hub's token: it has characters that no token has", {
    hint: "Check HUGGINGFACE_TOKEN for spaces, line ends and quotes.",
  });
}
