import type { App } from "../app.ts";
import { ReparteeError } from "../core/errors.ts";

/** What every function of the library is given. */
export interface ApiContext {
  /** The running app. @throws ReparteeError `draining` after disposing. */
  use(): App;
}

export interface DisposableContext extends ApiContext, AsyncDisposable {}

export function createApiContext(app: App): DisposableContext {
  let isDisposed = false;
  return {
    use() {
      if (!isDisposed) return app;
      throw new ReparteeError("draining", "Cannot use this Repartee: it was disposed.", {
        hint: "Create another one with createRepartee(), and dispose it when everything is done.",
      });
    },
    async [Symbol.asyncDispose]() {
      isDisposed = true;
      await app.close();
    },
  };
}
