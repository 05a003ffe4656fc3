/** A recognizer or a voice of another server: `openai:UPSTREAM/MODEL`, of a voice with `@VOICE` behind it. */
export interface RemoteSpeech {
  readonly upstream: string;
  readonly model: string;
  readonly voice?: string;
}

/** Undefined for a name that does not begin with `openai:`, and for one of another form. */
export function parseRemoteSpeech(name: string): RemoteSpeech | undefined {
  const found = /^openai:(?<upstream>[a-z0-9._-]+)\/(?<model>[^\s@]+)(?:@(?<voice>[^\s@]+))?$/.exec(name)?.groups;
  const { upstream, model, voice } = found ?? {};
  if (upstream === undefined || model === undefined) return undefined;
  return { upstream, model, ...(voice === undefined ? {} : { voice }) };
}
