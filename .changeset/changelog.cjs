// A changeset is what people read in CHANGELOG.md, word for word: one sentence, or a list of them.
module.exports = {
  getReleaseLine: ({ summary }) => {
    const text = summary.trim();
    return text.startsWith('- ') ? text : `- ${text.replaceAll('\n', '\n  ')}`;
  },
  getDependencyReleaseLine: () => '',
};
