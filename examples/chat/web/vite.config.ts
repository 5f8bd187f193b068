import { defineConfig } from "vite";

// While the page is developed, vite serves it and passes the hub on to the server (`cargo run -p chat`).
export default defineConfig({
  server: { proxy: { "/chat": { target: "http://127.0.0.1:3000", ws: true } } },
});
