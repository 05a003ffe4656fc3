/** The page itself opens without a network; what needs the server says so. */
export function keepOffline(): void {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register("/sw.js").catch(() => {
    // Private windows and plain HTTP from another machine allow none; the page works without.
  });
}
