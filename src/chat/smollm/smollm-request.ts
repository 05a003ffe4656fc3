import type { PromptInput } from "../../core/generate-request.ts";

export interface SmollmRequest {
  readonly requestId: string;
  readonly input: PromptInput;
  readonly maxTokens: number;
  readonly temperature: number;
}

/** For requests that do not give them. */
export const smollmDefaults: Pick<SmollmRequest, "maxTokens" | "temperature"> = {
  maxTokens: 512,
  temperature: 0.7,
};
