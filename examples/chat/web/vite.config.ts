import { defineConfig } from "vite";

const target = "http://127.0.0.1:3000";

// While the page is developed, vite serves it and passes the hub and the accounts on to the server (`cargo run -p chat`).
export default defineConfig({
  server: { proxy: { "/chat": { target, ws: true }, "/accounts": { target }, "/sign-in": { target }, "/token": { target } } },
});
