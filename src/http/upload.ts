import { Busboy } from "@fastify/busboy";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { ReparteeError } from "../core/errors.ts";
import type { Upload } from "./route.ts";

/** Forms, audio of any name, and bytes without one. */
const uploadTypes = /^(?:multipart\/form-data|audio\/|video\/(?:mp4|webm)|application\/(?:octet-stream|ogg))/i;

/** Bodies that are recordings, for the routes of `app` alone: on all others they are refused before they are read. */
export function addUploadParser(app: FastifyInstance): void {
  app.addContentTypeParser<Buffer>(uploadTypes, { parseAs: "buffer" }, (_request, body, done) => done(null, body));
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
  const { file, fields } = await parseForm(body, type);
  if (file !== undefined) return { file, fields };
  throw new ReparteeError("invalid_request", "file: expected a file in the form, got nothing", { param: "file" });
}

/** A recording and a dozen settings: more belongs to no form of ours. */
const formLimits = { fields: 32, fieldSize: 64 * 1024, files: 1, parts: 40, headerPairs: 32 } as const;

function parseForm(
  body: Uint8Array,
  type: string,
): Promise<{ readonly file: Uint8Array | undefined; readonly fields: Upload["fields"] }> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void => {
      reject(new ReparteeError("invalid_request", "Cannot read the form: it is broken", { cause }));
    };
    const fields = new Map<string, string | readonly string[]>();
    const chunks: Buffer[] = [];
    let hasFile = false;
    try {
      const form = new Busboy({ headers: { "content-type": type }, limits: formLimits });
      form.on("field", (name, value) => {
        const key = name.replace(/\[\]$/, "");
        const before = fields.get(key);
        fields.set(key, before === undefined ? value : [before, value].flat());
      });
      form.on("file", (_name, stream) => {
        hasFile = true;
        stream.on("data", (chunk: Buffer) => chunks.push(chunk)).on("error", fail);
      });
      form.on("error", fail);
      form.on("finish", () => {
        resolve({ file: hasFile ? Buffer.concat(chunks) : undefined, fields: Object.fromEntries(fields) });
      });
      form.end(Buffer.from(body));
    } catch (cause) {
      fail(cause);
    }
  });
}
