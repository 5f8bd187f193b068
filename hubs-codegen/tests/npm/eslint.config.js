import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["src/misuse.ts"] },
  ...tseslint.configs.recommendedTypeChecked,
  { languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } } },
  // node:test's `test` returns a promise that nobody waits for.
  { files: ["src/*.test.ts"], rules: { "@typescript-eslint/no-floating-promises": "off" } },
);
