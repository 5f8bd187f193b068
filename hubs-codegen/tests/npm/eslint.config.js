import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["src/misuse.ts", "src/shape-misuse.ts"] },
  ...tseslint.configs.recommendedTypeChecked,
  { languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } } },
  // node:test's `test` returns a promise that nobody waits for.
  { files: ["src/*.test.ts"], rules: { "@typescript-eslint/no-floating-promises": "off" } },
  // Types as Rust has them: an enum without variants, or a text beside any text.
  { files: ["src/shapes/types.ts"], rules: { "@typescript-eslint/no-redundant-type-constituents": "off" } },
);
