// The official client's own connection. It is not among the exports of the package, whose hub connections stand on it.
import { createRequire } from "node:module";

export const { HttpConnection } = createRequire(import.meta.url)("@microsoft/signalr/dist/cjs/HttpConnection.js");
