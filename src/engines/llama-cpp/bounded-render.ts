/**
 * Runs a chat template within limits. Templates come with model files, and strangers write those: one that loops would
 * hold the event loop, and with it every reply of the process, for as long as it likes.
 */
import { createContext, Script } from "node:vm";
import { ReparteeError } from "../../core/errors.ts";
import { isRecord } from "../../core/is-record.ts";

/** 2,048 turns, the most that a request may have, take 50 ms on a small machine. */
const renderTimeoutMs = 1_000;
/** Four times the largest body: templates repeat tools and system messages, a few times. */
const maxCharacters = 4 * 1024 * 1024;

/** The one way to interrupt JavaScript is to have it called by a script of another context. */
const context = createContext({ run: () => {} });
const script = new Script("run()");

/** @throws ReparteeError `model_file_invalid` past a limit; and what `render` throws. */
export function renderWithinLimits(render: () => string): string {
  let text = "";
  context["run"] = () => {
    text = render();
  };
  try {
    script.runInContext(context, { timeout: renderTimeoutMs });
  } catch (thrown) {
    if (!isTimeout(thrown)) throw thrown;
    throw unusable(`it ran for more than ${renderTimeoutMs} ms`, thrown);
  } finally {
    context["run"] = () => {};
  }
  if (text.length > maxCharacters) throw unusable(`it wrote ${text.length} characters, ${maxCharacters} are the limit`);
  return text;
}

function isTimeout(thrown: unknown): boolean {
  return isRecord(thrown) && thrown.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}

function unusable(reason: string, cause?: unknown): ReparteeError {
  return new ReparteeError("model_file_invalid", `Cannot use the chat template inside the model file: ${reason}`, {
    hint: "Use another conversion of this model.",
    cause,
  });
}
