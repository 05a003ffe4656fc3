import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, test } from "vitest";
import { anchorsOf, linksOf } from "./markdown.ts";
import { filesMatching, readRepositoryFile, root } from "./repository-files.ts";

const pages = filesMatching(/\.md$/);

describe.each(pages)("%s", (page) => {
  const links = linksOf(readRepositoryFile(page)).filter((link) => !/^[a-z][a-z+.-]*:/i.test(link));

  test("links to files that exist", () => {
    const targets = links.map((link) => posix.join(posix.dirname(page), link.replace(/#.*$/, "")));
    expect(targets.filter((target) => !existsSync(join(root, target)))).toEqual([]);
  });

  test("links to headings that exist", () => {
    const broken = links.filter((link) => {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : posix.join(posix.dirname(page), path);
      return anchor !== undefined && target.endsWith(".md") && !anchorsOf(readRepositoryFile(target)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});

test("pages that sources name exist", () => {
  const named = filesMatching(/^(?:src|examples|bench)\/.*\.ts$/).flatMap((path) =>
    [...readRepositoryFile(path).matchAll(/\bdocs\/[\w/-]+\.md\b/g)].map(([page]) => page),
  );
  expect(named.filter((page) => !pages.includes(page))).toEqual([]);
  expect(named).not.toEqual([]);
});
