/**
 * What a runner inherits of the environment: everything (native libraries read PATH, LD_LIBRARY_PATH, CUDA_*, TMPDIR)
 * but secrets, which it has no use for, and what would change the child's own Node. `poolThreads`: as in
 * `RunnerEngineOptions`.
 */
export function runnerEnvironment(environment: NodeJS.ProcessEnv, poolThreads?: number): NodeJS.ProcessEnv {
  const inherited = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => !isSecret(name, value ?? "") && !isNodeFlag(name)),
  );
  return poolThreads === undefined ? inherited : { ...inherited, UV_THREADPOOL_SIZE: String(poolThreads) };
}

/** Words that a secret's name contains, between underscores or at an end: `HF_TOKEN`, `AWS_ACCESS_KEY_ID`. */
const secretWord = /(^|_)(API_?KEYS?|KEYS?|TOKENS?|AUTH|COOKIE|DSN|DATABASE_URL|CREDENTIALS?|PASS|PASSPHRASE)(_|$)/i;
/** Words that mark a secret anywhere in a name: `PGPASSWORD`, `CLIENTSECRET`. */
const secretPart = /PASSWORD|PASSWD|SECRET|APIKEY/i;
/** `scheme://user:password@host` */
const addressWithPassword = /^[a-z][a-z0-9+.-]*:\/\/[^/\s@]*:[^/\s@]*@/i;

function isSecret(name: string, value: string): boolean {
  return secretWord.test(name) || secretPart.test(name) || addressWithPassword.test(value);
}

/** `--inspect` in NODE_OPTIONS would fight the parent for its port; `--import` would load the app's code. */
function isNodeFlag(name: string): boolean {
  return name.toUpperCase() === "NODE_OPTIONS";
}
