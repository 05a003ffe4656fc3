/** Host, port and database of a URL; never user or password. */
export function placeOfUrl(url: string): string {
  if (!URL.canParse(url)) return "PostgreSQL";
  const { host, pathname } = new URL(url);
  return `postgresql://${host}${pathname}`;
}
