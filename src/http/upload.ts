import type { FastifyInstance, FastifyRequest } from "fastify";
import { ReparteeError } from "../core/errors.ts";
import type { Upload } from "./route.ts";

/** Forms, audio of any name, and bytes without one. */
const uploadTypes = /^(?:multipart\/form-data|audio\/|video\/webm|application\/(?:octet-stream|ogg))/i;

/** Bodies that are recordings, on routes that take one; on all others they are refused before they are read. */
export function addUploadParser(app: FastifyInstance): void {
  app.addContentTypeParser<Buffer>(uploadTypes, { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.addHook("onRequest", async (request) => {
    const type = request.headers["content-type"] ?? "";
    const { isUpload = false } = request.routeOptions.config;
    if (isUpload || !uploadTypes.test(type)) return;
    throw new ReparteeError(
      "unsupported_media_type",
      `Cannot read the body: expected application/json, got ${type.slice(0, 80)}`,
    );
  });
}

/** @throws ReparteeError `invalid_request` for a form without a file, `unsupported_media_type` for JSON. */
export async function readUpload({ body, headers, query }: FastifyRequest): Promise<Upload> {
  const type = headers["content-type"] ?? "";
  if (!(body instanceof Uint8Array)) {
    throw new ReparteeError("unsupported_media_type", "Cannot read the recording: expected a form or audio, got JSON", {
      hint: "Send the file in field `file` of a multipart form, or as the body with `Content-Type: audio/wav`.",
    });
  }
  if (!/^multipart\//i.test(type)) return { file: body, fields: query as Upload["fields"] };
  const form = await parseForm(body, type);
  const file = form.get("file") ?? form.get("audio");
  if (file === null || typeof file === "string") {
    throw new ReparteeError("invalid_request", "file: expected a file in the form, got nothing", { param: "file" });
  }
  const fields: Record<string, string | string[]> = {};
  for (const name of new Set(form.keys())) {
    const values = form.getAll(name).filter((value) => typeof value === "string");
    if (values.length > 0) fields[name.replace(/\[\]$/, "")] = values.length === 1 ? (values[0] ?? "") : values;
  }
  return { file: new Uint8Array(await file.arrayBuffer()), fields };
}

/** Node's own parser of forms. */
async function parseForm(body: Uint8Array, type: string): Promise<FormData> {
  try {
    return await new Response(Buffer.from(body), { headers: { "content-type": type } }).formData();
  } catch (cause) {
    throw new ReparteeError("invalid_request", "Cannot read the form: it is broken", { cause });
  }
}
