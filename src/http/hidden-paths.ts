/** Paths of this machine tell strangers who runs it and where: answers keep only the last part of each. */

/** Folders that no route of this server is called after. */
const roots = "home|root|Users|tmp|var|opt|mnt|media|srv|usr|etc|private|proc|dev|run|app|work|workspace|nix|snap";
const unixPath = new RegExp(String.raw`(?<![\w./:-])\/(?:${roots})(?:\/[^\s/"'\`,;:()<>]+)+\/?`, "g");
const windowsPath = /(?<![\w/])[A-Za-z]:\\[^\s"'`,;()<>]+/g;
/** A path of any other root is one by its end. */
const modelFile =
  /(?<![\w.:/-])\/(?:[^\s/"'`,;:()<>]+\/)+([^\s/"'`,;:()<>]+\.(?:gguf|onnx|db|json|yaml|yml|bin|safetensors|so|node|js|part))\b/g;

/** `Cannot load model "x": there is no file at /var/models/x.gguf` → `… at x.gguf`. */
export function hidePaths(text: string): string {
  return text
    .replace(unixPath, lastPart)
    .replace(windowsPath, lastPart)
    .replace(modelFile, (_path, name: string) => name);
}

function lastPart(path: string): string {
  return path.split(/[/\\]/).findLast((part) => part !== "") ?? "";
}
