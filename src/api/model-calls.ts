import { z } from "zod";
import type { App } from "../app.ts";
import type { ClassifyRequest, ClassifyResult } from "../core/classify.ts";
import type { EmbedResult } from "../core/embed.ts";
import { anObject, classifyShape, embedShape } from "../schema/index.ts";
import type { ApiContext } from "./api-context.ts";
import { neverAborted, noModelConfigured, readRequest, requestShape, type RequestOptions } from "./request-options.ts";

/** What a model can do besides replying. */
export interface ModelCallFunctions {
  /** One vector a text, of length 1. @throws ReparteeError `unsupported_by_model` and all of loading. */
  embed(request: EmbedOptions): Promise<EmbedResult>;
  /** A probability a label, from the model's own logits. @throws ReparteeError as `embed`. */
  classify(request: ClassifyOptions): Promise<ClassifyResult>;
}

export interface EmbedOptions extends RequestOptions {
  readonly texts: readonly string[];
}

export interface ClassifyOptions extends RequestOptions, Omit<ClassifyRequest, "id"> {}

const embedSchema = z.strictObject({ ...requestShape, ...embedShape }, anObject("an object with `texts`"));
const classifySchema = z.strictObject(
  { ...requestShape, ...classifyShape },
  anObject("an object with `input` and `labels`"),
);

export function createModelCallFunctions(context: ApiContext): ModelCallFunctions {
  /** @throws ReparteeError */
  function target(app: App, model = app.defaultModel): { readonly requestId: string; readonly model: string } {
    if (model === undefined) throw noModelConfigured();
    return { requestId: crypto.randomUUID(), model };
  }

  return {
    async embed(request) {
      const app = context.use();
      const { model, signal = neverAborted(), ...call } = readRequest(embedSchema, request);
      return await app.serving.embed({ ...target(app, model), call }, signal);
    },
    async classify(request) {
      const app = context.use();
      const { model, signal = neverAborted(), ...call } = readRequest(classifySchema, request);
      return await app.serving.classify({ ...target(app, model), call }, signal);
    },
  };
}
