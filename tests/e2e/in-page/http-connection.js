// Bundlers find it in another folder of the package than Node.
export { HttpConnection } from "@microsoft/signalr/dist/esm/HttpConnection.js";
