/** What programs of the user's that are started by this one inherit: registries, proxies and certificates are in it. */
export function inheritedEnvironment(): Readonly<Record<string, string | undefined>> {
  return { ...process.env };
}

/** A command as a setting spells it: words, those with spaces in them in double quotes. */
export function commandWords(command: string): readonly [string, ...string[]] {
  const [program = command, ...args] = [...command.matchAll(/"(?<quoted>[^"]*)"|(?<plain>\S+)/g)].map(
    ({ groups = {} }) => groups["quoted"] ?? groups["plain"] ?? "",
  );
  return [program, ...args];
}
