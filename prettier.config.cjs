// OCA's settings. The plugin lies beside prettier, not here: see scripts/setup_node.
module.exports = {
  plugins: [require.resolve("@prettier/plugin-xml")],
  bracketSpacing: false,
  printWidth: 88,
  proseWrap: "always",
  trailingComma: "es5",
  xmlWhitespaceSensitivity: "preserve",
};
