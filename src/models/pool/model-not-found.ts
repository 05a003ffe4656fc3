import { ReparteeError } from "../../core/errors.ts";

export function modelNotFound(name: string, known: Iterable<string>): ReparteeError {
  const names = [...known];
  return new ReparteeError("model_not_found", `Cannot find model "${name}": no model of that name is configured`, {
    hint: names.length === 0 ? "No model is configured yet." : `Known models: ${names.join(", ")}.`,
  });
}
