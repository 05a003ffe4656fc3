import { z } from "zod";
import { ReparteeError } from "../../core/errors.ts";
import { bySamplingField, bySamplingName } from "../../core/sampling.ts";
import { packageReferenceForms, parsePackageReference, type PackageReference } from "../../core/package-reference.ts";
import { numberInRange, readValue, wholeNumber } from "../../schema/index.ts";
import { packageFolder } from "./package-place.ts";
import { chatFormats, modelForms, modelRoles, type RegistryEntry } from "./registry-entry.ts";

const count = wholeNumber(0, Number.MAX_SAFE_INTEGER);
const text = z.string().min(1);
const names = "letters, digits, dots, dashes and underscores, at most 64";

const packageReference = z.string().transform((written, context): PackageReference => {
  const reference = parsePackageReference(written);
  if (reference !== undefined && !("problem" in reference)) return reference;
  context.addIssue({ code: "custom", message: packageReferenceForms });
  return z.NEVER;
});

const userFile = z
  .strictObject({
    quantization: text.nullish(),
    file: z
      .string()
      .regex(/^(?!.*\.\.)[\w+-][\w .+-]*(\/[\w+-][\w .+-]*)*$/, { error: "a path inside the repository" }),
    size_bytes: count.nullish(),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/i, { error: "64 hexadecimal digits" })
      .nullish(),
    packages: z.tuple([packageReference], packageReference).nullish(),
  })
  .transform(({ quantization, file, size_bytes, sha256, packages }) => ({
    quantization: quantization ?? "original",
    file,
    aboutBytes: size_bytes ?? 0,
    sha256: sha256?.toLowerCase(),
    packages: packages ?? undefined,
  }));

const userSampling = z
  .strictObject(bySamplingField((rule) => numberInRange(rule).optional()))
  .transform((given) => bySamplingName(({ field }) => given[field]));

const userEntry = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/i, { error: names }),
    repository: z
      .string()
      .regex(/^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/, { error: "owner/repository" })
      .nullish(),
    original: text.nullish(),
    revision: text.nullish(),
    role: z.enum(modelRoles).nullish(),
    form: z.enum(modelForms).nullish(),
    files: z.array(userFile).min(1),
    default_quantization: text.nullish(),
    gated: z.boolean().nullish(),
    licence: text.nullish(),
    parameters: count.nullish(),
    context_length: count.nullish(),
    chat_format: z.enum(chatFormats).nullish(),
    sampling: userSampling.nullish(),
  })
  .transform((entry, context): RegistryEntry => {
    const { name, files } = entry;
    // What no hub has lies in the place of its first package.
    const [firstPackage] = files[0]?.packages ?? [];
    const isOnHub = entry.repository != null;
    const place = isOnHub || firstPackage === undefined ? undefined : packageFolder(firstPackage);
    const repository = entry.repository ?? place?.repository ?? "";
    if (!isOnHub && files.some(({ packages }) => packages === undefined)) {
      context.addIssue({ code: "custom", path: ["repository"], message: "owner/repository, or packages of each file" });
    }
    const defaultQuantization = entry.default_quantization ?? files[0]?.quantization ?? "";
    const known = files.map(({ quantization }) => quantization);
    if (!known.some((one) => one.toUpperCase() === defaultQuantization.toUpperCase())) {
      context.addIssue({ code: "custom", path: ["default_quantization"], message: `one of ${known.join(", ")}` });
    }
    return {
      name,
      role: entry.role ?? "chat",
      original: entry.original ?? repository,
      repository,
      isOnHub: isOnHub ? undefined : false,
      revision: entry.revision ?? place?.revision ?? "main",
      gated: entry.gated ?? false,
      licence: entry.licence ?? "unknown",
      parameterCount: entry.parameters ?? 0,
      contextLength: entry.context_length ?? 0,
      chatFormat: entry.chat_format ?? "none",
      form: entry.form ?? "gguf",
      files,
      defaultQuantization,
      sampling: entry.sampling ?? undefined,
    };
  });

/**
 * Reads the registry entries of a configuration. An entry needs `name`, `repository` and `files`; a file needs `file`.
 * @param value The list as it was parsed from YAML or JSON.
 * @param key The list's key, which messages name: `registry`.
 * @throws ReparteeError `config_invalid` with the key at fault as `param`.
 */
export function readUserEntries(value: unknown, key = "registry"): readonly RegistryEntry[] {
  const schema = z.object({ [key]: z.array(userEntry) });
  const entries = readValue(schema, { [key]: value }, { code: "config_invalid" })[key] ?? [];
  const seen = new Set<string>();
  for (const [index, { name }] of entries.entries()) {
    const param = `${key}[${index}].name`;
    const message = `${param}: expected a name of its own, got ${JSON.stringify(name)}, which an earlier entry has`;
    if (seen.has(name.toLowerCase())) throw new ReparteeError("config_invalid", message, { param });
    seen.add(name.toLowerCase());
  }
  return entries;
}
