// What Mozilla's Readability reads of pages: readability.js MODULES FOLDER, as JSON on the standard
// output.
'use strict';
const fs = require('fs');
const path = require('path');
const [modules, folder] = process.argv.slice(2);
const { Readability } = require(path.join(modules, '@mozilla/readability'));
const { JSDOM, VirtualConsole } = require(path.join(modules, 'jsdom'));
const texts = {};

// Blocks are lines, which textContent would join.
function textOf(html) {
  const body = new JSDOM(html).window.document.body;
  for (const block of body.querySelectorAll('p,div,li,tr,h1,h2,h3,h4,h5,h6,br,section,article,td')) {
    block.after('\n');
  }
  return body.textContent;
}

for (const name of fs.readdirSync(folder).filter((n) => n.endsWith('.html'))) {
  let text = '';
  try {
    const dom = new JSDOM(fs.readFileSync(path.join(folder, name)), {
      url: 'https://example.org/',
      virtualConsole: new VirtualConsole(),
    });
    const article = new Readability(dom.window.document).parse();
    text = article === null ? '' : textOf(article.content);
    dom.window.close();
  } catch (e) {
    console.error(`${name}: ${e.message}`);
  }
  texts[name.slice(0, -'.html'.length)] = text;
}
fs.writeFileSync(1, JSON.stringify(texts));
