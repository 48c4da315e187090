import { rspack } from '@rspack/core';

export default {
  plugins: [new rspack.HtmlRspackPlugin({ template: 'src/index.html' })],
};
