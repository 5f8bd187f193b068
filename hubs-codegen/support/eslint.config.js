// The rules for the support of generated clients and for its tests.
import tseslint from "typescript-eslint";

export default tseslint.config(
  ...tseslint.configs.recommendedTypeChecked,
  { languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } } },
  // node:test's `test` returns a promise that nobody waits for.
  { files: ["test/*.test.ts"], rules: { "@typescript-eslint/no-floating-promises": "off" } },
);
