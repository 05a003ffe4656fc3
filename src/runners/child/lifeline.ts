/** What the parent writes to stdin before anything else. */
export interface Introduction {
  readonly address: string;
  readonly token: string;
}

/**
 * Reads the introduction, the first line of stdin, and calls `onIntroduction`. stdin is the lifeline as well: it ends
 * when the parent does, whatever way, and this process ends with it.
 */
export function readIntroduction(onIntroduction: (introduction: Introduction) => void): void {
  let received = "";
  let introduced = false;
  process.stdin.setEncoding("utf8");
  process.stdin.on("data", (text: string) => {
    if (introduced) return;
    received += text;
    const end = received.indexOf("\n");
    if (end === -1) return;
    introduced = true;
    onIntroduction(parseIntroduction(received.slice(0, end)));
  });
  process.stdin.on("end", die);
  process.stdin.on("error", die);
}

/** At once: exit handlers and native destructors may hang, and nobody is left to wait for them. */
function die(): void {
  process.kill(process.pid, "SIGKILL");
}

function parseIntroduction(line: string): Introduction {
  const value: unknown = JSON.parse(line);
  if (typeof value === "object" && value !== null && "address" in value && "token" in value) {
    const { address, token } = value;
    if (typeof address === "string" && typeof token === "string") return { address, token };
  }
  throw new TypeError(
    "Cannot start a runner: stdin must begin with its introduction. It is started by Repartee itself.",
  );
}
