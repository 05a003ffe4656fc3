/**
 * Repartee as a library: everything a route can do, without HTTP. No environment and no file is read; defaults are those of
 * docs/configuration.md, except for `autoDownload` and `databasePath`: a library downloads a
 * model and writes a file only on request.
 */
import { z } from "zod";
import { createApp, type ListenAddress, type ListeningAddress } from "../app.ts";
import { configFromOptions, type Config } from "../config/index.ts";
import { isRecord } from "../core/is-record.ts";
import { silentLog, type Log } from "../core/log.ts";
import { anObject, readValue } from "../schema/index.ts";
import { createChatFunctions, type ChatFunctions } from "./chat.ts";
import { createConversationFunctions, type ReparteeConversations } from "./conversations.ts";
import { createApiContext } from "./api-context.ts";
import { createModelCallFunctions, type ModelCallFunctions } from "./model-calls.ts";
import { createModelFunctions, type ReparteeModels } from "./models.ts";
import { createPersonaFunctions, type ReparteePersonas } from "./personas.ts";
import { createPreferenceFunctions, type ReparteePreferences } from "./preferences.ts";
import { createRecommendFunctions, type RecommendFunctions } from "./recommend.ts";
import { noModelHint } from "./request-options.ts";
import { createRespondFunctions, type RespondFunctions } from "./respond.ts";
import { createSmollmFunctions, type SmollmFunctions } from "./smollm.ts";
import { createTasteFunctions, type TasteFunctions } from "./taste-chat.ts";
import { createVoiceFunctions, type VoiceFunctions } from "./voice.ts";
import { createUserFunctions, type ReparteeUsers } from "./users.ts";

/** The settings of docs/configuration.md, and where log lines go (nowhere when absent). */
export interface ReparteeOptions extends Partial<Config> {
  readonly log?: Log;
}

/** All of it in one process. Disposing ends running replies, closes ports and frees models. */
export interface Repartee
  extends
    ChatFunctions,
    ModelCallFunctions,
    RespondFunctions,
    TasteFunctions,
    SmollmFunctions,
    RecommendFunctions,
    VoiceFunctions,
    AsyncDisposable {
  readonly preferences: ReparteePreferences;
  readonly conversations: ReparteeConversations;
  readonly users: ReparteeUsers;
  readonly personas: ReparteePersonas;
  readonly models: ReparteeModels;
  /**
   * Serves all of it over HTTP. Each call opens one more port; disposing closes all of them.
   * @throws ReparteeError `config_invalid`; `draining` after disposing.
   */
  listen(address?: Partial<ListenAddress>): Promise<ListeningAddress>;
}

function isLog(value: unknown): boolean {
  return isRecord(value) && ["debug", "info", "warn", "error"].every((level) => typeof value[level] === "function");
}

/** The settings themselves are checked with those of files. */
const optionsSchema: z.ZodType<ReparteeOptions> = z.looseObject(
  { log: z.custom<Log>(isLog, { error: "a log with debug, info, warn and error" }).optional() },
  anObject('options, such as { model: "./model.gguf" }'),
);
const addressSchema: z.ZodType<Partial<ListenAddress> | undefined> = z
  .strictObject(
    { host: z.string().optional(), port: z.number().optional() },
    anObject("an object with `host`, `port`, or both"),
  )
  .optional();

/** @throws ReparteeError `config_invalid` */
export async function createRepartee(options: ReparteeOptions = {}): Promise<Repartee> {
  const { log = silentLog, ...settings } = readValue(optionsSchema, options, { code: "config_invalid" });
  const app = await createApp(configFromOptions({ autoDownload: false, ...settings }), { log, noModelHint });
  app.preload();
  const context = createApiContext(app);

  return {
    ...createChatFunctions(context),
    ...createModelCallFunctions(context),
    ...createRespondFunctions(context),
    ...createTasteFunctions(context),
    ...createSmollmFunctions(context),
    ...createRecommendFunctions(context),
    ...createVoiceFunctions(context),
    preferences: createPreferenceFunctions(context),
    conversations: createConversationFunctions(context),
    users: createUserFunctions(context),
    personas: createPersonaFunctions(context),
    models: createModelFunctions(context),
    async listen(address) {
      const { listen } = context.use();
      return await listen(readValue(addressSchema, address, { code: "config_invalid" }));
    },
    [Symbol.asyncDispose]: () => context[Symbol.asyncDispose](),
  };
}
