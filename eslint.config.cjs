// What fails in OCA's configuration, and what it recommends.
const globals = require("globals");
const jsdoc = require("eslint-plugin-jsdoc");

const failing = [
  "init-declarations",
  "no-cond-assign",
  "no-const-assign",
  "no-debugger",
  "no-dupe-args",
  "no-dupe-class-members",
  "no-dupe-keys",
  "no-duplicate-case",
  "no-duplicate-imports",
  "no-empty-function",
  "no-empty-pattern",
  "no-eq-null",
  "no-eval",
  "no-ex-assign",
  "no-func-assign",
  "no-global-assign",
  "no-lonely-if",
  "no-obj-calls",
  "no-return-assign",
  "no-undef",
  "no-unneeded-ternary",
  "no-unreachable",
  "no-unsafe-finally",
  "no-unused-expressions",
  "no-unused-labels",
  "no-unused-vars",
  "no-use-before-define",
  "operator-assignment",
  "prefer-const",
  "spaced-comment",
  "use-isnan",
];

module.exports = [
  {
    // Odoo's modules are modules, whatever their files are called.
    files: ["static/**/*.js"],
    plugins: {jsdoc},
    languageOptions: {
      ecmaVersion: 2024,
      // luxon and Chart come with Odoo
      globals: {...globals.browser, luxon: "readonly", Chart: "readonly"},
      sourceType: "module",
    },
    rules: {
      ...Object.fromEntries(failing.map((rule) => [rule, "error"])),
      "capitalized-comments": [
        "error",
        "always",
        {ignoreConsecutiveComments: true, ignoreInlineComments: true},
      ],
      complexity: ["error", 15],
      eqeqeq: "error",
      "jsdoc/check-tag-names": "error",
      "jsdoc/check-types": "error",
    },
  },
];
