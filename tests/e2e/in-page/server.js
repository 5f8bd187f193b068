// The server of a page: the one that the test outside starts and stops.
export async function startServer() {
  return { url: window.hubsUrl, stop: async () => {} };
}
